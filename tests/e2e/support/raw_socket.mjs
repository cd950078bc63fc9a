// A WebSocket client byte by byte, for what a good library would never send.

import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { within } from './waiting.mjs';

export const opcode = {
  continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10,
};

/** The bytes of a frame; `size` may lie about the length. */
export function frame(code, payload = '', {
  fin = true, masked = true, rsv = 0, size,
} = {}) {
  const body = Buffer.from(payload);
  const length = size ?? body.length;
  const head = [(fin ? 0x80 : 0) | rsv << 4 | code];
  const bit = masked ? 0x80 : 0;
  if (length < 126) head.push(bit | length);
  else if (length < 65_536) head.push(bit | 126, length >> 8, length & 255);
  else {
    const wide = Buffer.alloc(8);
    wide.writeBigUInt64BE(BigInt(length));
    head.push(bit | 127, ...wide);
  }
  if (!masked) return Buffer.concat([Buffer.from(head), body]);
  const mask = randomBytes(4);
  for (let i = 0; i < body.length; ++i) body[i] ^= mask[i & 3];
  return Buffer.concat([Buffer.from(head), mask, body]);
}

/** A close frame's payload. */
export function closing(code, reason = '') {
  const two = Buffer.alloc(2);
  two.writeUInt16BE(code);
  return Buffer.concat([two, Buffer.from(reason)]);
}

export class RawSocket {
  /** Frames of the server: `{ opcode, payload }`. */
  frames = [];
  #bytes = Buffer.alloc(0);
  #waiting = new Set();
  #head;

  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#feed(chunk));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.end = true;
        for (const check of [...this.#waiting]) check();
        resolve();
      });
    });
  }

  /** A TCP connection, nothing said yet. */
  static async connect(server) {
    const socket = net.connect(server.port, '127.0.0.1');
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawSocket(socket);
  }

  /** A socket after the WebSocket handshake, greeted when it has a token. */
  static async open(server, token) {
    const raw = await RawSocket.connect(server);
    raw.write(upgrade(server, token));
    await raw.until(() => raw.#head, 'the handshake');
    if (!raw.#head.startsWith('HTTP/1.1 101'))
      throw new Error(`no upgrade: ${raw.#head}`);
    if (token) await raw.text((x) => x.event === 'authenticated');
    return raw;
  }

  write(bytes) {
    return new Promise((done) => this.socket.write(bytes, done));
  }

  /** Sends an event as one text frame. */
  tell(event, data, id) {
    return this.write(frame(opcode.text, JSON.stringify({ id, event, data })));
  }

  /** The frames that are JSON texts, parsed. */
  texts() {
    return this.frames.filter((x) => x.opcode === opcode.text)
      .map((x) => JSON.parse(x.payload));
  }

  /** Resolves to the first JSON text that fits. */
  async text(fits, ms = 5000) {
    const find = () => this.texts().find(fits);
    await this.until(find, 'a text frame', ms);
    return find();
  }

  /** Resolves to the code of the server's close frame. */
  async closeCode(ms = 5000) {
    const find = () => this.frames.find((x) => x.opcode === opcode.close);
    await this.until(find, 'a close frame', ms);
    return find().payload.readUInt16BE();
  }

  async until(check, what, ms = 5000) {
    if (check()) return;
    let listener;
    const met = new Promise((resolve, reject) => {
      listener = () => {
        if (check()) resolve();
        else if (this.end) reject(new Error(`closed without ${what}`));
      };
      this.#waiting.add(listener);
      listener();
    });
    await within(ms, met, what).finally(() => this.#waiting.delete(listener));
  }

  destroy() {
    this.socket.destroy();
    return this.closed;
  }

  #feed(chunk) {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#head === undefined) this.#takeHead();
    if (this.#head !== undefined) while (this.#takeFrame());
    for (const check of [...this.#waiting]) check();
  }

  #takeHead() {
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.#head = this.#bytes.subarray(0, end).toString();
    this.#bytes = this.#bytes.subarray(end + 4);
  }

  #takeFrame() {
    const bytes = this.#bytes;
    if (bytes.length < 2) return false;
    let length = bytes[1] & 127;
    let at = 2;
    if (length === 126) {
      if (bytes.length < 4) return false;
      length = bytes.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (bytes.length < 10) return false;
      length = Number(bytes.readBigUInt64BE(2));
      at = 10;
    }
    if (bytes.length < at + length) return false;
    this.frames.push({ opcode: bytes[0] & 15,
      payload: Buffer.from(bytes.subarray(at, at + length)) });
    this.#bytes = bytes.subarray(at + length);
    return true;
  }
}

/** The text of an opening handshake. */
export function upgrade(server, token) {
  const query = token ? `?token=${token}` : '';
  return `GET /ws${query} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
    'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
    'Sec-WebSocket-Version: 13\r\n\r\n';
}
