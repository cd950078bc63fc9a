// Calls: rung, answered, declined, missed and ended on every device; kept over
// crashes, and noted in the room.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { gathering, register } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { SocketIoChat } from './support/socketio_chat.mjs';
import { logIn } from './support/staff.mjs';
import { eventually, pause } from './support/waiting.mjs';

// One server for most: each test has people of its own.
const shared = {};
const endings = [];
after(() => Promise.all(endings.map((end) => end())));
const server = () => (shared.current ??= start(
  { after: (end) => endings.push(end) },
  { env: { CALL_RING_TIMEOUT_S: '3', CALL_RECONNECT_GRACE_S: '1' } }));

/** Two people, each with a plain socket and, on another device, Socket.IO. */
async function household(t, at) {
  const people = [];
  for (const name of ['alice', 'bob']) {
    const person = await register(at, name);
    const second = await logIn(at, person.username, person.password);
    const plain = await Chat.open(at, person.token);
    t.after(() => plain.destroy());
    people.push({ ...person, plain,
      io: await SocketIoChat.open(t, at, second.token) });
  }
  return people;
}

const last = ['call_rejected', 'call_busy', 'call_missed', 'call_ended'];

/** How the call ended for a device: every word it was told of that. */
const endsOf = (chat, callId) => chat.events
  .filter(({ event, data }) => last.includes(event) && data.callId === callId)
  .map(({ event, data }) => [event, data.status]);

/** All devices were told of the end in these words, once. */
async function allTold(chats, callId, event, status) {
  for (const chat of chats) await chat.next(event, (x) => x.callId === callId);
  for (const chat of chats)
    assert.deepEqual(endsOf(chat, callId), [[event, status]]);
}

const kept = (person, id) => person.api.get(`/api/video-call/${id}`).body();
const settled = (person, id, status) => eventually(async () =>
  (await kept(person, id)).status === status, `the call is ${status}`);

/** The log entries about calls in a room. */
async function entries(person, channelId, count = 1) {
  const all = async () => (await person.api
    .get(`/api/channels/${channelId}/messages`).body()).items
    .filter(({ type }) => type === 'call');
  await eventually(async () => (await all()).length >= count, 'the entry');
  return all();
}

test('a call between two who have two devices each', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const all = [alice.plain, alice.io, bob.plain, bob.io];

  const { callId, channelId, status } =
    await alice.plain.ask('call_invite', { to: bob.id });
  assert.equal(status, 'ringing');
  for (const chat of [bob.plain, bob.io]) {
    const { call, userId } = await chat.next('call_incoming');
    assert.equal(call.id, callId);
    assert.equal(userId, alice.id);
    assert.equal(call.caller.username, alice.username);
    assert.equal(call.media, 'video');
  }
  for (const chat of [alice.plain, alice.io]) await chat.next('call_ringing');
  await alice.plain.ask('call_signal', { callId, signal: { sdp: 'offer' } });

  const { call } = await bob.io.ask('call_accept', { callId });
  assert.deepEqual(call.participants.map((x) => [x.userId, x.state]),
    [[alice.id, 'joined'], [bob.id, 'joined']]);
  await bob.plain.next('call_answered_elsewhere');
  for (const chat of [alice.plain, alice.io, bob.io])
    assert.equal((await chat.next('call_accepted')).userId, bob.id);
  const offer = await bob.io.next('call_signal');
  assert.deepEqual([offer.from, offer.signal], [alice.id, { sdp: 'offer' }]);
  await bob.io.ask('call_signal', { callId, to: alice.id, signal: [1, null] });
  assert.deepEqual((await alice.plain.next('call_signal')).signal, [1, null]);
  assert.deepEqual([alice.io, bob.plain].map((x) => x.all('call_signal')), [[], []]);
  await assert.rejects(bob.plain.ask('call_signal', { callId, signal: 1 }),
    { code: 'CONFLICT' });

  await alice.plain.ask('call_media',
    { callId, audio: false, video: true, screen: true });
  const { call: now } = await bob.io.next('call_participants');
  assert.deepEqual(now.participants[0].media,
    { audio: false, video: true, screen: true });

  await bob.io.ask('call_end', { callId });
  await allTold(all, callId, 'call_ended', 'ended');
  await settled(alice, callId, 'ended');
  const record = await kept(alice, callId);
  assert.equal(record.reason, 'hung_up');
  assert.equal(record.endedBy, bob.id);
  assert.deepEqual([record.callerId, record.receiverId], [alice.id, bob.id]);
  const [entry] = await entries(bob, channelId);
  assert.match(entry.content, /^Call, 0:0\d$/);
  assert.equal(entry.metadata.call.id, callId);
  assert.equal(entry.senderId, alice.id);
});

