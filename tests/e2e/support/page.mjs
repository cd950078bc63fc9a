// A page of a front end that was written for one of the seeds: the real
// client with its own way to come back, in a browser on another origin.

import { SocketIoChat } from './socketio_chat.mjs';
import { pause, within } from './waiting.mjs';

const patience = 10_000;

export class Page extends SocketIoChat {
  /**
   * `enter(page)` is what the front end does whenever it is connected.
   * `options` are those of its `io(url, options)`.
   */
  constructor(t, server, { enter, origin, ...options }) {
    super(t, server, {
      reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 200,
      extraHeaders: { origin }, ...options,
    });
    this.socket.on('connect', () => {
      this.entered = enter(this);
      this.entered.catch(() => {});
    });
  }

  /** A page that has entered. */
  static async open(t, server, how) {
    const page = new Page(t, server, how);
    await page.connect();
    await within(patience, page.entered, 'the entry');
    return page;
  }

  /** Resolves once the page is connected anew by itself, and has entered. */
  async backAgain() {
    const connected = new Promise((resolve) =>
      this.socket.once('connect', resolve));
    await within(patience, connected, 'the next connection');
    await within(patience, this.entered, 'the next entry');
  }

  /** Loses the connection, as in a tunnel, and comes back. */
  async loseConnection() {
    const back = this.backAgain();
    this.socket.io.engine.close();
    await back;
  }

  /** Resolves to how a question is answered: `ok` or the error's code. */
  async verdict(event, data) {
    return this.ask(event, data).then(() => 'ok', (refused) => refused.code);
  }

  /** The data of the events of that name within a time to come. */
  async heardWithin(ms, name) {
    const before = this.all(name).length;
    await pause(ms);
    return this.all(name).slice(before);
  }
}
