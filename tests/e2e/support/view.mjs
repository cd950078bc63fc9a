// What a client shows of a room, built from nothing but what it was told: the
// answer of its join and the events after it.

import assert from 'node:assert/strict';

const byEmoji = (reactions) =>
  new Map(reactions.map(({ emoji, userIds }) => [emoji, new Set(userIds)]));

/** A message as a client keeps it. */
const kept = (m) => ({ ...m, pinned: m.pinnedAt !== null,
  reactions: byEmoji(m.reactions), counts: countsOf(m.reactions) });

const countsOf = (reactions) =>
  new Map(reactions.map(({ emoji, count }) => [emoji, count]));

/** What remains of a message that is deleted. */
const gone = { content: '', attachments: [], mentions: [], metadata: {},
  pinned: false, reactions: new Map(), counts: new Map() };

export class View {
  messages = new Map();
  members = new Map();
  /** How far others have come, by user: `{ readSeq, deliveredSeq }`. */
  marks = new Map();
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
      for (const each of answer.messages) this.messages.set(each.id, kept(each));
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
      if (data?.channelId !== this.channelId) continue;
      if (event === 'read') this.#mark(data);
      else if (data.seq > this.seq && event !== 'unread') this.#apply({ event, data });
    }
    return this;
  }

  #mark({ userId, readSeq, deliveredSeq }) {
    this.marks.set(userId, { readSeq, deliveredSeq });
  }

  #apply({ event, data }) {
    // The log has no gaps: neither has what is told of it.
    assert.equal(data.seq, this.seq + 1, `${event} after ${this.seq}`);
    this.seq = data.seq;
    const message = this.messages.get(data.messageId);
    switch (event) {
      case 'new_message': this.messages.set(data.id, kept(data)); break;
      case 'message_updated': this.#update(message, data); break;
      case 'message_deleted':
        Object.assign(message, gone, { deletedAt: data.deletedAt });
        delete message.expiresAt;
        break;
      case 'reaction': this.#react(message, data); break;
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

  // Of the whole message as it is now, what an edit changes.
  #update(message, { content, editedAt, message: now }) {
    Object.assign(message, { content, editedAt, mentions: now.mentions });
  }

  #react(message, { emoji, userId, added, count }) {
    const [users, counts] = [new Map(message.reactions), new Map(message.counts)];
    const who = new Set(users.get(emoji));
    if (added) who.add(userId);
    else who.delete(userId);
    users.set(emoji, who);
    counts.set(emoji, count);
    if (count === 0) for (const each of [users, counts]) each.delete(emoji);
    Object.assign(message, { reactions: users, counts });
  }

  /** How many messages call the user, or are there at all, after a mark. */
  unread(readSeq) {
    const after = [...this.messages.values()].filter((m) => m.seq > readSeq);
    return { unread: after.length,
      mentions: after.filter((m) => calls(m, this.userId)).length };
  }

  /** Everything that is shown, for comparison. */
  get all() {
    return { messages: shown([...this.messages.values()]),
      members: Object.fromEntries([...this.members].sort()) };
  }

  /** The same, as the store has it. */
  static async ofStore(api, channelId, wholeHistory) {
    const history = await wholeHistory(api, channelId);
    const { items: members } =
      await api.get(`/api/channels/${channelId}/members?limit=100`).body();
    const messages = shown(history.map(kept));
    // How often it was answered a client counts by itself.
    for (const { id, replyCount } of history)
      assert.equal(messages[id].replies, replyCount, `answers to ${id}`);
    return { messages,
      members: Object.fromEntries(members.map((m) => [m.id, m.role])
        .sort()) };
  }
}

/** Whether a message calls a user who is there. */
function calls({ mentions, senderId }, userId) {
  return senderId !== userId && mentions.some((each) =>
    each.type !== 'user' || each.userId === userId);
}

/** Of messages by id, what can be seen: all but when they were pinned. */
function shown(messages) {
  const answers = (id) => messages.filter((m) => m.replyTo === id && !m.deletedAt).length;
  return Object.fromEntries(messages.map(
    ({ replyCount, pinnedAt, reactions, counts, ...rest }) => [rest.id, { ...rest,
      replies: answers(rest.id), counts: Object.fromEntries(counts),
      reactions: Object.fromEntries([...reactions].map(([emoji, users]) =>
        [emoji, [...users].sort()])) }]));
}
