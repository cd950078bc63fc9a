// A day in a group: six people on six kinds of sockets do what people do, and
// in the evening each of them sees what the store has.

import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { PackedChat } from './support/packed_chat.mjs';
import { wholeHistory } from './support/people.mjs';
import { Person } from './support/person.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';
import { download, uploaded } from './support/uploads.mjs';
import { View } from './support/view.mjs';
import { eventually } from './support/waiting.mjs';

const soon = (ms) => new Date(Date.now() + ms).toISOString();
const refused = (code) => ({ code });
const ids = (messages) => messages.map(({ id }) => id);

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

/** A page that may be linked to; resolves to its address. */
async function page(t) {
  const site = http.createServer((_, answer) => answer
    .setHeader('content-type', 'text/html')
    .end('<!doctype html><title>The canteen</title>'));
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  t.after(() => { site.closeAllConnections(); site.close(); });
  return `127.0.0.1:${site.address().port}`;
}

// The chapters. Each is given the day, and adds to it what later ones need.

async function arrive(day) {
  const { everybody, alice, bob, carol, dave, erin, frank } = day;
  const group = await alice.api.post('/api/groups',
    { name: 'The crew', visibility: 'private' }).body(201);
  const of = `/api/groups/${group.id}`;
  const lobby = await alice.api.post(`${of}/channels`, { name: 'lobby' }).body(201);
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
  await Promise.all(everybody.map((each) => each.enter(lobby.id)));
  Object.assign(day, { of, channelId: lobby.id, channel: `/api/channels/${lobby.id}` });
}

async function talk(day) {
  const { everybody, channelId, alice, bob, carol, dave, erin, frank } = day;
  const hello = await alice.say(channelId, 'good morning @channel');
  await Promise.all([bob, carol, dave, erin, frank].map((each) =>
    each.chat.next('notification', (x) => x.message.id === hello.id)));
  await Promise.all(everybody.map(async (each, i) => {
    for (let k = 0; k < 5; ++k)
      await each.say(channelId, `${each.name} ${i}.${k}`,
        { clientId: `${i}.${k}`, metadata: { k } });
  }));
  const again = await bob.say(channelId, 'bob 1.4',
    { clientId: '1.4', metadata: { k: 4 } });
  assert.equal(again.duplicate, true);
  const answer = await carol.say(channelId, 'and to you', { replyTo: hello.id });
  const regretted = await erin.say(channelId, 'whatever', { replyTo: hello.id });
  await erin.chat.ask('delete_message', { channelId, messageId: regretted.id });
  const typo = await dave.say(channelId, 'teh lunch?');
  await dave.chat.ask('edit_message',
    { channelId, messageId: typo.id, content: `the lunch, @${frank.username}?` });
  for (const [who, emoji] of [[alice, '🍜'], [bob, '🍜'], [erin, '🥗']])
    await who.chat.ask('react', { channelId, messageId: typo.id, emoji });
  await erin.chat.ask('unreact', { channelId, messageId: typo.id, emoji: '🥗' });
  await frank.chat.ask('react', { channelId, messageId: typo.id, emoji: '🥗' });
  await alice.chat.ask('pin', { channelId, messageId: typo.id });
  await assert.rejects(frank.chat.ask('pin', { channelId, messageId: answer.id }),
    refused('FORBIDDEN'));
  const slip = await frank.say(channelId, 'oops, wrong window', { metadata: { a: 1 } });
  await frank.chat.ask('delete_message', { channelId, messageId: slip.id });
  await assert.rejects(
    frank.chat.ask('edit_message', { channelId, messageId: slip.id, content: 'x' }),
    refused('GONE'));
  carol.chat.tell('typing', { channelId, isTyping: true });
  await bob.chat.next('typing', (x) => x.userId === carol.id && x.isTyping);
  erin.chat.tell('broadcast', { channelId, event: 'wave', data: { from: 'erin' } });
  for (const each of everybody)
    assert.deepEqual(await each.chat.next('wave'), { from: 'erin' });
  Object.assign(day, { hello, answer, typo });
}

