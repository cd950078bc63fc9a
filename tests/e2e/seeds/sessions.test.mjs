// Seed 003: a socket connects, shows its token by `authenticate`, then sends
// `message` and `typing` for a session. Here two people share the session;
// sessions made by REST and answered by agents have tests of their own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page } from '../support/page.mjs';
import { gathering, register, wholeHistory } from '../support/people.mjs';
import { restart, start } from '../support/server.mjs';

const origin = 'http://localhost:3001';
const env = { FRONTEND_URL: origin };
const unknown = '01890000-0000-7000-8000-000000000000';

// In the seed's words a channel's id is a sessionId.
async function sessionOfTwo(server) {
  const { people: [customer, support], channelId } =
    await gathering(server, ['customer', 'support']);
  return { customer, support, sessionId: channelId };
}

const connected = (t, server, { token }) => Page.open(t, server,
  { origin, enter: (page) => page.ask('authenticate', { token }) });

// The first event that names a session makes the page hear it.
const sessionPage = (t, server, { token }, sessionId) => Page.open(t, server, {
  origin, enter: async (page) => {
    await page.ask('authenticate', { token });
    await page.ask('typing', { sessionId, isTyping: false });
  },
});

const heard = (page) => page.all('message').map(({ content }) => content);
const says = (text) => ({ content }) => content === text;

test('003: a customer and the support talk in a session', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const s = await sessionPage(t, server, support, sessionId);

  c.tell('message', { sessionId, content: 'it does not work' });
  await s.next('message', says('it does not work'));
  s.tell('message', { sessionId, content: 'turn it on' });
  for (const page of [c, s]) await page.next('message', says('turn it on'));

  const history = await wholeHistory(customer.api, sessionId);
  assert.deepEqual(heard(c), ['it does not work', 'turn it on']);
  assert.deepEqual(c.all('message'), s.all('message'));
  for (const [i, shown] of c.all('message').entries()) {
    const { id, senderId, content, createdAt } = history[i];
    const { direction, metadata, ...rest } = shown;
    assert.deepEqual(rest,
      { id, sessionId, userId: senderId, content, type: 'text', createdAt });
    assert.deepEqual(metadata, {});
    assert.ok(['inbound', 'outbound'].includes(direction));
  }
  assert.equal(c.all('message')[0].direction, 'inbound');
});

test('003: the login of this seed, then `authenticate`', async (t) => {
  const server = await start(t, { env });
  const username = `customer-${process.pid}`;
  const account = { username, email: `${username}@example.com`,
    password: 'correct horse battery' };
  const { user } = await server.api.post('/auth/register', account).body(201);
  const { accessToken, refreshToken } = await server.api
    .post('/auth/login', account).body();
  const renewed = await server.api.post('/auth/refresh', { refreshToken }).body();

  for (const token of [accessToken, renewed.accessToken]) {
    const page = await connected(t, server, { token });
    assert.equal((await page.next('authenticated')).userId, user.id);
  }

  const page = await connected(t, server, renewed);
  const ended = page.ended();
  await server.api.as(renewed.accessToken).post('/auth/logout').body();
  assert.equal(await ended, 'io server disconnect');
});

test('003: a page that waits for no answer sees what it sends', async (t) => {
  const server = await start(t, { env });
  const { customer: { token, id }, sessionId } = await sessionOfTwo(server);
  const enter = async ({ socket }) => {
    socket.emit('authenticate', { token });
    socket.emit('message', { sessionId, content: 'at once' });
  };

  const page = await Page.open(t, server, { origin, enter });

  const shown = await page.next('message');
  assert.deepEqual([shown.userId, shown.content], [id, 'at once']);
  assert.deepEqual(page.all('error'), []);
});

test('003: the first message makes the page hear the session', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const s = await sessionPage(t, server, support, sessionId);
  const c = await connected(t, server, customer);
  await s.ask('message', { sessionId, content: 'before' });
  assert.deepEqual(await c.heardWithin(200, 'message'), []);

  const { id } = await c.ask('message', { sessionId, content: 'first' });
  await s.ask('message', { sessionId, content: 'second' });

  assert.equal((await c.next('message', says('first'))).id, id);
  await c.next('message', says('second'));
  assert.deepEqual(heard(c), ['first', 'second']);
});

test('003: the other side sees who types, until the message comes', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const s = await sessionPage(t, server, support, sessionId);
  const typing = (isTyping) => ({ sessionId, userId: customer.id, isTyping });

  for (let key = 0; key < 30; ++key)
    c.tell('typing', { sessionId, isTyping: true });
  await s.next('typing', (it) => it.isTyping);
  await c.ask('message', { sessionId, content: 'thirty keys' });
  await s.next('typing', (it) => !it.isTyping);

  assert.deepEqual(s.all('typing'), [typing(true), typing(false)]);
  assert.deepEqual(c.all('typing'), []);
});

