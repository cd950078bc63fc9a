// Seed 001: groups and channels. Its text names no socket events but what they
// are for: messages to the room of a channel, typing indicators that are
// throttled, presence, channel management.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page } from '../support/page.mjs';
import { gathering, register, wholeHistory } from '../support/people.mjs';
import { restart, start } from '../support/server.mjs';

const origin = 'http://localhost:4200';
const env = { FRONTEND_URL: origin };
const unknown = '01890000-0000-7000-8000-000000000000';
const contents = (messages) => messages.map(({ content }) => content);
const heard = (page) => contents(page.all('new_message'));

function login(server, { email, password }) {
  return server.api.post('/api/auth/login', { email, password }).body();
}

// Keeps the last seq it has seen, and asks for what it missed.
async function channelPage(t, server, person, channelId) {
  const { token } = await login(server, person);
  let since;
  let epoch;
  const enter = async (page) => {
    const joined = await page.ask('join_channel', { channelId, since, epoch });
    ({ seq: since, epoch } = joined);
    page.missed = contents(joined.messages);
  };
  const page = await Page.open(t, server, { auth: { token }, origin, enter });
  page.socket.on('new_message', ({ seq }) => { since = seq; });
  return page;
}

const listening = (t, server, { token }) => Page.open(t, server,
  { auth: { token }, origin, enter: (page) => page.next('authenticated') });

test('001: two users talk in a channel, another channel hears nothing', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], group, channelId } = await gathering(server);
  const other = await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'other' }).body(201);
  const a = await channelPage(t, server, alice, channelId);
  const b = await channelPage(t, server, bob, channelId);
  const c = await channelPage(t, server, bob, other.id);

  a.tell('send_message', { channelId, content: 'hello' });
  await b.next('new_message', (m) => m.content === 'hello');
  b.tell('send_message', { channelId, content: 'hello, alice' });
  const [answer] = await Promise.all([a, b].map((page) =>
    page.next('new_message', (m) => m.senderId === bob.id)));

  assert.equal(answer.channelId, channelId);
  assert.equal(answer.sender.username, bob.username);
  assert.deepEqual(heard(a), ['hello', 'hello, alice']);
  assert.deepEqual(a.all('new_message'), b.all('new_message'));
  assert.deepEqual(await wholeHistory(bob.api, channelId), b.all('new_message'));
  assert.deepEqual(await c.heardWithin(200, 'new_message'), []);
  assert.deepEqual(c.all('new_message'), []);
});

test('001: somebody who types is shown once, until the message comes', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await channelPage(t, server, alice, channelId);
  const b = await channelPage(t, server, bob, channelId);

  for (let key = 0; key < 30; ++key)
    a.tell('typing', { channelId, isTyping: true });
  await b.next('typing', (it) => it.isTyping);
  await a.ask('send_message', { channelId, content: 'thirty keys' });
  await b.next('typing', (it) => !it.isTyping);

  assert.deepEqual(b.all('typing'), [true, false].map((isTyping) =>
    ({ channelId, userId: alice.id, isTyping })));
  assert.deepEqual(a.all('typing'), []);
});

test('001: the others see who is there', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await channelPage(t, server, alice, channelId);
  const about = (status) => (it) => it.userId === bob.id && it.status === status;

  const b = await channelPage(t, server, bob, channelId);
  await a.next('presence', about('online'));
  b.socket.disconnect();
  const gone = await a.next('presence', about('offline'), 10_000);

  assert.ok(Math.abs(Date.parse(gone.lastSeen) - Date.now()) < 30_000);
});

