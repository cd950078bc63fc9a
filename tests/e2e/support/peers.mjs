// Servers and clients of the PeerJS protocol. With PARLEY_REFERENCE=1 the
// original answers in parley's place (npm ci --prefix tests/protocol/reference).

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { start } from './server.mjs';
import { within } from './waiting.mjs';

export const isReference = process.env.PARLEY_REFERENCE === '1';
const original =
  fileURLToPath(new URL('../../protocol/reference/peer.mjs', import.meta.url));

// Our settings by the names of the original's.
const names = {
  path: 'PEERJS_PATH', key: 'PEERJS_KEY', allow_discovery: 'PEERJS_ALLOW_DISCOVERY',
  concurrent_limit: 'PEERJS_MAX_CLIENTS', alive_timeout: 'PEERJS_ALIVE_TIMEOUT',
  expire_timeout: 'PEERJS_EXPIRE_TIMEOUT',
};

async function startOriginal(t, options) {
  const child = spawn(process.execPath,
    [original, JSON.stringify({ path: '/peerjs', ...options })],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const url = await new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(/serves (\S+)/.exec(chunk)[1]));
    child.once('exit', () => reject(new Error('the original did not start')));
  });
  return { url };
}

/** A server with the original's options; `env` is for parley alone. */
export async function startPeers(t, options = {}, env = {}) {
  if (isReference) return startOriginal(t, options);
  const set = Object.entries(options)
    .map(([name, value]) => [names[name], String(value)]);
  return start(t, { env: { ...Object.fromEntries(set), ...env } });
}

/** One client of a server, which says and hears what a test wants. */
export class PeerSocket {
  /** Everything that was heard, in order. */
  heard = [];
  #waiting = new Set();

  constructor(server, { id, token = `token of ${id}`, key = 'peerjs',
    path = '/peerjs' } = {}, options = {}) {
    this.id = id;
    const query = new URLSearchParams(Object.entries({ key, id, token,
      version: '1.5.5' }).filter(([, value]) => value !== undefined));
    const url = `${server.url.replace('http', 'ws')}${path}/peerjs?${query}`;
    this.socket = new WebSocket(url, options);
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code) => {
        this.end = { code };
        for (const check of [...this.#waiting]) check();
        resolve(code);
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (text) => {
      this.heard.push(JSON.parse(text));
      for (const check of [...this.#waiting]) check();
    });
  }

  /** One that has been let in. */
  static async open(t, server, who, options) {
    const peer = new PeerSocket(server, who, options);
    t.after(() => peer.socket.terminate());
    await peer.next('OPEN');
    return peer;
  }

  say(message) {
    this.raw(JSON.stringify(message));
  }

  raw(text) {
    this.socket.send(text);
  }

  offer(dst, payload = 0) {
    this.say({ type: 'OFFER', dst, payload });
  }

  /** Resolves to what was heard once there is so much of a type. */
  async all(type, count = 1, ms = 5000) {
    const got = () => this.heard.filter((each) => each.type === type);
    let check;
    const enough = new Promise((resolve, reject) => {
      check = () => {
        if (got().length >= count) resolve();
        else if (this.end) reject(new Error(`closed (${this.end.code}) without ${type}`));
      };
      this.#waiting.add(check);
      check();
    });
    await within(ms, enough, `${count} ${type}`).finally(() => this.#waiting.delete(check));
    return got();
  }

  async next(type, ms) {
    return (await this.all(type, 1, ms))[0];
  }

  /** Resolves once the server has dealt with all that was said before. */
  async settled() {
    const mark = `mark ${Math.random()}`;
    this.say({ type: 'CANDIDATE', dst: this.id, payload: mark });
    const has = () => this.heard.some((each) => each.payload === mark);
    while (!has()) await this.all('CANDIDATE', this.heard.filter(
      (each) => each.type === 'CANDIDATE').length + 1);
    this.heard = this.heard.filter((each) => each.payload !== mark);
  }

  /** A closing handshake; resolves to the code. */
  close() {
    this.socket.close();
    return this.closed;
  }
}