/** Who wants to know of what, and who does not. */
async function alerts({ channelId, channel, alice, bob, carol, dave, erin, frank }) {
  const set = (who, what) => who.api.put(`${channel}/notifications`, what).body();
  const quiet = '/api/users/me/do-not-disturb';
  await set(bob, { level: 'all' });
  await set(dave, { level: 'none' });
  await set(frank, { level: 'mentions' });
  await erin.api.put(quiet, { minutes: 10 }).body();
  const called = `@${alice.username} @${dave.username} @${erin.username}`;
  const standup = await carol.say(channelId, `stand-up ${called}`);
  await bob.chat.next('notification', (x) => x.message.id === standup.id);
  await set(alice, { muted: true });
  const more = await carol.say(channelId, `still missing: ${called}`);
  await set(dave, { level: 'default' });
  await set(alice, { muted: false });
  await erin.api.del(quiet).body();

  // Alerts come in order: after this one no other is on its way.
  const over = await carol.say(channelId, 'over @channel');
  const all = [alice, bob, dave, erin, frank];
  await Promise.all(all.map((each) =>
    each.chat.next('notification', (x) => x.message.id === over.id)));
  const heard = (message) => all.map((each) => each.alertOf(message));
  const none = undefined;
  assert.deepEqual(heard(standup), ['mention', 'message', none, none, none]);
  assert.deepEqual(heard(more), [none, 'message', none, none, none]);
  assert.deepEqual(heard(over), Array(5).fill('mention'));
  for (const each of [bob, frank]) await set(each, { level: 'default' });
  assert.deepEqual((await bob.listed(channelId)).notifications,
    { level: 'default', mutedUntil: null });
}

/** Dave looks elsewhere while those who are here are called. */
async function here({ channelId, alice, bob, carol, dave, erin, frank }) {
  await dave.chat.ask('leave_channel', { channelId });
  const hands = await alice.say(channelId, 'hands up @here');
  const told = await dave.chat.next('unread', (x) => x.headSeq >= hands.seq);
  assert.equal(told.lastMessage.id, hands.id);
  // After his last message came one that is gone, and three that call him, if
  // not by `here`; what one has sent one has read, after a moment.
  assert.deepEqual([told.unread, told.mentions], [5, 3]);
  await eventually(async () => {
    const { unread, mentions } = await dave.listed(channelId);
    return unread === told.unread && mentions === told.mentions;
  }, 'the same in his list');
  await Promise.all([bob, carol, erin, frank].map((each) =>
    each.chat.next('notification', (x) => x.message.id === hands.id)));
  assert.equal((await dave.enter(channelId)).recovered, 'replayed');
  const called = await alice.say(channelId, `and you, @${dave.username}?`);
  await dave.chat.next('notification', (x) => x.message.id === called.id);
  assert.equal(dave.alertOf(hands), undefined);
}

/** Files, a thread, a draft, a link, and two who talk by themselves. */
async function share(day) {
  const { server, channelId, channel, bob, carol, erin, frank, hello, answer } = day;
  const file = await uploaded(bob, 'file', Buffer.from('the menu'), 'menu.txt');
  const menu = await bob.say(channelId, 'what there is for lunch', { type: 'file',
    attachments: [{ id: file.id, name: file.name }] });
  assert.equal((await download(server, file.url, erin)).bytes.toString(), 'the menu');

  await bob.api.put(`${channel}/draft`, { content: 'I', replyTo: menu.id }).expect(204);
  const { draft } = await bob.chat.next('draft');
  assert.deepEqual((await bob.api.get('/api/drafts').body()).items, [draft]);
  await bob.api.del(`${channel}/draft`).expect(204);
  await bob.chat.next('draft', (x) => x.draft === null);
  assert.deepEqual((await bob.api.get('/api/drafts').body()).items, []);

  const link = `http://${day.site}/`;
  await frank.say(channelId, `see ${link}`);
  const shown = await carol.api
    .get(`/api/link-preview?url=${encodeURIComponent(link)}`).body();
  assert.equal(shown.title, 'The canteen');

  const direct = await erin.api.post('/api/direct', { userId: carol.id }).body(201);
  await carol.chat.next('room_added', (x) => x.channelId === direct.id);
  await erin.enter(direct.id);
  await erin.api.post(`/api/messages/${menu.id}/forward`, { channelId: direct.id })
    .body(201);
  const passed = await carol.chat.next('notification', (x) => x.reason === 'direct');
  assert.equal(passed.message.metadata.forwardedFrom.messageId, menu.id);
  const { items: replies } =
    await frank.api.get(`/api/messages/${hello.id}/replies`).body();
  assert.deepEqual(ids(replies.filter((x) => !x.deletedAt)), [answer.id]);
  Object.assign(day, { menu, direct });
}

