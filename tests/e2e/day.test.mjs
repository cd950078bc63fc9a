// A day in a group: six people on six kinds of sockets do what people do, and
// in the evening each of them sees what the store has.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { PackedChat } from './support/packed_chat.mjs';
import { register, wholeHistory } from './support/people.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';
import { download, uploaded } from './support/uploads.mjs';
import { View } from './support/view.mjs';
import { eventually } from './support/waiting.mjs';

const soon = (ms) => new Date(Date.now() + ms).toISOString();
const refused = (code) => ({ code });

/** How each of the six connects. */
const sockets = {
  alice: (t, server, token) => SocketIoChat.open(t, server, token),
  bob: (t, server, token) => Chat.open(server, token),
  carol: (t, server, token) =>
    SocketIoChat.open(t, server, token, ways['polling only']),
  dave: (t, server, token) => PackedChat.open(server, token),
  erin: (t, server, token) =>
    SocketIoChat.open(t, server, token, ways['websocket only']),
  frank: (t, server, token) => Chat.open(server, token),
};

class Person {
  static async come(t, server, name) {
    const person = new Person();
    Object.assign(person, await register(server, name), { t, server, name });
    await person.connect();
    return person;
  }

  async connect() {
    this.chat = await sockets[this.name](this.t, this.server, this.token);
    if (this.chat.destroy) this.t.after(() => this.chat.destroy());
  }

  drop() {
    if (this.chat.destroy) return this.chat.destroy();
    return this.chat.socket.io._close();
  }

  /** Joins the channel, or comes back to it with what it has of it. */
  async enter(channelId) {
    const back = this.view?.channelId === channelId;
    this.view = back ? this.view : new View(channelId, this.id);
    const at = this.chat.events.length;
    const since = back ? this.view.look().seq : undefined;
    if (back) this.view.follow(this.chat, at);
    const answer = await this.chat.join(channelId, since);
    this.view.joined(answer);
    this.view.follow(this.chat, at);
    return answer;
  }

  /** What the view has come to once it has this entry. */
  async seen(seq) {
    await eventually(() => this.view.look().seq >= seq, `${this.name}: ${seq}`);
    return this.view;
  }

  say(channelId, content, more = {}) {
    return this.chat.ask('send_message', { channelId, content, ...more });
  }
}