test('a call is declined, taken back and missed', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const all = [alice.plain, alice.io, bob.plain, bob.io];
  const invite = async () =>
    (await alice.io.ask('call_invite', { to: bob.id, media: 'audio' })).callId;

  const declined = await invite();
  await bob.plain.ask('call_reject', { callId: declined });
  await allTold(all, declined, 'call_rejected', 'rejected');

  const taken = await invite();
  await alice.io.ask('call_cancel', { callId: taken });
  await allTold(all, taken, 'call_ended', 'cancelled');

  const missed = await invite();
  await allTold(all, missed, 'call_missed', 'missed');
  await assert.rejects(bob.plain.ask('call_accept', { callId: missed }),
    { code: 'GONE' });
  const { channelId } = await kept(bob, missed);
  assert.deepEqual((await entries(bob, channelId, 3)).map((x) => x.content),
    ['Declined call', 'Cancelled call', 'Missed call']);
  await bob.plain.next('notification', (x) => x.message.content === 'Missed call');
});

test('who is in a call is busy, and may not begin another', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const carol = await register(at, 'carol');
  const c = await Chat.open(at, carol.token);
  t.after(() => c.destroy());
  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });
  await bob.plain.ask('call_accept', { callId });

  const tried = await c.ask('call_invite', { to: bob.id });
  assert.equal(tried.status, 'busy');
  assert.equal((await c.next('call_busy')).callId, tried.callId);
  await assert.rejects(bob.io.ask('call_invite', { to: carol.id }),
    { code: 'CONFLICT' });
  assert.deepEqual(bob.io.all('call_incoming').map((x) => x.callId), [callId]);

  await alice.plain.ask('call_end', { callId });
  assert.equal((await c.ask('call_invite', { to: bob.id })).status, 'ringing');
});

test('two who call each other at once are in one call', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const [one, two] = await Promise.all([
    alice.plain.ask('call_invite', { to: bob.id }),
    bob.plain.ask('call_invite', { to: alice.id })]);

  assert.equal(one.callId, two.callId);
  for (const chat of [alice.plain, bob.plain]) await chat.next('call_accepted');
  await settled(alice, one.callId, 'accepted');
});

test('a call of three in a channel ends with the last one out', async (t) => {
  const at = await server();
  const { people, channelId } = await gathering(at, ['alice', 'bob', 'carol']);
  const chats = [];
  for (const { token } of people) chats.push(await Chat.open(at, token));
  t.after(() => chats.forEach((x) => x.destroy()));
  const [a, b, c] = chats;
  const [alice, bob, carol] = people;

  const { callId } = await a.ask('call_invite', { channelId });
  for (const chat of [b, c])
    assert.equal((await chat.next('call_incoming')).call.group, true);
  assert.equal((await b.ask('call_invite', { channelId })).callId, callId);
  await c.ask('call_accept', { callId });
  await a.next('call_accepted', (x) => x.userId === carol.id);
  await assert.rejects(b.ask('call_signal', { callId, signal: 1 }),
    { code: 'INVALID_REQUEST' });
  await b.ask('call_signal', { callId, to: carol.id, signal: 'for carol' });
  await c.next('call_signal', (x) => x.from === bob.id);
  assert.deepEqual(a.all('call_signal'), []);

  await a.ask('call_end', { callId });
  assert.deepEqual(endsOf(a, callId), [['call_ended', 'ended']]);
  await b.next('call_participants', (x) =>
    x.call.participants[0].state === 'left' && x.userId === alice.id);
  await a.ask('call_accept', { callId });
  await c.next('call_accepted', (x) => x.userId === alice.id);
  for (const chat of [a, b, c]) await chat.ask('call_end', { callId });

  await settled(carol, callId, 'ended');
  assert.equal((await entries(bob, channelId)).length, 1);
  const outsider = await register(at, 'dave');
  await outsider.api.get(`/api/video-call/${callId}`).expect(404);
});

test('a device that comes while it rings hears it ring', async (t) => {
  const at = await server();
  const [alice] = await household(t, at);
  const bob = await register(at, 'bob');
  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });

  const late = await Chat.open(at, bob.token);
  t.after(() => late.destroy());
  assert.equal((await late.next('call_incoming')).callId, callId);
  await late.ask('call_accept', { callId });
  await alice.plain.next('call_accepted');
  await late.ask('call_end', { callId });
  await alice.plain.next('call_ended');

  const later = await Chat.open(at, bob.token);
  t.after(() => later.destroy());
  assert.equal((await later.next('call_ended')).callId, callId);
  assert.deepEqual(later.all('call_incoming'), []);
});

