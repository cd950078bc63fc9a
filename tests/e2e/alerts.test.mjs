// Who learns of messages without hearing a room: notifications, counts, mutes,
// do not disturb; drafts, scheduled and expiring messages, forwarding.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { gathering, wholeHistory } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { download, uploaded } from './support/uploads.mjs';
import { eventually, pause } from './support/waiting.mjs';

// One server for most: each test has people and a room of its own.
const server = {};
const endings = [];
after(() => Promise.all(endings.map((end) => end())));

/** alice speaks in the room; the others have a socket and look elsewhere. */
async function place(t, names = ['alice', 'bob']) {
  server.current ??= start({ after: (end) => endings.push(end) });
  const at = await server.current;
  const made = await gathering(at, names);
  const chats = [];
  for (const person of made.people) {
    const chat = await Chat.open(at, person.token);
    t.after(() => chat.destroy());
    chats.push(chat);
  }
  await chats[0].join(made.channelId);
  return { ...made, chats };
}

const notifications = (id) => `/api/channels/${id}/notifications`;
const soon = (ms) => new Date(Date.now() + ms).toISOString();

/** The notification of the message that says this. */
const alertOf = (chat, content) =>
  chat.next('notification', (x) => x.message.content === content);
const alerts = (chat) => chat.events
  .filter((x) => x.event === 'notification').map((x) => x.data.message.content);

test('a mention alerts every socket of whom it calls', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId, channel } =
    await place(t);

  await a.send(channelId, `are you there, @${bob.username}?`);

  const told = await b.next('notification');
  assert.equal(told.channelId, channelId);
  assert.equal(told.reason, 'mention');
  assert.equal(told.channel.name, channel.name);
  assert.equal(told.message.senderId, alice.id);
  assert.deepEqual(told.message.mentions, [{ type: 'user', userId: bob.id }]);
});

test('who is away is told how much is unread, as the room list says', async (t) => {
  const { people: [, bob], chats: [a, b], channelId } = await place(t);
  await a.send(channelId, 'one');
  await a.send(channelId, `two @${bob.username}`);

  const told = await b.next('unread', (x) => x.unread === 2);
  assert.equal(told.mentions, 1);
  assert.equal(told.lastMessage.content, `two @${bob.username}`);
  const { items: [room] } = await bob.api.get('/api/rooms').body();
  assert.equal(room.unread, told.unread);
  assert.equal(room.mentions, told.mentions);
  assert.equal(room.seq, told.headSeq);
  assert.deepEqual(room.notifications, { level: 'default', mutedUntil: null });

  await bob.api.post(`/api/channels/${channelId}/read`, { seq: room.seq }).body();
  const read = await b.next('unread', (x) => 'readSeq' in x);
  assert.deepEqual([read.unread, read.mentions, read.readSeq], [0, 0, room.seq]);
});

test('levels and mutes decide what alerts', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const set = (body) => bob.api.put(notifications(channelId), body).body();

  assert.deepEqual(await set({ level: 'all' }), { level: 'all', mutedUntil: null });
  await a.send(channelId, 'hello');
  assert.equal((await alertOf(b, 'hello')).reason, 'message');

  const muted = await set({ level: 'all', muted: true });
  assert.ok(Date.parse(muted.mutedUntil) > Date.now());
  await a.send(channelId, `@${bob.username}`);
  await set({ level: 'none' });
  await a.send(channelId, `@${bob.username}`);
  await set({ level: 'mentions' });
  await a.send(channelId, 'nothing');
  await a.send(channelId, '@channel now');
  await alertOf(b, '@channel now');
  assert.deepEqual(alerts(b), ['hello', '@channel now']);

  assert.deepEqual(await bob.api.get(notifications(channelId)).body(),
    { level: 'mentions', mutedUntil: null });
  await bob.api.put(notifications(channelId), { level: 'loud' }).expect(400);
  await bob.api.put(notifications(channelId), { mutedUntil: soon(-1000) })
    .expect(400);
  await alice.api.del(`/api/channels/${channelId}/members/${bob.id}`).expect(204);
  await bob.api.get(notifications(channelId)).expect(404);
});

