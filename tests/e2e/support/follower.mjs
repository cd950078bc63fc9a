// A client that may lose its socket at any moment and must miss nothing.

import assert from 'node:assert/strict';
import { Chat } from './chat.mjs';
import { wholeHistory } from './people.mjs';

export class Follower {
  /** Messages in the order in which they were shown. */
  messages = [];
  /** How often a join was answered replayed, snapshot and gone. */
  joins = { replayed: 0, snapshot: 0, gone: 0 };

  constructor(person, channelId, since) {
    this.person = person;
    this.channelId = channelId;
    this.since = since;
  }

  /**
   * One life of a socket. `drop(chat, stage)` is told of the stages `created`,
   * `opened`, `asked`, `joined` and of each `message`, and may destroy it.
   * Resolves when the socket has ended; fails at the first message that is not
   * the next one.
   */
  async live(server, drop = () => {}) {
    const chat = Chat.unauthenticated(server, {}, `?token=${this.person.token}`);
    let joined = false;
    let early = [];
    const show = (message) => {
      this.#show(message);
      drop(chat, 'message');
    };
    const take = ({ ack, event, data }) => {
      if (ack !== undefined && data.ok !== false) {
        joined = true;
        early = this.#joined(data, show);
        drop(chat, 'joined');
      } else if (event === 'new_message') {
        assert.ok(joined, 'an event came before the join was answered');
        if (early) early.push(data);
        else show(data);
      }
    };
    chat.onFrame = (frame) => {
      if (chat.dropped) return;
      try {
        take(frame);
      } catch (error) {
        chat.wrong = error;
        chat.destroy();
      }
    };
    const destroy = chat.destroy.bind(chat);
    chat.destroy = () => { chat.dropped = true; return destroy(); };
    drop(chat, 'created');
    await chat.opened.catch(() => {});
    if (!chat.end && !chat.dropped) {
      drop(chat, 'opened');
      const asked = chat.join(this.channelId, this.since, this.epoch);
      drop(chat, 'asked');
      await asked.catch(() => {});
    }
    if (early && joined && !chat.dropped) await this.#complete(show, early);
    early = undefined;
    await chat.closed;
    if (chat.wrong) throw chat.wrong;
  }

  // Returns what later events wait in while history closes the gap.
  #joined(answer, show) {
    ++this.joins[answer.recovered];
    this.epoch = answer.epoch;
    if (answer.recovered !== 'replayed') {
      this.upTo = answer.seq;
      return [];
    }
    for (const message of answer.messages) show(message);
    return undefined;
  }

  async #complete(show, early) {
    const missed = await wholeHistory(this.person.api, this.channelId, this.since);
    for (const message of missed) if (message.seq <= this.upTo) show(message);
    for (const message of early.splice(0)) show(message);
  }

  #show(message) {
    assert.equal(message.seq, this.since + 1,
      `after ${this.since} came ${message.seq}`);
    this.since = message.seq;
    this.messages.push(message);
  }
}

/** Sends numbered messages, a few in flight, until stopped; retries each. */
export class Talker {
  acked = 0;
  #stopped = false;

  /** `server()` names the present one; the test `t` stops it at the latest. */
  constructor(t, person, channelId, server) {
    t.after(() => this.stop());
    this.person = person;
    this.channelId = channelId;
    this.server = server;
  }

  /** Runs until `stop`. */
  async talk({ lanes = 4, size = 20 } = {}) {
    let next = 0;
    const filler = 'x'.repeat(size);
    const lane = async () => {
      while (!this.#stopped) {
        const clientId = `${this.person.id}-${next++}`;
        await this.#deliver(clientId, filler);
        ++this.acked;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await this.chat?.close();
  }

  stop() {
    this.#stopped = true;
  }

  async #deliver(clientId, content) {
    for (;;) {
      try {
        const chat = await this.#socket();
        await chat.send(this.channelId, content, clientId);
        return;
      } catch {
        await new Promise((next) => setTimeout(next, 5));
      }
    }
  }

  #socket() {
    if (this.opening && !this.chat?.end) return this.opening;
    this.chat = undefined;
    this.opening = Chat.open(this.server(), this.person.token)
      .then((chat) => { this.chat = chat; return chat; },
        (error) => { this.opening = undefined; throw error; });
    return this.opening;
  }
}
