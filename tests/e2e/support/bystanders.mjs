// Two people who go on talking while something bad happens to the server.

import assert from 'node:assert/strict';
import { conversation } from './people.mjs';
import { quantile } from './waiting.mjs';

export class Bystanders {
  #sent = 0;
  #stopped = false;
  #latencies = [];

  /** A pair in a channel of its own, talking at once. */
  static async talking(t, server) {
    const pair = new Bystanders();
    const { chats, channelId } =
      await conversation(t, server, ['calm', 'quiet']);
    pair.done = pair.#talk(chats, channelId);
    pair.done.catch(() => {});
    t.after(() => { pair.#stopped = true; });
    return pair;
  }

  async #talk([one, other], channelId) {
    while (!this.#stopped) {
      const content = `still here ${this.#sent++}`;
      const began = performance.now();
      await one.send(channelId, content);
      await other.next('new_message', (x) => x.content === content);
      this.#latencies.push(performance.now() - began);
      other.forget();
      one.forget();
      await new Promise((next) => setTimeout(next, 2));
    }
    assert.equal(one.end ?? other.end, undefined, 'a bystander was cut off');
  }

  /** Ends the talk; fails if anything was lost or came late. */
  async unharmed(p99 = 1000) {
    this.#stopped = true;
    await this.done;
    assert.ok(this.#latencies.length > 0);
    assert.equal(this.#latencies.length, this.#sent);
    const slow = quantile(this.#latencies, 0.99);
    assert.ok(slow <= p99, `p99 of the bystanders: ${slow} ms`);
    return { messages: this.#sent, p99: slow };
  }
}
