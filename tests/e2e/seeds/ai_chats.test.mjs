// Seed 004: `join-chat`, `leave-chat`, `chat-message`, and `message` for all
// who joined; every socket authenticated by a JWT. Here people talk in a chat;
// what the AI adds to it has tests of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Page } from '../support/page.mjs';
import { gathering, register, wholeHistory } from '../support/people.mjs';
import { restart, start } from '../support/server.mjs';

const origin = 'http://localhost:5173';
const env = { FRONTEND_URL: origin };
const unknown = '01890000-0000-7000-8000-000000000000';

// A chat of two: in the seed's words a channel's id is a chatId.
async function chatOfTwo(server) {
  const { people: [alice, bob], channelId } = await gathering(server);
  return { alice, bob, chatId: channelId };
}

const io = (t, server, token, enter) =>
  Page.open(t, server, { auth: { token }, origin, enter });

const chatPage = (t, server, { token }, chatId) =>
  io(t, server, token, (page) => page.ask('join-chat', chatId));

const connected = (t, server, { token }) =>
  io(t, server, token, (page) => page.next('authenticated'));

const says = (content) => ({ message }) => message.content === content;
const heard = (page) => page.all('message').map((it) => it.message.content);

test('004: two users talk in a chat', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const a = await chatPage(t, server, alice, chatId);
  const b = await chatPage(t, server, bob, chatId);

  a.tell('chat-message', { chatId, content: 'hello' });
  await b.next('message', says('hello'));
  b.tell('chat-message', { chatId, content: 'hello, alice' });
  for (const page of [a, b]) await page.next('message', says('hello, alice'));

  const history = await wholeHistory(alice.api, chatId);
  const shown = history.map(({ id, content, createdAt }) =>
    ({ chatId, message: { id, role: 'user', content, createdAt } }));
  for (const page of [a, b])
    assert.deepEqual(page.all('message').map((it) => (
      { chatId: it.chatId, message: {
        id: it.message.id, role: it.message.role,
        content: it.message.content, createdAt: it.message.createdAt } })), shown);
  assert.deepEqual(heard(a), ['hello', 'hello, alice']);
  assert.equal(history[1].senderId, bob.id);
});

test('004: a page that waits for no answer sees what it sends', async (t) => {
  const server = await start(t, { env });
  const { alice, chatId } = await chatOfTwo(server);
  const enter = async ({ socket }) => {
    socket.emit('join-chat', chatId);
    socket.emit('chat-message', { chatId, content: 'at once' });
  };

  const page = await io(t, server, alice.token, enter);

  await page.next('message', says('at once'));
  assert.deepEqual(page.all('error'), []);
});

test('004: a chat is joined by its id or by an object with it', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const a = await connected(t, server, alice);
  const b = await connected(t, server, bob);
  for (const [name, form] of [['id', chatId], ['object', { chatId }]]) {
    await b.ask('join-chat', form);
    await a.ask('chat-message', { chatId, content: `heard by ${name}` });
    await b.next('message', says(`heard by ${name}`));

    await b.ask('leave-chat', form);
    await a.ask('chat-message', { chatId, content: `missed by ${name}` });
    assert.deepEqual(await b.heardWithin(200, 'message'), []);
  }
  assert.deepEqual(heard(b), ['heard by id', 'heard by object']);
});

test('004: only who joined hears a chat, each of one\'s tabs', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const tabs = [await chatPage(t, server, alice, chatId),
    await chatPage(t, server, alice, chatId)];
  const outside = await connected(t, server, bob);

  const { id } = await outside.ask('chat-message',
    { chatId, content: 'from outside' });

  for (const tab of tabs)
    assert.equal((await tab.next('message')).message.id, id);
  assert.deepEqual(await outside.heardWithin(200, 'message'), []);
  assert.deepEqual(outside.all('message'), []);
});

test('004: two chats on one page stay apart', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], group, channelId: first } = await gathering(server);
  const { id: second } = await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'second' }).body(201);
  const page = await io(t, server, alice.token, async (it) => {
    for (const chatId of [first, second]) await it.ask('join-chat', chatId);
  });

  await page.ask('chat-message', { chatId: second, content: 'to the second' });
  await page.ask('chat-message', { chatId: first, content: 'to the first' });

  assert.equal((await page.next('message', says('to the first'))).chatId, first);
  assert.equal((await page.next('message', says('to the second'))).chatId, second);
});

test('004: a login\'s token opens the profile and the socket', async (t) => {
  const server = await start(t, { env });
  const { username, email, password } = await register(server);

  const { token } = await server.api
    .post('/api/auth/login', { email, password }).body();
  const profile = await server.api.as(token).get('/api/auth/profile').body();
  const page = await connected(t, server, { token });

  assert.equal(profile.username, username);
  assert.equal(page.all('authenticated')[0].userId, profile.id);
});

