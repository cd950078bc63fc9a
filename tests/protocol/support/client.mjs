// socket.io-client with an inbox for what it hears.

import assert from 'node:assert/strict';
import { io } from '../reference/packages.mjs';
import { Inbox, patience } from './inbox.mjs';
import { Polling } from './polling.mjs';

const path = '/socket.io/';

/** Ways to reach a server, by the client's options. */
export const ways = {
  'polling only': { transports: ['polling'] },
  'websocket only': { transports: ['websocket'] },
  'polling, then websocket': { transports: ['polling', 'websocket'] },
};

export class Client extends Inbox {
  /** Lives as long as the test `t`; events become `[name, ...arguments]`. */
  constructor(t, fixture, { namespace = '/', ...options } = {}) {
    super();
    this.fixture = fixture;
    this.socket = io(fixture.url + namespace, {
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      transports: ['websocket'],
      ...options,
    });
    this.socket.onAny((...event) => this.put(event));
    t.after(() => this.socket.io._close());
  }

  /** A client that is connected. */
  static async open(t, fixture, options) {
    const client = new Client(t, fixture, options);
    await client.connect();
    return client;
  }

  /** Resolves once connected, for the first time or again. */
  async connect() {
    const connected = this.heard('connect');
    this.socket.connect();
    await connected;
  }

  /** Resolves to the arguments of the client's next own event of that name. */
  heard(event, emitter = this.socket) {
    const once = new Inbox();
    emitter.once(event, (...args) => once.put(args));
    return once.take(event);
  }

  emit(...event) {
    this.socket.emit(...event);
  }

  /** Resolves to the first value of the server's acknowledgement. */
  ask(...event) {
    return this.socket.timeout(patience).emitWithAck(...event);
  }

  /** Resolves to the next event, whose last argument is its offset. */
  async next(what) {
    const event = await this.take(what);
    assert.equal(typeof event.at(-1), 'string', 'an offset comes last');
    return event.slice(0, -1);
  }

  /** Resolves to the next `count` events, without their offsets. */
  async nextMany(count, what) {
    const events = [];
    while (events.length < count) events.push(await this.next(what));
    return events;
  }

  /** Fails if anything is heard before the server's answer to a question. */
  async hearsNothing() {
    assert.equal(await this.ask('echo', 'silence'), 'silence');
    assert.deepEqual(this.drain(), []);
  }

  /** Loses the connection for good; resolves once the server knows. */
  async drop() {
    const { engine } = this.socket.io;
    const lost = this.heard('disconnect');
    engine.close();
    await lost;
    await new Polling(this.fixture, path, { sid: engine.id }).isGone(patience);
  }
}