/** Two connections break; what they missed comes with their return. */
async function breakOff(day) {
  const { channelId, channel, alice, bob, carol, dave, erin, frank, menu, typo } = day;
  await Promise.all([bob.drop(), erin.drop()]);
  await alice.api.post(`${channel}/messages`,
    { content: 'lunch is ready', sendAt: soon(1200) }).body(202);
  await carol.chat.ask('react', { channelId, messageId: menu.id, emoji: '👍' });
  await dave.chat.ask('edit_message',
    { channelId, messageId: typo.id, content: 'lunch at one?' });
  const brief = await frank.say(channelId, 'the code is 1234', { expiresIn: 1 });
  await alice.chat.next('new_message', (x) => x.content === 'lunch is ready');
  await alice.chat.next('message_deleted',
    (x) => x.id === brief.id && x.deletedBy === null);
  for (const each of [bob, erin]) {
    await each.connect();
    assert.equal((await each.enter(channelId)).recovered, 'replayed');
  }
  await erin.enter(day.direct.id);
  const { items: versions } =
    await bob.api.get(`/api/messages/${typo.id}/history`).body();
  assert.deepEqual(versions.map((x) => x.content),
    ['teh lunch?', `the lunch, @${frank.username}?`]);
}

/** A channel that forgets. */
async function forget(day) {
  const board = await day.alice.api.post(`${day.of}/channels`, { name: 'board' })
    .body(201);
  for (const each of [day.alice, day.dave]) await each.enter(board.id);
  await day.alice.api.put(`/api/channels/${board.id}`, { retention: 1 }).body();
  const note = await day.dave.say(board.id, 'for a moment',
    { metadata: { colour: 'red' } });
  const gone = await day.alice.chat.next('message_deleted', (x) => x.id === note.id);
  assert.equal(gone.deletedBy, null);
  day.board = board;
}

async function keepOrder({ channelId, channel, alice, bob, dave, erin, frank }) {
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
  await frank.api.post(`${channel}/leave`).body();
  await frank.api.post(`${channel}/join`).body();
  for (const each of [erin, frank]) {
    each.forget(channelId);
    await each.enter(channelId);
  }
}

/** Who has read what: of each their own mark, as the server answered it. */
async function mark(day) {
  const { channelId, alice, bob, carol, dave, erin, frank, hello, answer, menu } = day;
  const last = await carol.say(channelId, `that's it @${dave.username}`);
  const set = async (who, event, seq) =>
    ({ who, ...await who.chat.ask(event, { channelId, seq }) });
  await set(frank, 'delivered', last.seq);
  const marks = [
    await set(alice, 'mark_read', last.seq),
    await set(bob, 'mark_read', last.seq).then(() =>
      set(bob, 'mark_unread', hello.seq)),
    await set(carol, 'mark_read', last.seq),
    await set(dave, 'mark_unread', answer.seq),
    await set(erin, 'mark_unread', menu.seq),
    await set(frank, 'mark_unread', last.seq),
  ];
  const [, bobs, , , , franks] = marks;
  assert.equal(bobs.readSeq, hello.seq - 1);
  assert.deepEqual([franks.readSeq, franks.deliveredSeq], [last.seq - 1, last.seq]);
  Object.assign(day, { last, marks });
}

/** What is found is what the store's own history would say. */
async function look({ channelId, channel, alice, bob, dave, direct, menu }) {
  const history = await wholeHistory(alice.api, channelId);
  const lunch = history.find((m) => m.content === 'lunch is ready');
  const find = (...tests) => ids(history.filter((m) => !m.deletedAt &&
    tests.every((fits) => fits(m))).reverse());
  const says = (...words) => (m) =>
    words.every((word) => m.content.toLowerCase().split(/\W+/).includes(word));
  const searched = async (query) => ids((await alice.api
    .get(`/api/messages/search?limit=100&${new URLSearchParams(query)}`).body()).items);
  await eventually(async () => (await searched({ q: 'lunch' })).length === 3, 'the index');
  for (const [query, expected] of [
    [{ q: 'lunch' }, find(says('lunch'))],
    [{ q: 'Lunch READY' }, find(says('lunch', 'ready'))],
    [{ q: 'lunch', channelId }, find(says('lunch'))],
    [{ q: 'lunch', from: dave.id }, find(says('lunch'), (m) => m.senderId === dave.id)],
    [{ q: 'lunch', has: 'attachment' }, [menu.id]],
    [{ q: 'lunch', before: lunch.createdAt },
      find(says('lunch'), (m) => m.createdAt < lunch.createdAt)],
    [{ q: 'lunch', after: lunch.createdAt }, [lunch.id]],
    [{ q: 'code' }, []], [{ q: 'teh' }, []],
  ]) assert.deepEqual(await searched(query), expected, JSON.stringify(query));
  await bob.api.get(`/api/messages/search?q=lunch&channelId=${direct.id}`).expect(404);

  for (const at of [0, 1, 20, history.length - 2, history.length - 1])
    for (const anchor of [history[at].id, history[at].seq]) {
      const { items } = await bob.api
        .get(`${channel}/messages?around=${anchor}&limit=7`).body();
      const first = history.findIndex((m) => m.id === items[0].id);
      assert.deepEqual(items, history.slice(first, first + items.length));
      assert.ok(items.length <= 7 && items.some((m) => m.id === history[at].id));
      if (at === 20) assert.deepEqual(ids(items), ids(history.slice(17, 24)));
    }
}

