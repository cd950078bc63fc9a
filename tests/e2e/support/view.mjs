// What a client shows of a room, built from nothing but what it was told: the
// answer of its join and the events after it.

import assert from 'node:assert/strict';

/** Of a message, what can be seen. */
const shown = (m) => ({
  content: m.content, sender: m.senderId, replyTo: m.replyTo,
  edited: m.editedAt !== null, deleted: m.deletedAt !== null,
  pinned: m.pinnedAt !== null,
  reactions: Object.fromEntries(m.reactions.map((r) => [r.emoji, r.count])),
});

export class View {
  messages = new Map();
  members = new Map();
  channel = {};
  seq = 0;
  #seen = 0;

  constructor(channelId, userId) {
    this.channelId = channelId;
    this.userId = userId;
  }

  /** Takes the answer of a join; what was missed goes through like events. */
  joined(answer) {
    if (answer.recovered === 'replayed') {
      const missed = [
        ...answer.messages.map((data) => ({ event: 'new_message', data })),
        ...answer.events];
      missed.sort((x, y) => x.data.seq - y.data.seq);
      for (const each of missed) this.#apply(each);
      assert.equal(this.seq, answer.seq);
    } else {
      for (const each of answer.messages) this.messages.set(each.id, shown(each));
      this.seq = answer.seq;
    }
    this.members = new Map(answer.members.map((m) => [m.id, m.role]));
  }

  /** Follows the events of a chat from the first on that came after its join. */
  follow(chat, from = 0) {
    this.chat = chat;
    this.#seen = from;
  }

  /** Takes in what came since the last look. */
  look() {
    const { events } = this.chat;
    for (; this.#seen < events.length; ++this.#seen) {
      const { event, data } = events[this.#seen];
      const durable = data?.channelId === this.channelId && data.seq > this.seq;
      if (durable && event !== 'unread') this.#apply({ event, data });
    }
    return this;
  }

  #apply({ event, data }) {
    // The log has no gaps: neither has what is told of it.
    assert.equal(data.seq, this.seq + 1, `${event} after ${this.seq}`);
    this.seq = data.seq;
    const message = this.messages.get(data.messageId);
    switch (event) {
      case 'new_message': this.messages.set(data.id, shown(data)); break;
      case 'message_updated':
        Object.assign(message, { content: data.content, edited: true }); break;
      case 'message_deleted':
        Object.assign(message, { content: '', deleted: true, pinned: false,
          reactions: {} });
        break;
      case 'reaction':
        if (data.count) message.reactions[data.emoji] = data.count;
        else delete message.reactions[data.emoji];
        break;
      case 'pin': message.pinned = data.pinned; break;
      case 'user_joined': this.members.set(data.userId, data.role); break;
      case 'user_left': this.members.delete(data.userId); break;
      case 'member_updated':
        if (data.role) this.members.set(data.userId, data.role); break;
      case 'channel_updated': case 'channel_archived':
        this.channel = data.channel; break;
      case 'user_banned': case 'user_unbanned': break;
      default: assert.fail(`unexpected ${event}`);
    }
  }

  /** Everything that is shown, for comparison. */
  get all() {
    return { messages: Object.fromEntries(this.messages),
      members: Object.fromEntries([...this.members].sort()) };
  }

  /** The same, as the store has it. */
  static async ofStore(api, channelId, wholeHistory) {
    const history = await wholeHistory(api, channelId);
    const { items: members } =
      await api.get(`/api/channels/${channelId}/members?limit=100`).body();
    return {
      messages: Object.fromEntries(history.map((m) => [m.id, shown(m)])),
      members: Object.fromEntries(members.map((m) => [m.id, m.role])
        .sort()) };
  }
}
