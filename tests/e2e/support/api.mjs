// REST with one connection a request, so that no test meets another's socket.

import assert from 'node:assert/strict';
import http from 'node:http';
import { verify } from './openapi.mjs';

function exchange(url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.once('error', reject);
      response.once('end', () => resolve(
        { status: response.statusCode, headers: response.headers, text }));
    });
    request.end(body);
  });
}

function parsed(answer) {
  const json = /^application\/json/.test(answer.headers['content-type'] ?? '');
  return { ...answer, body: json && answer.text ? JSON.parse(answer.text) : undefined };
}

/** A promise of an answer that can also say what it should be. */
class Call extends Promise {
  static get [Symbol.species]() {
    return Promise;
  }

  /** Resolves to the answer; fails unless it has this status and code. */
  async expect(status, code) {
    const answer = await this;
    assert.equal(answer.status, status, answer.text);
    if (code) {
      assert.equal(answer.body.code, code, answer.text);
      assert.equal(typeof answer.body.message, 'string');
      assert.equal(answer.body.requestId, answer.headers['x-request-id']);
    }
    return answer;
  }

  /** Resolves to the body of a good answer. */
  async body(status = 200) {
    return (await this.expect(status)).body;
  }
}

export class Api {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  /** The same server as another user. */
  as(token) {
    return new Api(this.base, token);
  }

  call(method, path, body, headers = {}) {
    const sent = { ...headers };
    if (this.token) sent.authorization ??= `Bearer ${this.token}`;
    if (body !== undefined) sent['content-type'] ??= 'application/json';
    const text = body === undefined || typeof body === 'string' ||
      Buffer.isBuffer(body) ? body : JSON.stringify(body);
    if (text !== undefined) sent['content-length'] ??= Buffer.byteLength(text);
    return new Call((resolve, reject) => {
      exchange(this.base + path, { method, headers: sent, body: text })
        .then(parsed).then(async (answer) => {
          await verify(this.base, method, path, answer);
          return answer;
        }).then(resolve, reject);
    });
  }

  get(path) { return this.call('GET', path); }
  post(path, body) { return this.call('POST', path, body); }
  put(path, body) { return this.call('PUT', path, body); }
  patch(path, body) { return this.call('PATCH', path, body); }
  del(path, body) { return this.call('DELETE', path, body); }
}