test('001: members see who comes to a channel and who goes', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], group, channelId } = await gathering(server);
  const carol = await register(server, 'carol');
  await carol.api.post(`/api/groups/${group.id}/join`).body();
  const a = await channelPage(t, server, alice, channelId);
  const mine = (it) => it.channelId === channelId && it.userId === carol.id;

  await channelPage(t, server, carol, channelId);
  assert.equal((await a.next('user_joined', mine)).user.username, carol.username);
  await carol.api.post(`/api/channels/${channelId}/leave`).body();
  await a.next('user_left', mine);

  const b = await channelPage(t, server, bob, channelId);
  await alice.api.del(`/api/channels/${channelId}/members/${bob.id}`).expect(204);
  assert.equal((await b.next('room_removed')).channelId, channelId);
  await a.ask('send_message', { channelId, content: 'without bob' });
  assert.deepEqual(await b.heardWithin(200, 'new_message'), []);
  assert.equal(await b.verdict('send_message', { channelId, content: 'me?' }),
    'FORBIDDEN');
});

test('001: who is no member can neither listen nor speak', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], channelId } = await gathering(server);
  const stranger = await register(server, 'stranger');
  const a = await channelPage(t, server, alice, channelId);
  const s = await listening(t, server, stranger);

  for (const id of [channelId, unknown])
    for (const [event, data] of [['join_channel', {}], ['typing', {}],
      ['send_message', { content: 'let me in' }]])
      assert.equal(await s.verdict(event, { channelId: id, ...data }),
        'NOT_FOUND', event);

  await a.ask('send_message', { channelId, content: 'among us' });
  assert.deepEqual(await s.heardWithin(200, 'new_message'), []);
  assert.deepEqual(a.all('typing'), []);
  assert.deepEqual(heard(a), ['among us']);
});

test('001: an empty message is refused, the page goes on', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await channelPage(t, server, alice, channelId);
  const b = await channelPage(t, server, bob, channelId);

  assert.equal(await a.verdict('send_message', { channelId, content: '' }),
    'INVALID_REQUEST');
  a.tell('send_message', { channelId, content: '' });
  const error = await a.next('error');
  assert.deepEqual([error.code, error.event], ['INVALID_REQUEST', 'send_message']);
  assert.equal(typeof error.message, 'string');

  await a.ask('send_message', { channelId, content: 'now with words' });
  await b.next('new_message');
  assert.deepEqual(heard(b), ['now with words']);
});

test('001: a token that is not one is refused, and after a login it goes', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], channelId } = await gathering(server);
  const enter = (page) => page.ask('join_channel', { channelId });
  const page = new Page(t, server, { auth: { token: 'a.b.c' }, origin, enter });
  await assert.rejects(page.connect(), (why) => why.data.code === 'UNAUTHORIZED');

  page.socket.auth = { token: (await login(server, alice)).token };
  await page.connect();
  await page.entered;
  assert.equal(page.all('authenticated')[0].userId, alice.id);
});

test('001: a page that lost its connection is told what it missed', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await channelPage(t, server, alice, channelId);
  const b = await channelPage(t, server, bob, channelId);
  await a.ask('send_message', { channelId, content: 'seen' });
  await b.next('new_message');

  const back = b.backAgain();
  b.socket.disconnect();
  await a.ask('send_message', { channelId, content: 'missed' });
  b.socket.connect();
  await back;
  await a.ask('send_message', { channelId, content: 'live again' });
  await b.next('new_message', (m) => m.content === 'live again');

  assert.deepEqual(b.missed, ['missed']);
  assert.deepEqual(heard(b), ['seen', 'live again']);
});

test('001: pages go on after the server was killed', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await channelPage(t, server, alice, channelId);
  const b = await channelPage(t, server, bob, channelId);
  await a.ask('send_message', { channelId, content: 'before' });
  await b.next('new_message');

  const back = Promise.all([a.backAgain(), b.backAgain()]);
  await server.kill();
  await restart(t, server);
  await back;
  await b.ask('send_message', { channelId, content: 'after' });
  await a.next('new_message', (m) => m.content === 'after');

  assert.deepEqual([heard(a), heard(b)],
    [['before', 'after'], ['before', 'after']]);
});