test('a day in a group: six clients and the store agree', async (t) => {
  const server = await start(t);
  const people = {};
  for (const name of Object.keys(sockets))
    people[name] = await Person.come(t, server, name);
  const { alice, bob, carol, dave, erin, frank } = people;

  // -- morning: a group, ways into it ----------------------------------------
  const group = await alice.api.post('/api/groups',
    { name: 'The crew', visibility: 'private' }).body(201);
  const of = `/api/groups/${group.id}`;
  const lobby = await alice.api.post(`${of}/channels`, { name: 'lobby' }).body(201);
  const channelId = lobby.id;
  const link = await alice.api.post(`${of}/invites`, { maxUses: 2 }).body(201);
  for (const each of [bob, carol])
    await each.api.post(`/api/invites/${link.code}/accept`).body();
  await dave.api.post(`/api/invites/${link.code}/accept`).expect(404);
  await alice.api.post(`${of}/invites`, { userId: dave.id }).body(201);
  const { id: invite } = await dave.chat.next('invited');
  await dave.api.post(`/api/invites/${invite}/accept`).body();
  await erin.api.post(`${of}/requests`, { message: 'me too' }).expect(202);
  await alice.chat.next('join_request', (x) => x.userId === erin.id);
  await alice.api.post(`${of}/requests/${erin.id}/approve`).expect(204);
  await alice.api.post(`${of}/members`, { userId: frank.id }).body(201);
  await Promise.all(Object.values(people).map((each) => each.enter(channelId)));

  // -- talk ---------------------------------------------------------------------
  const hello = await alice.say(channelId, 'good morning @channel');
  await Promise.all([bob, carol, dave, erin, frank].map((each) =>
    each.chat.next('notification', (x) => x.message.id === hello.id)));
  await Promise.all(Object.values(people).map(async (each, i) => {
    for (let k = 0; k < 5; ++k)
      await each.say(channelId, `${each.name} ${i}.${k}`, { clientId: `${i}.${k}` });
  }));
  const again = await bob.say(channelId, 'bob 1.4', { clientId: '1.4' });
  assert.equal(again.duplicate, true);
  const answer = await carol.say(channelId, 'and to you', { replyTo: hello.id });
  const typo = await dave.say(channelId, 'teh lunch?');
  await dave.chat.ask('edit_message',
    { channelId, messageId: typo.id, content: 'the lunch?' });
  for (const [who, emoji] of [[alice, '🍜'], [bob, '🍜'], [erin, '🥗']])
    await who.chat.ask('react', { channelId, messageId: typo.id, emoji });
  await erin.chat.ask('unreact', { channelId, messageId: typo.id, emoji: '🥗' });
  await frank.chat.ask('react', { channelId, messageId: typo.id, emoji: '🥗' });
  await alice.chat.ask('pin', { channelId, messageId: typo.id });
  await assert.rejects(frank.chat.ask('pin', { channelId, messageId: answer.id }),
    refused('FORBIDDEN'));
  const slip = await frank.say(channelId, 'oops, wrong window');
  await frank.chat.ask('delete_message', { channelId, messageId: slip.id });
  await assert.rejects(
    frank.chat.ask('edit_message', { channelId, messageId: slip.id, content: 'x' }),
    refused('GONE'));
  carol.chat.tell('typing', { channelId, isTyping: true });
  await bob.chat.next('typing', (x) => x.userId === carol.id && x.isTyping);
  erin.chat.tell('broadcast', { channelId, event: 'wave', data: { from: 'erin' } });
  for (const each of Object.values(people))
    assert.deepEqual(await each.chat.next('wave'), { from: 'erin' });

  // -- files, a thread of its own, a message that goes on -----------------------
  const file = await uploaded(bob, 'file', Buffer.from('the menu'), 'menu.txt');
  const menu = await bob.say(channelId, '', { type: 'file',
    attachments: [{ id: file.id, name: file.name }] });
  assert.equal((await download(server, file.url, erin)).bytes.toString(), 'the menu');
  const direct = await erin.api.post('/api/direct', { userId: carol.id }).body(201);
  await erin.api.post(`/api/messages/${menu.id}/forward`, { channelId: direct.id })
    .body(201);
  const passed = await carol.chat.next('notification', (x) => x.reason === 'direct');
  assert.equal(passed.message.metadata.forwardedFrom.messageId, menu.id);
  const { items: replies } =
    await frank.api.get(`/api/messages/${hello.id}/replies`).body();
  assert.deepEqual(replies.map((x) => x.id), [answer.id]);

  // -- two connections break; what they missed comes with their return ----------
  await Promise.all([bob.drop(), erin.drop()]);
  const later = await alice.api.post(`/api/channels/${channelId}/messages`,
    { content: 'lunch is ready', sendAt: soon(1200) }).body(202);
  await carol.chat.ask('react', { channelId, messageId: menu.id, emoji: '👍' });
  await dave.chat.ask('edit_message',
    { channelId, messageId: typo.id, content: 'lunch at one?' });
  const brief = await frank.say(channelId, 'the code is 1234', { expiresIn: 1 });
  await alice.chat.next('new_message', (x) => x.content === 'lunch is ready');
  await alice.chat.next('message_deleted',
    (x) => x.id === brief.id && x.deletedBy === null);
  assert.ok(later.id);
  for (const each of [bob, erin]) {
    await each.connect();
    assert.equal((await each.enter(channelId)).recovered, 'replayed');
  }

  // -- order ----------------------------------------------------------------------
  const channel = `/api/channels/${channelId}`;
  await alice.api.put(`${channel}/members/${bob.id}`, { role: 'admin' }).body();
  await bob.api.post(`${channel}/mutes/${dave.id}`, { until: soon(3_600_000) })
    .expect(204);
  await assert.rejects(dave.say(channelId, 'but'), refused('FORBIDDEN'));
  await bob.api.del(`${channel}/mutes/${dave.id}`).expect(204);
  await dave.say(channelId, 'thanks');
  await bob.api.post(`${channel}/bans/${erin.id}`, { reason: 'spam' }).expect(204);
  await erin.chat.next('room_removed', (x) => x.channelId === channelId);
  await assert.rejects(erin.chat.join(channelId), refused('NOT_FOUND'));
  await bob.api.del(`${channel}/bans/${erin.id}`).expect(204);
  await alice.api.put(channel, { topic: 'lunch', slowMode: 3600 }).body();
  await frank.say(channelId, 'one an hour');
  await assert.rejects(frank.say(channelId, 'another'), refused('RATE_LIMITED'));
  await alice.api.put(channel, { slowMode: 0 }).body();
  await erin.api.post(`${channel}/join`).body();
  erin.view = undefined;
  await erin.enter(channelId);
  await frank.api.post(`${channel}/leave`).body();
  await frank.api.post(`${channel}/join`).body();
  frank.view = undefined;
  await frank.enter(channelId);

  // -- afternoon: who has read what ------------------------------------------------
  const last = await carol.say(channelId, `that's it @${dave.username}`);
  const { unread } = await bob.chat.ask('mark_read', { channelId, seq: last.seq });
  assert.equal(unread, 0);
  const marked = await bob.chat.ask('mark_unread', { channelId, seq: hello.seq });
  const { items: rooms } = await bob.api.get('/api/rooms').body();
  const mine = rooms.find((x) => x.id === channelId);
  assert.equal(mine.unread, marked.unread);
  assert.equal(mine.mentions, marked.mentions);
  assert.equal(mine.lastMessage.id, last.id);
  await eventually(async () => (await alice.api
    .get('/api/messages/search?q=lunch').body()).items.length === 2, 'the index');

  // -- evening -----------------------------------------------------------------------
  await alice.api.put(`${channel}/members/${bob.id}`, { role: 'owner' }).body();
  await bob.api.put(channel, { archived: true }).body();
  await assert.rejects(alice.say(channelId, 'too late'), refused('FORBIDDEN'));
  const { seq } = await alice.api.get(channel).body();
  const store = await View.ofStore(alice.api, channelId, wholeHistory);
  assert.ok(Object.keys(store.messages).length > 35);
  for (const each of [alice, bob, carol, dave]) {
    const view = await each.seen(seq);
    assert.deepEqual(view.all, store, each.name);
    assert.equal(view.channel.archived, true);
  }
  // Those who came back late have the newest of it.
  for (const each of [erin, frank]) {
    const { messages, members } = (await each.seen(seq)).all;
    assert.deepEqual(members, store.members, each.name);
    for (const [id, message] of Object.entries(messages))
      assert.deepEqual(message, store.messages[id], each.name);
  }
  const { items: pins } = await erin.api.get(`${channel}/pins`).body();
  assert.deepEqual(pins.map((x) => [x.id, x.content]), [[typo.id, 'lunch at one?']]);
});
