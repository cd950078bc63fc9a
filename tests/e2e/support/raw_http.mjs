// HTTP byte by byte.

import net from 'node:net';
import { within } from './waiting.mjs';

/** A TCP connection whose answer is read as text. */
export class RawHttp {
  text = '';

  constructor(server) {
    this.socket = net.connect(server.port, '127.0.0.1');
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => { this.text += chunk.toString('latin1'); });
    this.closed = new Promise((done) => this.socket.once('close', done));
  }

  write(text) {
    this.socket.write(text);
    return this;
  }

  /** Resolves to all that came once the server has closed. */
  async untilClosed(ms = 5000) {
    await within(ms, this.closed, 'the server\'s close');
    return this.text;
  }
}

/** Sends bytes and resolves to the status of the answer, 0 for none. */
export async function statusOf(server, bytes, ms = 5000) {
  const http = new RawHttp(server).write(bytes);
  const answered = new Promise((resolve) => {
    http.socket.on('data', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(http.text);
      if (status) resolve(Number(status[1]));
    });
    http.closed.then(() => resolve(0));
  });
  return within(ms, answered, `the answer to ${JSON.stringify(bytes.slice(0, 60))}`)
    .finally(() => http.socket.destroy());
}
