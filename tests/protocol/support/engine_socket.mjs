// Engine.IO over a WebSocket, frame by frame.

import { WebSocket } from '../reference/packages.mjs';
import { within } from '../../e2e/support/waiting.mjs';
import { Inbox, patience } from './inbox.mjs';
import { address } from './polling.mjs';

/**
 * Packets are strings, binary messages are Buffers. Pings are answered and not
 * shown unless `pongs` is false.
 */
export class EngineSocket extends Inbox {
  constructor(url, { pongs = true } = {}) {
    super();
    this.pongs = pongs;
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('error', (error) => { this.error = error; });
    this.socket.on('message', (data, isBinary) => {
      const packet = isBinary ? data : data.toString();
      if (this.pongs && packet === '2') this.send('3');
      else this.put(packet);
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('close', () => reject(this.error));
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.end(`closed with ${code}`);
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** A WebSocket to an Engine.IO path, no packet read yet. */
  static async connect(fixture, { path = '/engine.io/', pongs, ...query } = {}) {
    const url = address(fixture, path, { transport: 'websocket', ...query });
    const socket = new EngineSocket(url.replace('http', 'ws'), { pongs });
    await within(patience, socket.opened, 'the WebSocket handshake');
    return socket;
  }

  /** A new session. */
  static async open(fixture, options) {
    const socket = await EngineSocket.connect(fixture, options);
    socket.handshake = JSON.parse((await socket.take('the handshake')).slice(1));
    return socket;
  }

  send(...packets) {
    for (const packet of packets) this.socket.send(packet);
  }

  /** Resolves to `{ code, reason }` once the server has closed. */
  untilClosed(ms = patience) {
    return within(ms, this.closed, 'the close of the WebSocket');
  }

  async close() {
    this.socket.close();
    await this.untilClosed();
  }

  /** Ends the TCP connection without a word. */
  terminate() {
    this.socket.terminate();
    return this.closed;
  }
}
