// The subprotocol parley.msgpack: the plain dialect in binary frames.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, ExtData } from '@msgpack/msgpack';
import WebSocket from 'ws';
import { Chat } from './support/chat.mjs';
import { PackedChat } from './support/packed_chat.mjs';
import { gathering, wholeHistory } from './support/people.mjs';
import { start } from './support/server.mjs';

const failure = (code) => (error) => error.code === code;

test('the two forms of the plain dialect hear each other', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await PackedChat.open(server, alice.token);
  const b = await Chat.open(server, bob.token);
  assert.equal(a.socket.protocol, 'parley.msgpack');
  assert.equal(b.socket.protocol, '');
  await a.join(channelId);
  await b.join(channelId);

  const metadata = { list: [1, -2.5, null, true], text: 'ü "\n' };
  await a.ask('send_message', { channelId, content: 'packed', metadata });
  await b.send(channelId, 'plain ✓');
  for (const chat of [a, b])
    await chat.next('new_message', (m) => m.content === 'plain ✓');

  const stored = await wholeHistory(alice.api, channelId);
  assert.deepEqual(a.all('new_message'), stored);
  assert.deepEqual(b.all('new_message'), stored);
  assert.deepEqual(stored[0].metadata, metadata);
});

test('an ack bears the id as it was written', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const chat = await PackedChat.open(server, alice.token);
  for (const id of [0, 7, -7, 2 ** 40, 1.5, '7', 'é']) {
    const ack = new Promise((resolve) => { chat.onFrame = resolve; });
    chat.raw(encode({ event: 'leave_channel', data: { channelId }, id }));
    assert.strictEqual((await ack).ack, id);
  }
});

test('what JSON cannot say is refused, and the socket lives', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const chat = await PackedChat.open(server, alice.token);
  for (const value of [new Uint8Array(3), new Date(),
    new ExtData(5, new Uint8Array(4))])
    await assert.rejects(chat.ask('leave_channel', { channelId, value }),
      failure('INVALID_REQUEST'));
  // What JavaScript writes as JSON, somehow, is taken.
  for (const value of [NaN, Infinity, 2n ** 63n])
    await chat.ask('leave_channel', { channelId, value });

  let deep = null;
  for (let i = 0; i < 80; ++i) deep = [deep];
  for (const bytes of [encode({ event: 'typing', data: { deep }, id: 1 }),
    Buffer.of(), Buffer.of(0xc1), Buffer.of(0x81, 1, 2),
    Buffer.concat([encode({ event: 'typing' }), Buffer.of(0)]),
    Buffer.alloc(500_000, 0x91)]) {
    const refused = new Promise((resolve) => { chat.onFrame = resolve; });
    chat.raw(bytes);
    const { event, data } = await refused;
    assert.equal(event, 'error');
    assert.equal(data.code, 'INVALID_REQUEST');
  }
  await chat.join(channelId);
});

test('a text frame is refused as a binary one in JSON', async (t) => {
  const server = await start(t);
  const { people: [alice] } = await gathering(server);
  const packed = await PackedChat.open(server, alice.token);
  packed.raw('{"event":"typing"}');
  assert.equal((await packed.closed).code, 1003);
  const plain = await Chat.open(server, alice.token);
  plain.raw(encode({ event: 'typing' }));
  assert.equal((await plain.closed).code, 1003);
});

test('of the offers the one that is known is taken', async (t) => {
  const server = await start(t);
  const url = `${server.url.replace('http', 'ws')}/ws`;
  const socket = new WebSocket(url, ['chat', 'parley.msgpack'],
    { headers: { Authorization: 'Bearer x' } });
  const status = new Promise((resolve) => {
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
  });
  assert.equal(await status, 401);
  const open = new WebSocket(url, ['chat', 'parley.msgpack']);
  t.after(() => open.terminate());
  await new Promise((resolve) => open.once('open', resolve));
  assert.equal(open.protocol, 'parley.msgpack');
  open.send(encode({ event: 'authenticate', data: { token: 'x' }, id: 'a' }));
  const [bytes, isBinary] = await new Promise((resolve) =>
    open.once('message', (...got) => resolve(got)));
  assert.equal(isBinary, true);
  const { ack, data } = decode(bytes);
  assert.equal(ack, 'a');
  assert.equal(data.error.code, 'UNAUTHORIZED');
});