/** Each client's view of a room is the store's. */
async function agree(channelId, { seq }, whole, late = []) {
  const store = await View.ofStore(whole[0].api, channelId, wholeHistory);
  for (const each of whole)
    assert.deepEqual((await each.seen(channelId, seq)).all, store, each.name);
  // Those who came back late have the newest of it.
  for (const each of late) {
    const { messages, members } = (await each.seen(channelId, seq)).all;
    assert.deepEqual(members, store.members, each.name);
    for (const [id, { replies, ...message }] of Object.entries(messages)) {
      const { replies: all, ...stored } = store.messages[id];
      assert.deepEqual(message, stored, each.name);
      assert.equal(replies, all, `${each.name}: answers to ${id}`);
    }
  }
  return store;
}

/** Marks and counts are the same in the store, the answer and the views. */
async function agreeOnMarks({ channelId, channel, everybody, last, marks }) {
  for (const { who, readSeq, deliveredSeq, unread, mentions } of marks) {
    const stored = await who.api.post(`${channel}/read`, { seq: 0 }).body();
    assert.deepEqual(stored, { readSeq, deliveredSeq, unread, mentions }, who.name);
    const room = await who.listed(channelId);
    assert.deepEqual([room.readSeq, room.unread, room.mentions, room.lastMessage.id],
      [readSeq, unread, mentions, last.id], who.name);
    const told = who.chat.all('unread').filter((x) => x.channelId === channelId).at(-1);
    assert.deepEqual([told.readSeq, told.deliveredSeq, told.unread, told.mentions],
      [readSeq, deliveredSeq, unread, mentions], who.name);
  }
  const expected = new Map(marks.map(({ who, readSeq, deliveredSeq }) =>
    [who.id, { readSeq, deliveredSeq }]));
  for (const each of everybody)
    await eventually(() => {
      const { marks: seen } = each.views.get(channelId).look();
      return [...expected].every(([id, { readSeq, deliveredSeq }]) =>
        seen.get(id)?.readSeq === readSeq && seen.get(id)?.deliveredSeq === deliveredSeq);
    }, `${each.name}: who has read what`);
}

test('a day in a group: six clients and the store agree', async (t) => {
  const site = await page(t);
  const server = await start(t,
    { env: { LINK_PREVIEWS: 'true', LINK_PREVIEW_ALLOW: site } });
  const everybody = [];
  for (const [name, open] of Object.entries(sockets))
    everybody.push(await Person.come(t, server, name, open));
  const [alice, bob, carol, dave, erin, frank] = everybody;
  const day = { server, site, everybody, alice, bob, carol, dave, erin, frank };

  for (const chapter of [arrive, talk, alerts, here, share, breakOff, forget,
    keepOrder, mark, look])
    await chapter(day);

  const { channelId, channel, direct, board, typo } = day;
  await alice.api.put(`${channel}/members/${bob.id}`, { role: 'owner' }).body();
  await bob.api.put(channel, { archived: true }).body();
  await assert.rejects(alice.say(channelId, 'too late'), refused('FORBIDDEN'));
  const now = await alice.api.get(channel).body();
  const store = await agree(channelId, now, [alice, bob, carol, dave], [erin, frank]);
  assert.ok(Object.keys(store.messages).length > 45);
  for (const each of [alice, bob, carol, dave])
    assert.equal(each.views.get(channelId).channel.archived, true);
  await agreeOnMarks(day);
  const { items: pins } = await erin.api.get(`${channel}/pins`).body();
  assert.deepEqual(pins.map((x) => [x.id, x.content]), [[typo.id, 'lunch at one?']]);

  await agree(board.id, await dave.api.get(`/api/channels/${board.id}`).body(),
    [alice, dave]);
  // Carol has not looked into the direct room: she was told how much is there.
  const told = carol.chat.all('unread').filter((x) => x.channelId === direct.id).at(-1);
  const listed = await carol.listed(direct.id);
  assert.deepEqual([told.unread, told.mentions, told.headSeq, told.lastMessage.id],
    [listed.unread, listed.mentions, listed.seq, listed.lastMessage.id]);
  await carol.enter(direct.id);
  await agree(direct.id, listed, [carol, erin]);
});
