// What a client has received and a test has not looked at yet.

import { isDeepStrictEqual } from 'node:util';
import { within } from '../../e2e/support/waiting.mjs';

/** How long a test waits for what must come, in milliseconds. */
export const patience = 5000;

export class Inbox {
  #items = [];
  #waiting;

  put(item) {
    this.#items.push(item);
    this.#waiting?.();
  }

  /** Nothing more will come; `why` is what those who wait are told. */
  end(why) {
    this.ended = why;
    this.#waiting?.();
  }

  /** Removes and resolves to the oldest item; one caller at a time. */
  async take(what = 'something', ms = patience) {
    if (!this.#items.length && !this.ended) {
      const more = new Promise((resolve) => { this.#waiting = resolve; });
      await within(ms, more, what);
    }
    if (!this.#items.length) throw new Error(`${what}: ${this.ended}`);
    return this.#items.shift();
  }

  /** Removes and resolves to the next `count` items. */
  async takeMany(count, what, ms) {
    const taken = [];
    while (taken.length < count) taken.push(await this.take(what, ms));
    return taken;
  }

  /** Takes items until one equals `wanted`; resolves to those before it. */
  async skipTo(wanted, ms) {
    const skipped = [];
    for (;;) {
      const item = await this.take(`${wanted} after ${skipped}`, ms);
      if (isDeepStrictEqual(item, wanted)) return skipped;
      skipped.push(item);
    }
  }

  /** Removes and returns all that is here now. */
  drain() {
    return this.#items.splice(0);
  }
}