test('who is not to be disturbed is not, until then, over a restart', async (t) => {
  const own = await start(t);
  const { people: [alice, bob], channelId } = await gathering(own);
  const quiet = '/api/users/me/do-not-disturb';
  assert.deepEqual(await bob.api.get(quiet).body(), { until: null });
  const { until } = await bob.api.put(quiet, { minutes: 10 }).body();
  assert.ok(Math.abs(Date.parse(until) - Date.now() - 600_000) < 60_000);

  await own.stop();
  const again = await restart(t, own);
  const a = await Chat.open(again, alice.token);
  const b = await Chat.open(again, bob.token);
  t.after(() => { a.destroy(); b.destroy(); });
  await a.join(channelId);
  const { until: kept } = await again.api.as(bob.token).get(quiet).body();
  assert.equal(kept, until);
  await a.send(channelId, `@${bob.username} not now`);
  await b.next('unread', (x) => x.mentions === 1);
  await again.api.as(bob.token).del(quiet).body();
  await a.send(channelId, `@${bob.username} now`);
  await alertOf(b, `@${bob.username} now`);
  assert.deepEqual(alerts(b), [`@${bob.username} now`]);
});

test('a direct message and an answer alert', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  await b.join(channelId);
  const { id } = await b.send(channelId, 'who comes?');
  await a.ask('send_message', { channelId, content: 'me', replyTo: id });
  assert.equal((await alertOf(b, 'me')).reason, 'reply');

  const direct = await alice.api.post('/api/direct', { userId: bob.id }).body(201);
  await alice.api.post(`/api/channels/${direct.id}/messages`, { content: 'psst' })
    .body(201);
  const told = await alertOf(b, 'psst');
  assert.equal(told.reason, 'direct');
  assert.equal(told.channel.kind, 'direct');
});

test('drafts follow their user, not the membership', async (t) => {
  const { people: [alice, bob], chats: [, b], channelId } = await place(t);
  const draft = `/api/channels/${channelId}/draft`;
  await bob.api.put(draft, { content: 'hel' }).expect(204);
  const told = await b.next('draft');
  assert.equal(told.channelId, channelId);
  assert.equal(told.draft.content, 'hel');
  await bob.api.put(draft, { content: 'hello' }).expect(204);

  const { items: [kept] } = await bob.api.get('/api/drafts').body();
  assert.equal(kept.channelId, channelId);
  assert.equal(kept.content, 'hello');
  assert.equal(kept.replyTo, null);
  await bob.api.del(draft).expect(204);
  await b.next('draft', (x) => x.draft === null);
  assert.deepEqual((await bob.api.get('/api/drafts').body()).items, []);
  await alice.api.del(`/api/channels/${channelId}/members/${bob.id}`).expect(204);
  // Still to be seen, but not one's own any more.
  await bob.api.put(draft, { content: 'x' }).expect(403);
});

test('what is sent is a draft no more, on any device', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const draft = `/api/channels/${channelId}/draft`;
  const drafts = async (who) => (await who.api.get('/api/drafts').body()).items;
  for (const who of [alice, bob])
    await who.api.put(draft, { content: 'hel' }).expect(204);
  await a.next('draft', (x) => x.draft?.content === 'hel');
  await b.join(channelId);
  const { id } = await b.send(channelId, 'hello');

  assert.equal((await b.next('draft', (x) => x.draft === null)).channelId, channelId);
  assert.deepEqual(await drafts(bob), []);
  assert.equal((await drafts(alice)).length, 1);
  // What goes on, or was written before, is about something else.
  await alice.api.post(`/api/messages/${id}/forward`, { channelId }).body(201);
  await alice.api.post(`/api/channels/${channelId}/messages`,
    { content: 'later', sendAt: soon(3_600_000) }).body(202);
  assert.equal((await drafts(alice)).length, 1);
  await alice.api.post(`/api/channels/${channelId}/messages`, { content: 'hello' })
    .body(201);
  await a.next('draft', (x) => x.draft === null);
  assert.deepEqual(await drafts(alice), []);
});

