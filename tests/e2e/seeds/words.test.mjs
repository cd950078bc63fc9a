// Front ends of different seeds in one room: each hears it in the words of the
// event by which it joined.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from '../support/chat.mjs';
import { gathering } from '../support/people.mjs';
import { start } from '../support/server.mjs';
import { SocketIoChat } from '../support/socketio_chat.mjs';

// How each seed's front end joins, and sends a message to a room.
const faces = {
  channel: {
    join: ['join_channel', (channelId) => ({ channelId })],
    say: ['send_message', (channelId, content) => ({ channelId, content })],
  },
  session: {
    join: ['typing', (sessionId) => ({ sessionId, isTyping: false })],
    say: ['message', (sessionId, content) => ({ sessionId, content })],
  },
  chat: {
    join: ['join-chat', (chatId) => chatId],
    say: ['chat-message', (chatId, content) => ({ chatId, content })],
  },
};

async function visitors(t, server) {
  const { people, channelId: room } = await gathering(server, Object.keys(faces));
  const visitor = {};
  for (const [i, [name, { join, say }]] of Object.entries(faces).entries()) {
    const page = await SocketIoChat.open(t, server, people[i].token);
    await page.ask(join[0], join[1](room));
    visitor[name] = { page, id: people[i].id,
      say: (content) => page.ask(say[0], say[1](room, content)) };
  }
  return { ...visitor, room };
}

test('words: every front end hears everybody, in its own shape', async (t) => {
  const server = await start(t);
  const { channel, session, chat, room } = await visitors(t, server);
  const everybody = { channel, session, chat };

  const sent = [];
  for (const [name, { say }] of Object.entries(everybody))
    sent.push((await say(`from the ${name}`)).id);
  const last = 'from the chat';
  await channel.page.next('new_message', (it) => it.content === last);
  await session.page.next('message', (it) => it.content === last);
  await chat.page.next('message', (it) => it.message.content === last);

  const inChannel = channel.page.all('new_message');
  const inSession = session.page.all('message');
  const inChat = chat.page.all('message');
  const senders = Object.values(everybody).map(({ id }) => id);
  assert.deepEqual(inChannel.map((it) => it.id), sent);
  assert.deepEqual(inSession.map((it) => it.id), sent);
  assert.deepEqual(inChat.map((it) => it.message.id), sent);
  assert.deepEqual(inChannel.map((it) => it.senderId), senders);
  assert.deepEqual(inSession.map((it) => it.userId), senders);
  assert.ok(inSession.every((it) => it.sessionId === room && !('chatId' in it)));
  assert.ok(inChat.every((it) => it.chatId === room && !('sessionId' in it)));
  assert.deepEqual(channel.page.all('message'), []);
  for (const { page } of [session, chat])
    assert.deepEqual(page.all('new_message'), []);
});

test('words: typing names the room as the listener does', async (t) => {
  const server = await start(t);
  const { channel, session, room } = await visitors(t, server);

  await channel.page.ask('typing', { channelId: room, isTyping: true });
  await session.page.ask('typing', { sessionId: room, isTyping: true });

  assert.deepEqual(await session.page.next('typing'),
    { sessionId: room, userId: channel.id, isTyping: true });
  assert.deepEqual(await channel.page.next('typing'),
    { channelId: room, userId: session.id, isTyping: true });
});

test('words: two pages of one user keep their own', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const old = await SocketIoChat.open(t, server, alice.token);
  const modern = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  await old.ask('join-chat', channelId);
  await modern.join(channelId);

  const { id } = await b.send(channelId, 'hello');

  assert.equal((await old.next('message')).message.id, id);
  assert.equal((await modern.next('new_message')).id, id);
  assert.deepEqual([old.all('new_message'), modern.all('message')], [[], []]);
});

test('words: plain JSON has them as well', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const open = async (token) => {
    const chat = await Chat.open(server, token);
    t.after(() => chat.destroy());
    return chat;
  };
  const [chat, session, channel] = [await open(alice.token),
    await open(alice.token), await open(bob.token)];
  await chat.ask('join-chat', channelId);
  session.tell('typing', { sessionId: channelId, isTyping: false });
  await channel.join(channelId);

  const { id } = await session.ask('message',
    { sessionId: channelId, content: 'hello' });

  assert.equal((await chat.next('message')).message.id, id);
  assert.equal((await session.next('message')).sessionId, channelId);
  assert.equal((await channel.next('new_message')).id, id);
  assert.deepEqual([chat.all('new_message'), channel.all('message')], [[], []]);
});

test('words: a page that comes back still has them', async (t) => {
  const server = await start(t);
  const { session, chat, channel, room } = await visitors(t, server);
  await channel.say('before');
  for (const { page } of [session, chat]) await page.next('message');

  for (const { page } of [session, chat]) {
    const gone = page.ended();
    page.socket.io.engine.close();
    await gone;
    await channel.say('meanwhile');
    await page.connect();
    assert.ok(page.socket.recovered);
  }
  await channel.say('after');

  const told = ['before', 'meanwhile', 'meanwhile', 'after'];
  await session.page.next('message', (it) => it.content === 'after');
  await chat.page.next('message', (it) => it.message.content === 'after');
  assert.deepEqual(session.page.all('message').map((it) => it.content), told);
  assert.deepEqual(chat.page.all('message').map((it) => it.message.content),
    told);
  assert.ok(session.page.all('message').every((it) => it.sessionId === room));
  assert.ok(chat.page.all('message').every((it) => it.chatId === room));
  for (const { page } of [session, chat])
    assert.deepEqual(page.all('new_message'), []);
});

test('words: the last ones by which a page joined count', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);

  await b.join(channelId);
  await b.ask('join-chat', channelId);
  await a.send(channelId, 'in a chat');
  await b.next('message');
  await b.ask('message', { sessionId: channelId, content: 'in a session' });
  await b.next('message', (it) => it.content === 'in a session');

  assert.deepEqual(b.all('new_message'), []);
  assert.deepEqual(b.all('message').map((it) => Object.keys(it)[0]),
    ['chatId', 'id']);
});