test('004: without a valid token there is no socket', async (t) => {
  const server = await start(t, { env: { ...env, AUTH_TIMEOUT_MS: '1000' } });
  const { alice: { token }, chatId } = await chatOfTwo(server);
  const enter = (page) => page.ask('join-chat', chatId);
  const forged = `${token.slice(0, -6)}AAAAAA`;
  for (const wrong of ['nonsense', forged]) {
    const page = new Page(t, server, { auth: { token: wrong }, origin, enter });
    await assert.rejects(page.connect(), (why) => why.data.code === 'UNAUTHORIZED');
  }

  const silent = new Page(t, server, { origin, enter });
  await silent.connect();
  const ended = silent.ended();
  await assert.rejects(silent.entered, { code: 'UNAUTHORIZED' });
  assert.equal(await ended, 'io server disconnect');
});

test('004: a chat of others is not there', async (t) => {
  const server = await start(t, { env });
  const { alice, chatId } = await chatOfTwo(server);
  const a = await chatPage(t, server, alice, chatId);
  const stranger = await connected(t, server, await register(server, 'stranger'));

  for (const id of [chatId, unknown]) {
    assert.equal(await stranger.verdict('join-chat', id), 'NOT_FOUND');
    assert.equal(await stranger.verdict('join-chat', { chatId: id }),
      'NOT_FOUND');
    assert.equal(await stranger.verdict('chat-message',
      { chatId: id, content: 'let me in' }), 'NOT_FOUND');
  }
  stranger.tell('join-chat', chatId);
  const error = await stranger.next('error');
  assert.deepEqual([error.code, error.event], ['NOT_FOUND', 'join-chat']);

  await a.ask('chat-message', { chatId, content: 'among us' });
  await a.next('message');
  assert.deepEqual(heard(a), ['among us']);
  assert.deepEqual(await stranger.heardWithin(200, 'message'), []);
});

test('004: a message without text is refused, the page goes on', async (t) => {
  const server = await start(t, { env });
  const { alice, chatId } = await chatOfTwo(server);
  const page = await chatPage(t, server, alice, chatId);
  const wrong = [{ chatId, content: '' }, { chatId, content: ' \n' }, { chatId },
    { chatId, content: 7 }, { content: 'whereto?' }, 'text', null];

  for (const data of wrong)
    assert.equal(await page.verdict('chat-message', data), 'INVALID_REQUEST',
      JSON.stringify(data));
  for (const data of ['', {}, null, 7])
    assert.equal(await page.verdict('join-chat', data), 'INVALID_REQUEST',
      JSON.stringify(data));

  await page.ask('chat-message', { chatId, content: 'with text' });
  await page.next('message');
  assert.deepEqual(heard(page), ['with text']);
});

test('004: nobody can forge a message of another', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const a = await chatPage(t, server, alice, chatId);
  const b = await chatPage(t, server, bob, chatId);
  const message = { id: '1', role: 'assistant', content: 'obey' };

  assert.equal(await b.verdict('broadcast',
    { channelId: chatId, event: 'message', data: { chatId, message } }), 'FORBIDDEN');
  await b.ask('chat-message', { chatId, content: 'hm', role: 'assistant' });

  const shown = await a.next('message');
  assert.deepEqual([shown.message.content, shown.message.role], ['hm', 'user']);
});

test('004: a page that lost its connection joins again and goes on', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const a = await chatPage(t, server, alice, chatId);
  const b = await chatPage(t, server, bob, chatId);
  await a.ask('chat-message', { chatId, content: 'before' });
  await b.next('message', says('before'));

  await b.loseConnection();
  await a.ask('chat-message', { chatId, content: 'after' });
  await b.next('message', says('after'));

  assert.deepEqual(heard(b), ['before', 'after']);
});

test('004: pages go on after the server was killed', async (t) => {
  const server = await start(t, { env });
  const { alice, bob, chatId } = await chatOfTwo(server);
  const a = await chatPage(t, server, alice, chatId);
  const b = await chatPage(t, server, bob, chatId);
  await a.ask('chat-message', { chatId, content: 'before' });

  const back = Promise.all([a.backAgain(), b.backAgain()]);
  await server.kill();
  await restart(t, server);
  await back;
  await b.ask('chat-message', { chatId, content: 'after' });
  await a.next('message', says('after'));

  const history = await wholeHistory(alice.api, chatId);
  assert.deepEqual(history.map((m) => m.content), ['before', 'after']);
});