test('a message is sent at its time, once, by a server that was killed', async (t) => {
  const own = await start(t);
  const { people: [alice, bob], channelId } = await gathering(own);
  const messages = `/api/channels/${channelId}/messages`;
  const later = await alice.api
    .post(messages, { content: 'later', sendAt: soon(2500) }).body(202);
  const never = await alice.api
    .post(messages, { content: 'never', sendAt: soon(3_600_000) }).body(202);
  const { items } = await alice.api.get('/api/scheduled').body();
  assert.deepEqual(items.map((x) => x.id), [later.id, never.id]);
  assert.equal(items[0].sendAt, later.sendAt);
  assert.equal(items[0].error, null);
  await bob.api.del(`/api/scheduled/${never.id}`).expect(404);
  await alice.api.del(`/api/scheduled/${never.id}`).expect(204);
  await alice.api.post(messages, { content: 'x', sendAt: soon(-1000) }).expect(400);
  await alice.api.post(messages, { content: '', sendAt: soon(1000) }).expect(400);

  await own.kill();
  const again = await restart(t, own);
  const api = again.api.as(alice.token);
  const said = await eventually(async () => {
    const all = await wholeHistory(api, channelId);
    return all.length > 0 && all;
  }, 'the message', 20_000);
  await pause(1500);
  assert.deepEqual((await wholeHistory(api, channelId)).map((x) => x.content),
    ['later']);
  assert.equal(said[0].senderId, alice.id);
  assert.deepEqual((await api.get('/api/scheduled').body()).items, []);
});

test('what is scheduled twice by one clientId is sent once, and expires', async (t) => {
  const { people: [alice], channelId } = await place(t);
  const messages = `/api/channels/${channelId}/messages`;
  const body = { content: 'later', sendAt: soon(1500), clientId: 'once',
    expiresIn: 3600 };
  const first = await alice.api.post(messages, body).body(202);
  assert.equal((await alice.api.post(messages, body).body(202)).id, first.id);
  assert.equal(first.expiresIn, 3600);
  await alice.api.post(messages, { ...body, content: 'other' })
    .expect(409, 'CLIENT_ID_CONFLICT');

  const said = await eventually(async () => {
    const all = await wholeHistory(alice.api, channelId);
    return all.length > 0 && all;
  }, 'the message', 20_000);
  assert.equal(said.length, 1);
  assert.equal(said[0].clientId, 'once');
  assert.equal(Date.parse(said[0].expiresAt) - Date.parse(said[0].createdAt),
    3_600_000);
  // The first answer may have been lost until now: still the same message.
  const { id } = await alice.api.post(messages,
    { content: 'later', clientId: 'once' }).body(201);
  assert.equal(id, said[0].id);
});

test('what may not be sent any more says why', async (t) => {
  const { people: [alice, bob], chats: [, b], channelId } = await place(t);
  const { id } = await bob.api.post(`/api/channels/${channelId}/messages`,
    { content: 'later', sendAt: soon(1500) }).body(202);
  await alice.api.del(`/api/channels/${channelId}/members/${bob.id}`).expect(204);

  const told = await b.next('message_unsent');
  assert.equal(told.id, id);
  assert.equal(told.channelId, channelId);
  const { items: [failed] } = await bob.api.get('/api/scheduled').body();
  assert.equal(failed.error, told.code);
});

