// Holds every answer of the server against its own description.

import assert from 'node:assert/strict';
import http from 'node:http';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

// The same for all servers of one program.
let document;

function fetched(base) {
  return new Promise((resolve, reject) => {
    http.get(`${base}/openapi.json`, { agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => { text += chunk; });
      answer.once('error', reject);
      answer.once('end', () => resolve(JSON.parse(text)));
    }).once('error', reject);
  });
}

/** An Ajv of draft 7 that knows the document by the name `api`. */
export function validator(api) {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  return ajv.addSchema(api, 'api');
}

/** What a JSON pointer below `api` means, and where that is. */
export function resolved(api, pointer) {
  const at = pointer.slice(2).split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((node, part) => node?.[part], api);
  return at?.$ref ? resolved(api, at.$ref) : { at, pointer };
}

class Description {
  constructor(api) {
    this.api = api;
    this.ajv = validator(api);
    this.checks = new Map();
    this.paths = Object.keys(api.paths).map((path) => ({
      path,
      literals: path.split('/').filter((part) => !part.startsWith('{')).length,
      like: new RegExp(`^${path.replaceAll('.', '\\.')
        .replace(/\{[^}]+\}/g, '[^/]+')}$`),
    })).sort((a, b) => b.literals - a.literals);
  }

  /** The path of the description that a request means. */
  pathOf(target) {
    const path = target.split('?')[0].replace(/(?<=.)\/$/, '');
    return this.paths.find(({ like }) => like.test(path))?.path;
  }

  check(pointer) {
    if (!this.checks.has(pointer))
      this.checks.set(pointer, this.ajv.compile({ $ref: `api${pointer}` }));
    return this.checks.get(pointer);
  }

  assertFits(pointer, value, what) {
    const check = this.check(pointer);
    assert.ok(check(value), `${what} is not as described: ` +
      `${JSON.stringify(check.errors)} in ${JSON.stringify(value)}`);
  }

  /** What is no JSON is known by its type alone. */
  assertType(described, type, what) {
    assert.ok(described.some((each) => each === '*/*' || type.startsWith(each)),
      `${what} is of another type than described: ${type}`);
  }

  verify(method, target, { status, headers, body, text }) {
    const what = `${method} ${target} -> ${status}`;
    const path = this.pathOf(target);
    const known = path && this.api.paths[path][
      method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (!known) {
      if (typeof body?.code === 'string') this.assertFits('#/components/schemas/Error', body, what);
      return;
    }
    const key = path.replaceAll('~', '~0').replaceAll('/', '~1');
    const { at: answer, pointer } = resolved(this.api, `#/paths/${key}/` +
      `${method === 'HEAD' ? 'get' : method.toLowerCase()}/responses/${status}`);
    assert.ok(answer, `${what} is not described: ${text?.slice(0, 300)}`);
    if (method === 'HEAD') return;
    if (!answer.content) return assert.equal(text, '', what);
    const json = answer.content['application/json'];
    const type = headers['content-type'] ?? '';
    if (!json) return this.assertType(Object.keys(answer.content), type, what);
    assert.match(type, /^application\/json/, what);
    this.assertFits(`${pointer}/content/application~1json/schema`, body, what);
  }
}

/** Fails unless the answer of `base` to a request is one that it describes. */
export async function verify(base, method, target, answer) {
  document ??= fetched(base).then((api) => new Description(api),
    (error) => { document = undefined; throw error; });
  (await document).verify(method, target, answer);
}