test('who comes back in time goes on, who does not is out', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });
  await bob.plain.ask('call_accept', { callId });

  await bob.plain.destroy();
  await alice.plain.next('call_participants', (x) =>
    !x.call.participants[1].connected);
  await alice.plain.ask('call_signal', { callId, signal: 'restart' });
  const again = await Chat.open(at, bob.token);
  t.after(() => again.destroy());
  const roster = await again.next('call_participants');
  assert.deepEqual(roster.call.participants.map((x) => x.state),
    ['joined', 'joined']);
  assert.equal((await again.next('call_signal')).signal, 'restart');
  await alice.plain.next('call_participants', (x) =>
    x.userId === bob.id && x.call.participants[1].connected);
  await pause(1500);
  assert.equal((await kept(bob, callId)).status, 'accepted');

  await again.destroy();
  const { reason } = await alice.plain.next('call_ended');
  assert.equal(reason, 'connection_lost');
  await settled(alice, callId, 'ended');
});

test('another device of one\'s own takes the call over', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });
  await bob.plain.ask('call_accept', { callId });

  await bob.io.ask('call_accept', { callId });
  await bob.plain.next('call_answered_elsewhere');
  await alice.plain.next('call_participants');
  await alice.plain.ask('call_signal', { callId, signal: 'again' });
  await bob.io.next('call_signal');
  await bob.plain.destroy();
  await pause(1500);
  assert.equal((await kept(bob, callId)).status, 'accepted');
});

test('blocks and what is no call are refused', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const refused = (data, code, event = 'call_invite') =>
    assert.rejects(alice.plain.ask(event, data), { code });

  await refused({}, 'INVALID_REQUEST');
  await refused({ to: bob.id, channelId: bob.id }, 'INVALID_REQUEST');
  await refused({ to: bob.id, media: 'smell' }, 'INVALID_REQUEST');
  await refused({ to: alice.id }, 'INVALID_REQUEST');
  await refused({ to: randomUUID() }, 'NOT_FOUND');
  await refused({ channelId: randomUUID() }, 'NOT_FOUND');
  await refused({ callId: randomUUID() }, 'GONE', 'call_end');
  await bob.api.put(`/api/users/${alice.id}/block`).expect(204);
  await refused({ to: bob.id }, 'FORBIDDEN');
  await bob.api.del(`/api/users/${alice.id}/block`).expect(204);

  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });
  await bob.plain.ask('call_accept', { callId });
  await refused({ callId, signal: 'x'.repeat(70_000) }, 'INVALID_REQUEST',
    'call_signal');
  await refused({ callId, audio: 'no', video: true }, 'INVALID_REQUEST',
    'call_media');
  await bob.api.put(`/api/users/${alice.id}/block`).expect(204);
  for (const chat of [alice.plain, bob.plain])
    assert.equal((await chat.next('call_ended')).reason, 'removed');
});

test('who joins a channel in the middle of its call comes to it', async (t) => {
  const at = await server();
  const { people, channelId } = await gathering(at, ['alice', 'bob', 'carol']);
  const [alice, bob, carol] = people;
  await carol.api.post(`/api/channels/${channelId}/leave`).body();
  const chats = await Promise.all(people.map(({ token }) => Chat.open(at, token)));
  t.after(() => chats.forEach((x) => x.destroy()));
  const [a, b, c] = chats;
  const { callId } = await a.ask('call_invite', { channelId });
  await b.ask('call_accept', { callId });
  const comes = () => c.ask('call_invite', { channelId });
  await assert.rejects(c.ask('call_accept', { callId }), { code: 'NOT_FOUND' });
  await assert.rejects(comes(), { code: 'FORBIDDEN' });

  await carol.api.post(`/api/channels/${channelId}/join`).body();
  assert.equal((await comes()).callId, callId);
  for (const chat of [a, b])
    await chat.next('call_accepted', (x) => x.userId === carol.id);
  const participants = async () => (await kept(alice, callId)).participants;
  await eventually(async () => (await participants()).length === 3, 'carol');
  assert.deepEqual((await participants()).map((x) => [x.userId, x.state]),
    people.map(({ id }) => [id, 'joined']));
});