test('003: who stops without a message, or goes, types no more', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const s = await sessionPage(t, server, support, sessionId);
  const flags = () => s.all('typing').map((it) => it.isTyping);

  await c.ask('typing', { sessionId, isTyping: true });
  await s.next('typing', () => flags().at(-1) === true);
  await c.ask('typing', { sessionId, isTyping: false });
  await s.next('typing', () => flags().at(-1) === false);
  await c.ask('typing', { sessionId, isTyping: true });
  await s.next('typing', () => flags().length === 3);
  c.socket.disconnect();
  await s.next('typing', () => flags().length === 4, 15_000);

  assert.deepEqual(flags(), [true, false, true, false]);
});

// Many, since the answer may come at any moment of the upgrade to WebSocket.
test('003: a wrong token is told, and the page does not come back', async (t) => {
  const server = await start(t, { env });
  for (let i = 0; i < 20; ++i) {
    const page = new Page(t, server, {
      origin, enter: (it) => it.ask('authenticate', { token: 'nonsense' }) });
    const ended = page.ended();
    await page.connect();

    await assert.rejects(page.entered, { code: 'UNAUTHORIZED' });
    assert.equal(await ended, 'io server disconnect');
    assert.equal(page.all('error').at(-1).code, 'UNAUTHORIZED');
  }
});

test('003: before `authenticate` nothing is said, after it all goes', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const s = await sessionPage(t, server, support, sessionId);
  const page = await Page.open(t, server, { origin, enter: async () => {} });

  for (const [event, data] of [['message', { content: 'hello?' }], ['typing', {}]])
    assert.equal(await page.verdict(event, { sessionId, ...data }),
      'UNAUTHORIZED', event);
  await page.ask('authenticate', { token: customer.token });
  await page.ask('message', { sessionId, content: 'hello' });

  await s.next('message');
  assert.deepEqual(heard(s), ['hello']);
  assert.deepEqual(s.all('typing'), []);
});

test('003: a session of others is not there', async (t) => {
  const server = await start(t, { env });
  const { customer, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const stranger = await connected(t, server, await register(server, 'stranger'));

  for (const id of [sessionId, unknown])
    for (const [event, data] of [['message', { content: 'x' }], ['typing', {}]])
      assert.equal(await stranger.verdict(event, { sessionId: id, ...data }),
        'NOT_FOUND', event);
  stranger.tell('message', { sessionId, content: 'x' });
  const error = await stranger.next('error');
  assert.deepEqual([error.code, error.event], ['NOT_FOUND', 'message']);

  await c.ask('message', { sessionId, content: 'private' });
  await c.next('message');
  assert.deepEqual(heard(c), ['private']);
  assert.deepEqual(c.all('typing'), []);
  assert.deepEqual(await stranger.heardWithin(200, 'message'), []);
});

test('003: a message without text is refused, the page goes on', async (t) => {
  const server = await start(t, { env });
  const { customer, sessionId } = await sessionOfTwo(server);
  const page = await sessionPage(t, server, customer, sessionId);
  const wrong = [{ sessionId, content: '' }, { sessionId, content: '  ' },
    { sessionId }, { sessionId, content: {} }, { content: 'whereto?' },
    'text', null];

  for (const data of wrong)
    assert.equal(await page.verdict('message', data), 'INVALID_REQUEST',
      JSON.stringify(data));
  page.tell('message', { sessionId, content: '' });
  const error = await page.next('error');
  assert.deepEqual([error.code, error.event], ['INVALID_REQUEST', 'message']);

  await page.ask('message', { sessionId, content: 'with text' });
  await page.next('message');
  assert.deepEqual(heard(page), ['with text']);
});

test('003: a page that lost its connection resumes its session', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const s = await sessionPage(t, server, support, sessionId);
  await s.ask('message', { sessionId, content: 'before' });
  await c.next('message', says('before'));

  const back = c.backAgain();
  c.socket.disconnect();
  await s.ask('message', { sessionId, content: 'meanwhile' });
  c.socket.connect();
  await back;
  await s.ask('message', { sessionId, content: 'after' });
  await c.next('message', says('after'));

  assert.deepEqual(heard(c), ['before', 'after']);
  const history = await wholeHistory(customer.api, sessionId);
  assert.deepEqual(history.map((m) => m.content),
    ['before', 'meanwhile', 'after']);
});

test('003: pages go on after the server was killed', async (t) => {
  const server = await start(t, { env });
  const { customer, support, sessionId } = await sessionOfTwo(server);
  const c = await sessionPage(t, server, customer, sessionId);
  const s = await sessionPage(t, server, support, sessionId);
  await c.ask('message', { sessionId, content: 'before' });

  const back = Promise.all([c.backAgain(), s.backAgain()]);
  await server.kill();
  await restart(t, server);
  await back;
  await s.ask('message', { sessionId, content: 'after' });
  await c.next('message', says('after'));

  const history = await wholeHistory(customer.api, sessionId);
  assert.deepEqual(history.map((m) => m.content), ['before', 'after']);
});
