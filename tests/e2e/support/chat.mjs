// A client of the plain JSON dialect at /ws.

import WebSocket from 'ws';
import { within } from './waiting.mjs';

const patience = 20_000;

/** The answer of the server was an error. */
export class Refused extends Error {
  constructor(error) {
    super(`${error.code}: ${error.message}`);
    Object.assign(this, error);
  }
}

/** The socket ended before the answer came. */
export class Unanswered extends Error {}

export class Chat {
  /** Subprotocols to ask for. */
  static protocols = [];

  /** Every event received, in order: `{ event, data, at }`. */
  events = [];
  /** Sees every frame at once, before those who wait for it. */
  onFrame = () => {};
  #asked = new Map();
  #waiting = new Set();
  #nextId = 1;

  constructor(url, options) {
    this.socket = new WebSocket(url, this.constructor.protocols,
      { perMessageDeflate: false, ...options });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.end = { code, reason: reason.toString() };
        this.#fail();
        resolve(this.end);
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message',
      (...message) => this.#take(this.read(...message)));
  }

  /** A socket that the server has greeted. */
  static async open(server, token, options) {
    const chat = this.unauthenticated(server, options, `?token=${token}`);
    await chat.opened;
    await chat.next('authenticated');
    return chat;
  }

  static unauthenticated(server, options, query = '') {
    const url = server.url.replace('http', 'ws');
    return new this(`${url}/ws${query}`, options);
  }

  #take(frame) {
    this.onFrame(frame);
    if ('ack' in frame) {
      const asked = this.#asked.get(frame.ack);
      this.#asked.delete(frame.ack);
      if (frame.data.ok === false) asked?.reject(new Refused(frame.data.error));
      else asked?.resolve(frame.data);
      return;
    }
    const heard = { ...frame, at: performance.now() };
    this.events.push(heard);
    for (const each of this.#waiting) each(heard);
  }

  #fail() {
    const why = new Unanswered(`the socket closed with ${this.end.code}`);
    for (const { reject } of this.#asked.values()) reject(why);
    this.#asked.clear();
    for (const each of this.#waiting) each(undefined);
  }

  /** What a frame says. */
  read(text) {
    return JSON.parse(text);
  }

  /** The frame that says this. */
  write(said) {
    return JSON.stringify(said);
  }

  /** Sends a frame as it is. */
  raw(text) {
    this.socket.send(text);
  }

  /** Sends an event that wants no answer. */
  tell(event, data) {
    this.raw(this.write({ event, data }));
  }

  /** Sends an event; resolves to the data of its ack, or fails; in time. */
  ask(event, data) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => {
      if (this.end) reject(new Unanswered('the socket is closed'));
      else this.#asked.set(id, { resolve, reject });
    });
    if (!this.end) this.raw(this.write({ id, event, data }));
    const timely = within(patience, answer, `the answer to ${event}`);
    timely.catch(() => {});
    return timely;
  }

  join(channelId, since, epoch) {
    return this.ask('join_channel', { channelId, since, epoch });
  }

  send(channelId, content, clientId) {
    return this.ask('send_message', { channelId, content, clientId });
  }

  /**
   * Resolves to the first event of that name, received already or to come,
   * whose data `matches`.
   */
  next(name, matches = () => true, ms = 5000) {
    const fits = (e) => e.event === name && matches(e.data);
    const had = this.events.find(fits);
    if (had) return Promise.resolve(had.data);
    let listener;
    const found = new Promise((resolve, reject) => {
      listener = (e) => {
        if (!e) reject(new Unanswered(`closed without ${name}`));
        else if (fits(e)) resolve(e.data);
      };
      this.#waiting.add(listener);
      if (this.end) listener(undefined);
    });
    return within(ms, found, `the event ${name}`)
      .finally(() => this.#waiting.delete(listener));
  }

  /** Resolves once `count` messages with `fits` have been received. */
  async messages(count, ms = 10_000, fits = () => true) {
    const got = () => this.all('new_message').filter(fits);
    let now = got();
    if (now.length < count) {
      await this.next('new_message', () => got().length >= count, ms);
      now = got();
    }
    return now;
  }

  /** The data of all events of that name so far. */
  all(name) {
    return this.events.filter((e) => e.event === name).map((e) => e.data);
  }

  /** Forgets what was received. */
  forget() {
    this.events.length = 0;
  }

  /** A closing handshake; resolves to `{ code, reason }`. */
  close() {
    this.socket.close(1000);
    return this.closed;
  }

  /** Ends the TCP connection without a word. */
  destroy() {
    this.socket.terminate();
    return this.closed;
  }
}
