// A chat client on the real socket.io-client.

import { io } from 'socket.io-client';
import { Refused } from './chat.mjs';
import { within } from './waiting.mjs';

const patience = 20_000;

/** Ways to reach a server, by the client's options. */
export const ways = {
  'polling only': { transports: ['polling'] },
  'websocket only': { transports: ['websocket'] },
  'polling, then websocket': { transports: ['polling', 'websocket'] },
};

export class SocketIoChat {
  /** Every event received, in order: `{ event, data }`. */
  events = [];
  #waiting = new Set();

  constructor(t, server, options) {
    this.socket = io(server.url, {
      forceNew: true, reconnection: false, autoConnect: false, ...options,
    });
    this.socket.onAny((event, data) => {
      this.events.push({ event, data });
      for (const each of this.#waiting) each();
    });
    t.after(() => this.socket.io._close());
  }

  /** Connected and greeted by the server. */
  static async open(t, server, token, options) {
    const chat = new SocketIoChat(t, server, { auth: { token }, ...options });
    await chat.connect();
    await chat.next('authenticated');
    return chat;
  }

  /** Resolves once connected; fails with the server's refusal. */
  connect() {
    const connected = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
    this.socket.connect();
    return within(patience, connected, 'the connection');
  }

  /** Resolves to the reason of the client's next end. */
  ended() {
    const end = new Promise((resolve) =>
      this.socket.once('disconnect', (reason) => resolve(reason)));
    return within(patience, end, 'the end');
  }

  tell(event, ...data) {
    this.socket.emit(event, ...data);
  }

  /** Resolves to the data of the ack, or fails as the server says. */
  async ask(event, data) {
    const answer = await this.socket.timeout(patience).emitWithAck(event, data);
    if (answer.ok === false) throw new Refused(answer.error);
    return answer;
  }

  join(channelId, since, epoch) {
    return this.ask('join_channel', { channelId, since, epoch });
  }

  send(channelId, content, clientId) {
    return this.ask('send_message', { channelId, content, clientId });
  }

  /** Resolves to the first event of that name whose data `matches`. */
  next(name, matches = () => true, ms = 5000) {
    const found = new Promise((resolve) => {
      const look = () => {
        const got = this.events.find(
          ({ event, data }) => event === name && matches(data));
        if (!got) return;
        this.#waiting.delete(look);
        resolve(got.data);
      };
      this.#waiting.add(look);
      look();
    });
    return within(ms, found, `the event ${name}`);
  }

  all(name) {
    return this.events.filter((e) => e.event === name).map((e) => e.data);
  }
}