test('a call over REST', async (t) => {
  const at = await server();
  const [alice, bob] = await household(t, at);
  const base = '/api/video-call';
  await alice.api.post(base, {}).expect(400, 'INVALID_REQUEST');

  const call = await alice.api.post(base, { receiverId: bob.id, media: 'audio' })
    .body(201);
  assert.equal(call.status, 'ringing');
  await bob.io.next('call_incoming');
  const accepted = await bob.api.post(`${base}/${call.id}/accept`).body();
  assert.equal(accepted.status, 'accepted');
  await alice.plain.next('call_accepted');
  // Their sockets were found: nobody is lost.
  await pause(1500);
  assert.equal((await bob.api.post(`${base}/${call.id}/end`).body()).status, 'ended');
  await bob.api.post(`${base}/${call.id}/end`).expect(410, 'GONE');

  const second = await bob.api.post(base, { receiverId: alice.id }).body(201);
  await alice.api.post(`${base}/${second.id}/reject`).expect(200);
  await settled(alice, second.id, 'rejected');
  const { items } = await alice.api.get(base).body();
  assert.deepEqual(items.map((x) => [x.id, x.status]),
    [[second.id, 'rejected'], [call.id, 'ended']]);
  const page = await alice.api.get(`${base}?limit=1`).body();
  assert.equal(page.items[0].id, second.id);
  const rest = await alice.api.get(`${base}?before=${page.next}`).body();
  assert.deepEqual(rest.items.map((x) => x.id), [call.id]);
  const declined = await alice.api.get(`${base}?status=rejected`).body();
  assert.deepEqual(declined.items.map((x) => x.id), [second.id]);
  await alice.api.get(`${base}?status=lost`).expect(400);
  await alice.api.get(`${base}?before=x`).expect(400);
});

test('calls and signals have limits', async (t) => {
  const at = await start(t, { env: { CALL_RATE_LIMIT_MAX: '2',
    CALL_SIGNAL_RATE: '1', CALL_MAX_PARTICIPANTS: '2' } });
  const { people: [alice, bob, carol], channelId } =
    await gathering(at, ['alice', 'bob', 'carol']);
  const [a, b, c] = await Promise.all(
    [alice, bob, carol].map(({ token }) => Chat.open(at, token)));
  t.after(() => [a, b, c].forEach((x) => x.destroy()));

  const { callId } = await a.ask('call_invite', { channelId });
  await b.ask('call_accept', { callId });
  await assert.rejects(c.ask('call_accept', { callId }), { code: 'CONFLICT' });
  const signal = () => a.ask('call_signal', { callId, to: bob.id, signal: 1 });
  for (let i = 0; i < 5; ++i) await signal();
  await assert.rejects(signal(), { code: 'RATE_LIMITED' });
  await a.ask('call_end', { callId });
  await a.ask('call_invite', { to: carol.id });
  await assert.rejects(a.ask('call_invite', { to: carol.id }),
    (error) => error.code === 'RATE_LIMITED' && error.retryAfter > 0);
  assert.equal(await at.metric('parley_call_signals_total'), 5);
  assert.equal(await at.metric('parley_actors', '{kind="call"}'), 2);
});

test('a server that is killed leaves no call ringing or going on', async (t) => {
  const env = { CALL_RING_TIMEOUT_S: '60' };
  const first = await start(t, { env });
  const people = [];
  for (const name of ['alice', 'bob', 'carol', 'dave'])
    people.push(await register(first, name));
  const [alice, bob, carol, dave] = people;
  const [a, b, c, d] = await Promise.all(
    people.map(({ token }) => Chat.open(first, token)));
  const rings = await a.ask('call_invite', { to: bob.id });
  await b.next('call_incoming');
  const on = await c.ask('call_invite', { to: dave.id });
  await d.ask('call_accept', { callId: on.callId });
  await settled(carol, on.callId, 'accepted');

  await first.kill();
  const second = await restart(t, first);
  for (const person of people) person.api = second.api.as(person.token);

  await settled(alice, rings.callId, 'missed');
  await settled(carol, on.callId, 'failed');
  const again = await Chat.open(second, bob.token);
  t.after(() => again.destroy());
  assert.equal((await again.next('call_missed')).callId, rings.callId);
  assert.equal((await entries(bob, rings.channelId))[0].content, 'Missed call');
  assert.equal((await entries(dave, on.channelId))[0].content, 'Failed call');
  const fresh = await Chat.open(second, alice.token);
  t.after(() => fresh.destroy());
  assert.equal((await fresh.ask('call_invite', { to: bob.id })).status, 'ringing');
});

test('a server that stops ends its calls', async (t) => {
  const first = await start(t);
  const [alice, bob] = await household(t, first);
  const { callId } = await alice.plain.ask('call_invite', { to: bob.id });
  await bob.plain.ask('call_accept', { callId });

  await first.stop();
  const second = await restart(t, first);
  alice.api = second.api.as(alice.token);

  assert.equal((await kept(alice, callId)).status, 'failed');
  const again = await Chat.open(second, bob.token);
  t.after(() => again.destroy());
  assert.equal((await again.next('call_ended')).callId, callId);
  assert.deepEqual(endsOf(again, callId), [['call_ended', 'failed']]);
});