test('nothing that was written or planned outlives its channel', async (t) => {
  const { people: [alice], chats: [a], channelId } = await place(t);
  const word = `needle${channelId.replaceAll('-', '')}`;
  const { id } = await a.send(channelId, word);
  const search = async () => (await alice.api
    .get(`/api/messages/search?q=${word}`).body()).items;
  await eventually(async () => (await search()).length === 1, 'a hit');
  await alice.api.post(`/api/channels/${channelId}/messages`,
    { content: 'later', sendAt: soon(3_600_000) }).body(202);
  await alice.api.put(`/api/channels/${channelId}/draft`, { content: 'x' })
    .expect(204);

  await alice.api.del(`/api/channels/${channelId}`).expect(204);

  assert.deepEqual(await search(), []);
  await alice.api.get(`/api/messages/${id}`).expect(404);
  assert.deepEqual((await alice.api.get('/api/drafts').body()).items, []);
  await eventually(async () => {
    const { items } = await alice.api.get('/api/scheduled').body();
    return items.length === 0;
  }, 'the purge', 20_000);
});

test('a message expires, by itself or by its channel', async (t) => {
  const { people: [alice], chats: [a], channelId } = await place(t);
  const { id } = await a.ask('send_message',
    { channelId, content: 'burn', expiresIn: 1 });
  const shown = await alice.api.get(`/api/messages/${id}`).body();
  assert.equal(Date.parse(shown.expiresAt) - Date.parse(shown.createdAt), 1000);

  const gone = await a.next('message_deleted', (x) => x.id === id);
  assert.equal(gone.deletedBy, null);

  const before = await a.send(channelId, 'before');
  await alice.api.put(`/api/channels/${channelId}`, { retention: 1 }).body();
  const kept = await a.send(channelId, 'for a moment');
  await a.next('message_deleted', (x) => x.id === kept.id);
  // What was there already is found in the background.
  await a.next('message_deleted', (x) => x.id === before.id, 20_000);
});

test('a channel that keeps messages longer keeps those it has', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const keep = (retention) =>
    alice.api.put(`/api/channels/${channelId}`, { retention }).body();
  const lifetime = (x) => (x.expiresAt
    ? Date.parse(x.expiresAt) - Date.parse(x.createdAt) : null);
  await keep(3);
  const { id } = await a.send(channelId, 'stay');
  const stored = async () =>
    lifetime(await bob.api.get(`/api/messages/${id}`).body());
  assert.equal(await stored(), 3000);

  await keep(3600);
  const { messages } = await b.join(channelId);
  assert.equal(lifetime(messages.find((x) => x.id === id)), 3_600_000);
  await eventually(async () => await stored() === 3_600_000, 'the new time', 20_000);
  await keep(0);
  await eventually(async () => await stored() === null, 'no end', 20_000);
  assert.equal((await bob.api.get(`/api/messages/${id}`).body()).content, 'stay');
});

test('a message goes on with its files to those who may not see the first', async (t) => {
  const { people: [alice, bob], channelId } = await place(t);
  const upload = await uploaded(alice, 'file', 'some text', 'a.txt');
  const first = await alice.api.post(`/api/channels/${channelId}/messages`,
    { content: 'look', attachments: [{ id: upload.id }] }).body(201);
  const { people: [, carol], channelId: other } =
    await place(t, ['dave', 'carol']);
  await carol.api.post('/api/direct', { userId: bob.id });
  const direct = await bob.api.post('/api/direct', { userId: carol.id }).body();

  const on = await bob.api.post(`/api/messages/${first.id}/forward`,
    { channelId: direct.id }).body(201);

  assert.equal(on.content, 'look');
  assert.equal(on.senderId, bob.id);
  assert.equal(on.metadata.forwardedFrom.messageId, first.id);
  assert.equal(on.metadata.forwardedFrom.sender.id, alice.id);
  const read = await download(await server.current, upload.url, carol);
  assert.equal(read.bytes.toString(), 'some text');
  await carol.api.post(`/api/messages/${first.id}/forward`, { channelId: direct.id })
    .expect(404);
  await bob.api.post(`/api/messages/${first.id}/forward`, { channelId: other })
    .expect(404);
  await bob.api.post(`/api/channels/${direct.id}/messages`,
    { content: 'x', metadata: { forwardedFrom: {} } }).expect(400);
});
