// Socket.IO with socket.io-msgpack-parser: SOCKETIO_PARSER=msgpack.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import parser from 'socket.io-msgpack-parser';
import { gathering, wholeHistory } from './support/people.mjs';
import { Chat } from './support/chat.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';

const env = { SOCKETIO_PARSER: 'msgpack' };
const failure = (code) => (error) => error.code === code;

for (const [name, transports] of Object.entries(ways)) {
  const options = { ...transports, parser };

  test(`${name}: a conversation`, async (t) => {
    const server = await start(t, { env });
    const { people: [alice, bob], channelId } = await gathering(server);
    const a = await SocketIoChat.open(t, server, alice.token, options);
    const plain = await Chat.open(server, bob.token);
    await plain.join(channelId);
    const { recovered } = await a.join(channelId);
    assert.equal(recovered, 'snapshot');

    const metadata = { list: [1, -2.5, null, true], text: 'ü "\n' };
    const { id } = await a.ask('send_message',
      { channelId, content: 'packed ✓', metadata, clientId: undefined });
    await plain.send(channelId, 'plain');
    await a.next('new_message', (m) => m.content === 'plain');

    const stored = await wholeHistory(alice.api, channelId);
    assert.deepEqual(a.all('new_message'), stored);
    assert.equal(stored[0].id, id);
    assert.deepEqual(stored[0].metadata, metadata);
    a.tell('typing', { channelId, isTyping: true });
    await plain.next('typing');
  });

  test(`${name}: what was missed comes by itself, once`, async (t) => {
    const server = await start(t, { env });
    const { people: [alice, bob], channelId } = await gathering(server);
    const a = await SocketIoChat.open(t, server, alice.token, { parser });
    const b = await SocketIoChat.open(t, server, bob.token, options);
    await a.join(channelId);
    await b.join(channelId);
    await a.send(channelId, 'before');
    await b.next('new_message');
    const { id } = b.socket;

    const { engine } = b.socket.io;
    const gone = b.ended();
    engine.transport.ws?.terminate?.();
    engine.close();
    await gone;
    for (let i = 0; i < 20; ++i) await a.send(channelId, `missed ${i}`);
    await b.connect();
    assert.equal(b.socket.recovered, true);
    assert.equal(b.socket.id, id);
    await a.send(channelId, 'after');

    await b.next('new_message', (m) => m.content === 'after');
    assert.deepEqual(b.all('new_message'),
      await wholeHistory(alice.api, channelId));
  });

  test(`${name}: who may not come in hears why`, async (t) => {
    const server = await start(t, { env });
    const chat = new SocketIoChat(t, server,
      { auth: { token: 'bad' }, ...options });
    const { data } = await chat.connect().catch((error) => error);
    assert.equal(data.code, 'UNAUTHORIZED');
  });

  test(`${name}: an end from either side`, async (t) => {
    const server = await start(t, { env });
    const { people: [alice, bob] } = await gathering(server);
    const a = await SocketIoChat.open(t, server, alice.token, options);
    const b = await SocketIoChat.open(t, server, bob.token, options);
    const ended = a.ended();
    await alice.api.post('/api/auth/logout').expect(200);
    assert.equal(await ended, 'io server disconnect');
    assert.equal(a.all('error')[0].code, 'TOKEN_REVOKED');
    const left = b.ended();
    b.socket.disconnect();
    assert.equal(await left, 'io client disconnect');
  });
}

test('bytes are refused in the ack, dates are texts', async (t) => {
  const server = await start(t, { env });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token, { parser });
  const b = await SocketIoChat.open(t, server, bob.token, { parser });
  await b.join(channelId);
  await assert.rejects(a.ask('send_message', { channelId, content: Buffer.of(1) }),
    failure('INVALID_REQUEST'));
  await assert.rejects(a.ask('fly', {}), failure('UNKNOWN_EVENT'));
  await a.join(channelId);
  const data = new Date();
  await a.ask('broadcast', { channelId, event: 'tick', data });
  assert.equal(await b.next('tick'), data.toISOString());
});

test('a client with another parser is sent away', async (t) => {
  const server = await start(t, { env });
  const { people: [alice] } = await gathering(server);
  const chat = new SocketIoChat(t, server,
    { auth: { token: alice.token }, transports: ['websocket'] });
  const closed = new Promise((resolve) =>
    chat.socket.io.once('close', () => resolve()));
  chat.socket.connect();
  await closed;
  assert.equal(chat.socket.connected, false);
});
