// Seed 002: `join_conversation` and `leave_conversation`. What is heard in a
// conversation here comes from people; the streamed answers have tests of their
// own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page } from '../support/page.mjs';
import { gathering, register } from '../support/people.mjs';
import { SocketIoChat } from '../support/socketio_chat.mjs';
import { restart, start } from '../support/server.mjs';

const origin = 'http://localhost:8081';
const env = { FRONTEND_URL: origin };
const unknown = '01890000-0000-7000-8000-000000000000';

const join = (conversationId) => (page) =>
  page.ask('join_conversation', { conversationId });

const page = (t, server, { token }, enter) =>
  Page.open(t, server, { auth: { token }, origin, enter });

// Bob's page shows a conversation in which alice can be noticed.
async function listener(t, server) {
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  await a.join(channelId);
  const wave = (n) => a.ask('broadcast', { channelId, event: 'wave', data: n });
  const b = await page(t, server, bob, join(channelId));
  return { a, b, wave, alice, conversationId: channelId };
}

test('002: leaving needs no joining', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], channelId: conversationId } = await gathering(server);
  const a = await page(t, server, alice, async () => {});

  for (let twice = 0; twice < 2; ++twice)
    await a.ask('leave_conversation', { conversationId });
  a.tell('join_conversation', { conversationId });
  a.tell('leave_conversation', { conversationId });
  await a.ask('leave_conversation', { conversationId });

  assert.deepEqual(a.all('error'), []);
});

test('002: who joined hears the conversation until leaving it', async (t) => {
  const server = await start(t, { env });
  const { b, wave, conversationId } = await listener(t, server);

  await wave(1);
  await b.next('wave', (n) => n === 1);
  await b.ask('leave_conversation', { conversationId });
  await wave(2);
  assert.deepEqual(await b.heardWithin(200, 'wave'), []);
  await b.ask('join_conversation', { conversationId });
  await wave(3);
  await b.next('wave', (n) => n === 3);

  assert.deepEqual(b.all('wave'), [1, 3]);
});

test('002: one page leaves, the user\'s other page goes on listening', async (t) => {
  const server = await start(t, { env });
  const { b, wave, conversationId } = await listener(t, server);
  const { token } = b.socket.auth;
  const other = await page(t, server, { token }, join(conversationId));

  await b.ask('leave_conversation', { conversationId });
  await wave(1);

  await other.next('wave');
  assert.deepEqual(await b.heardWithin(200, 'wave'), []);
  assert.deepEqual(b.all('wave'), []);
});

test('002: typing is told in the words of a conversation', async (t) => {
  const server = await start(t, { env });
  const { a, b, alice, conversationId } = await listener(t, server);

  await a.ask('typing', { channelId: conversationId, isTyping: true });

  assert.deepEqual(await b.next('typing'),
    { conversationId, userId: alice.id, isTyping: true });
});

test('002: a conversation of others cannot be listened to', async (t) => {
  const server = await start(t, { env });
  const { wave, conversationId } = await listener(t, server);
  const stranger = await page(t, server, await register(server, 'stranger'),
    async () => {});

  for (const id of [conversationId, unknown])
    assert.equal(await stranger.verdict('join_conversation',
      { conversationId: id }), 'NOT_FOUND');
  stranger.tell('join_conversation', { conversationId });
  const error = await stranger.next('error');
  assert.deepEqual([error.code, error.event], ['NOT_FOUND', 'join_conversation']);

  await wave(1);
  assert.deepEqual(await stranger.heardWithin(200, 'wave'), []);
});

test('002: an id that is none is refused, the page goes on', async (t) => {
  const server = await start(t, { env });
  const { b, wave } = await listener(t, server);
  const wrong = [{}, null, 'text', { conversationId: 7 }, { conversationId: '' },
    { conversationId: null }, { conversationId: 'x'.repeat(129) },
    { conversationId: 'line\nbreak' }];

  for (const event of ['join_conversation', 'leave_conversation'])
    for (const data of wrong)
      assert.equal(await b.verdict(event, data), 'INVALID_REQUEST',
        `${event} ${JSON.stringify(data)}`);

  await wave(1);
  await b.next('wave');
});

test('002: a page needs a login', async (t) => {
  const server = await start(t, { env });
  const { people: [{ token }], channelId } = await gathering(server);
  const connected = await Page.open(t, server, { origin, enter: async () => {} });
  const conversation = { conversationId: channelId };

  assert.equal(await connected.verdict('join_conversation', conversation),
    'UNAUTHORIZED');
  await connected.ask('authenticate', { token });
  await connected.ask('join_conversation', conversation);
});

test('002: a page that lost its connection joins again and goes on', async (t) => {
  const server = await start(t, { env });
  const { b, wave } = await listener(t, server);
  await wave(1);
  await b.next('wave', (n) => n === 1);

  await b.loseConnection();
  await wave(2);
  await b.next('wave', (n) => n === 2);

  assert.deepEqual(b.all('wave'), [1, 2]);
});

test('002: a page goes on after the server was killed', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const b = await page(t, server, bob, join(channelId));

  const back = b.backAgain();
  await server.kill();
  await restart(t, server);
  await back;
  const a = await SocketIoChat.open(t, server, alice.token);
  await a.ask('broadcast', { channelId, event: 'wave', data: 1 });

  await b.next('wave');
  assert.deepEqual(b.all('error'), []);
});
