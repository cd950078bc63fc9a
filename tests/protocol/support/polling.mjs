// Engine.IO over HTTP long-polling, request by request.

import assert from 'node:assert/strict';
import { eventually, within } from '../../e2e/support/waiting.mjs';
import { patience } from './inbox.mjs';

export const separator = '\x1e';

/** The address of an Engine.IO request. */
export function address(fixture, path, query = {}) {
  const parameters = { EIO: '4', transport: 'polling', ...query };
  const set = Object.entries(parameters).filter(([, x]) => x !== undefined);
  return `${fixture.url}${path}?${new URLSearchParams(set)}`;
}

/** A request whose answer is text: `{ status, headers, text }`, in time. */
export async function request(url, options) {
  const answer = fetch(url, options).then(async (response) => ({
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  }));
  return within(patience, answer, `${options?.method ?? 'GET'} ${url}`);
}

export class Polling {
  constructor(fixture, path, handshake) {
    this.fixture = fixture;
    this.path = path;
    this.handshake = handshake;
    this.sid = handshake.sid;
    this.url = address(fixture, path, { sid: this.sid });
  }

  /** A new session. */
  static async open(fixture, path = '/engine.io/') {
    const { status, text } = await request(address(fixture, path));
    assert.equal(status, 200, text);
    assert.equal(text[0], '0');
    return new Polling(fixture, path, JSON.parse(text.slice(1)));
  }

  poll(options) {
    return request(this.url, options);
  }

  post(body, headers = { 'content-type': 'text/plain;charset=UTF-8' }) {
    return request(this.url, { method: 'POST', body, headers });
  }

  /** Posts packets, which must be taken. */
  async send(...packets) {
    const { status, text } = await this.post(packets.join(separator));
    assert.deepEqual([status, text], [200, 'ok']);
  }

  /** The packets of the next poll that brings some; answers pings. */
  async packets() {
    for (;;) {
      const { status, text } = await this.poll();
      assert.equal(status, 200, text);
      const packets = text.split(separator);
      if (packets.includes('2')) await this.send('3');
      const told = packets.filter((packet) => packet !== '2');
      if (told.length) return told;
    }
  }

  /** Polls until `count` packets have come. */
  async receive(count) {
    const packets = [];
    while (packets.length < count) packets.push(...await this.packets());
    return packets;
  }

  /** Fails unless the server forgets the session, sooner than by its heartbeat. */
  async isGone(ms = 240) {
    const unknown = '{"code":1,"message":"Session ID unknown"}';
    await eventually(async () => (await this.post('6')).text === unknown,
      'the end of the session', ms);
  }

  /** Fails unless the session still echoes (`eio-protocol`). */
  async isAlive() {
    await this.send('4are you there?');
    const packets = [];
    while (!packets.includes('4are you there?'))
      packets.push(...await this.packets());
  }
}
