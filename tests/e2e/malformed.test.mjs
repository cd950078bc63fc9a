// Frames that no good client sends: each gets its answer, nobody else notices.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bystanders } from './support/bystanders.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { closing, frame, opcode, RawSocket, upgrade }
  from './support/raw_socket.mjs';
import { start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

const { text, binary, continuation, close, ping, pong } = opcode;
const event = (name, data, id) => JSON.stringify({ event: name, data, id });

// What is well-framed and not understood: the answer, and the socket lives.
const misunderstood = [
  ['no JSON', 'hello', 'INVALID_JSON'],
  ['nothing', '', 'INVALID_JSON'],
  ['cut short', '{"event":"typing"', 'INVALID_JSON'],
  ['more than one text', '{}{}', 'INVALID_JSON'],
  ['a lone surrogate', '{"event":"\\ud800"}', 'UNKNOWN_EVENT'],
  ['a bare NaN', '{"event":"typing","data":NaN}', 'INVALID_JSON'],
  ['depth', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'INVALID_JSON'],
  ['depth of objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    'INVALID_JSON'],
  ['an array', '[1,2]', 'INVALID_REQUEST'],
  ['null', 'null', 'INVALID_REQUEST'],
  ['a number', '12', 'INVALID_REQUEST'],
  ['no event', '{}', 'INVALID_REQUEST'],
  ['an event that is no text', '{"event":5}', 'INVALID_REQUEST'],
  ['an event that is an object', '{"event":{"toString":"x"}}', 'INVALID_REQUEST'],
  ['an unknown event', '{"event":"constructor"}', 'UNKNOWN_EVENT'],
  ['a server event', '{"event":"new_message","data":{}}', 'UNKNOWN_EVENT'],
  ['a long event', event('x'.repeat(1000)), 'INVALID_REQUEST'],
  ['data that is a list', event('send_message', [null]), 'INVALID_REQUEST'],
  ['data that is a text', event('typing', 'x'), 'INVALID_REQUEST'],
  ['no data', event('send_message'), 'INVALID_REQUEST'],
  ['a channel that is no id', event('typing', { channelId: '../x' }),
    'INVALID_REQUEST'],
  ['a channel that is a number', event('typing', { channelId: 7 }),
    'INVALID_REQUEST'],
  ['an id that is an object', '{"event":"typing","id":{"a":1}}',
    'INVALID_REQUEST'],
  ['an id that is long', event('typing', {}, 'x'.repeat(200)), 'INVALID_REQUEST'],
  ['a token that is null', event('authenticate', { token: null }),
    'INVALID_REQUEST'],
];

// What breaks the protocol: the close code.
const broken = [
  ['a text without a mask', frame(text, '{}', { masked: false }), 1002],
  ['a ping without a mask', frame(ping, '', { masked: false }), 1002],
  ['a reserved bit', frame(text, '{}', { rsv: 4 }), 1002],
  ['another reserved bit', frame(text, '{}', { rsv: 1 }), 1002],
  ['a reserved data opcode', frame(3, 'x'), 1002],
  ['a reserved control opcode', frame(11, 'x'), 1002],
  ['a ping in pieces', frame(ping, 'x', { fin: false }), 1002],
  ['a long ping', frame(ping, 'x'.repeat(126)), 1002],
  ['a long close', frame(close, closing(1000, 'x'.repeat(124))), 1002],
  ['a continuation of nothing', frame(continuation, 'x'), 1002],
  ['a text inside a text', Buffer.concat([frame(text, 'a', { fin: false }),
    frame(text, 'b')]), 1002],
  ['a close of one byte', frame(close, 'x'), 1002],
  ['a close with a code that cannot be sent', frame(close, closing(1005)), 1002],
  ['a close with a code below 1000', frame(close, closing(999)), 1002],
  ['a close with a code above 4999', frame(close, closing(5000)), 1002],
  ['a close whose reason is no UTF-8',
    frame(close, Buffer.concat([closing(1000), Buffer.from([0xff])])), 1007],
  ['bad UTF-8', frame(text, Buffer.from([0x22, 0xc3, 0x28, 0x22])), 1007],
  ['an overlong form', frame(text, Buffer.from([0xc0, 0xaf])), 1007],
  ['a surrogate in UTF-8', frame(text, Buffer.from([0xed, 0xa0, 0x80])), 1007],
  ['UTF-8 that ends early', frame(text, Buffer.from([0xe2, 0x82])), 1007],
  ['bad UTF-8 in a later piece', Buffer.concat([
    frame(text, Buffer.from([0xe2]), { fin: false }),
    frame(continuation, 'a')]), 1007],
  ['a binary frame', frame(binary, 'x'), 1003],
  ['a message above the limit', frame(text, '', { size: 1_048_577 }), 1009],
  ['a message of 4 GiB', frame(text, '', { size: 2 ** 32 }), 1009],
  ['pieces above the limit', Buffer.concat([
    frame(text, 'x'.repeat(700_000), { fin: false }),
    frame(continuation, 'x'.repeat(700_000))]), 1009],
  ['too many pieces', Buffer.concat([frame(text, 'x', { fin: false }),
    ...Array.from({ length: 1100 },
      () => frame(continuation, 'x', { fin: false }))]), 1009],
  ['a length with its highest bit',
    Buffer.from([0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]), 1002],
  ['a length written longer than needed',
    Buffer.from([0x81, 0xfe, 0, 2, 0, 0, 0, 0, 0x7b, 0x7d]), 1002],
];

test('every malformed frame gets its answer; a pair talks on', async (t) => {
  const server = await start(t);
  const bystanders = await Bystanders.talking(t, server);
  const { token } = await register(server);
  const wrong = [];

  const patient = await RawSocket.open(server, token);
  for (const [name, payload, code] of misunderstood) {
    patient.frames.length = 0;
    await patient.write(frame(text, payload));
    const answer = await patient.text((x) => x.event === 'error' || x.ack)
      .catch((error) => ({ data: { code: error.message } }));
    const got = (answer.data.error ?? answer.data).code;
    if (got !== code) wrong.push(`${name}: ${got} for ${code}`);
  }
  assert.equal(patient.end, undefined, 'a mistake does not cost the socket');
  await patient.destroy();
  for (const [name, bytes, code] of broken) {
    const raw = await RawSocket.open(server, token);
    await raw.write(bytes);
    const got = await raw.closeCode().catch((error) => error.message);
    if (got !== code) wrong.push(`${name}: ${got} for ${code}`);
    await raw.destroy();
  }

  assert.deepEqual(wrong, []);
  await bystanders.unharmed();
});

test('a refused event with an id is answered as its ack', async (t) => {
  const server = await start(t);
  const raw = await RawSocket.open(server, (await register(server)).token);
  for (const id of [7, 'seven', 0]) {
    await raw.tell('nonsense', {}, id);
    const { data } = await raw.text((x) => x.ack === id);
    assert.equal(data.ok, false);
    assert.equal(data.error.code, 'UNKNOWN_EVENT');
  }
  await raw.destroy();
});

test('random bytes after the handshake end that socket only', async (t) => {
  const server = await start(t);
  const bystanders = await Bystanders.talking(t, server);
  const { token } = await register(server);
  for (let i = 0; i < 300; ++i) {
    const raw = await RawSocket.open(server, i % 2 ? token : undefined);
    const bytes = Buffer.from(
      Array.from({ length: 1 + i % 64 }, () => Math.random() * 256));
    await raw.write(bytes);
    await raw.destroy();
  }
  await bystanders.unharmed();
  await eventually(
    async () => await server.metric('parley_connections') === 2,
    'nothing of them is left', 8000);
});

/** Sends bytes in a given shape and checks what the room saw. */
async function shaped(t, write) {
  const server = await start(t);
  const { people: [alice], chats: [, bob], channelId } =
    await conversation(t, server);
  const raw = await RawSocket.open(server, alice.token);
  t.after(() => raw.destroy());
  const say = (i) => event('send_message', { channelId, content: `m${i}` }, i);
  const count = await write(raw, say);
  const seen = await bob.messages(count);
  assert.deepEqual(seen.map((x) => x.content),
    Array.from({ length: count }, (_, i) => `m${i}`));
  await raw.until(() =>
    raw.texts().filter((x) => x.ack !== undefined).length === count,
  'every ack');
}

test('300 frames in one write arrive in order', (t) =>
  shaped(t, async (raw, say) => {
    await raw.write(Buffer.concat(
      Array.from({ length: 300 }, (_, i) => frame(text, say(i)))));
    return 300;
  }));

test('one byte a segment arrives as it was meant', (t) =>
  shaped(t, async (raw, say) => {
    for (let i = 0; i < 4; ++i)
      for (const byte of frame(text, say(i))) await raw.write(Buffer.of(byte));
    return 4;
  }));

test('seven-byte pieces with pings between them are one message', (t) =>
  shaped(t, async (raw, say) => {
    for (let i = 0; i < 300; ++i) {
      const whole = Buffer.from(say(i));
      for (let at = 0; at < whole.length; at += 7) {
        const fin = at + 7 >= whole.length;
        const piece = whole.subarray(at, at + 7);
        await raw.write(frame(at ? continuation : text, piece, { fin }));
        if (!fin) await raw.write(frame(ping, `${i}`));
      }
    }
    await raw.until(() => raw.frames.some(
      (x) => x.opcode === pong && x.payload.toString() === '299'), 'a pong');
    return 300;
  }));

test('the first frame may come with the handshake', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const raw = await RawSocket.connect(server);
  await raw.write(Buffer.concat([Buffer.from(upgrade(server, alice.token)),
    frame(text, event('join_channel', { channelId }, 1)),
    frame(text, event('send_message', { channelId, content: 'x' }, 2))]));
  const { data } = await raw.text((x) => x.ack === 2);
  assert.ok(data.id);
  await raw.destroy();
});

test('a ping is answered with its own payload', async (t) => {
  const server = await start(t);
  const raw = await RawSocket.open(server);
  for (const payload of ['', 'a', 'x'.repeat(125)]) {
    raw.frames.length = 0;
    await raw.write(frame(ping, payload));
    await raw.until(() => raw.frames.some(
      (x) => x.opcode === pong && x.payload.toString() === payload), 'the pong');
  }
  await raw.destroy();
});

test('a closing handshake is answered with its code', async (t) => {
  const server = await start(t);
  for (const [payload, code] of [[closing(1000, 'bye'), 1000],
    [closing(3001), 3001], [closing(4999), 4999]]) {
    const raw = await RawSocket.open(server);
    await raw.write(frame(close, payload));
    assert.equal(await raw.closeCode(), code);
    await raw.closed;
  }
});

test('a dead peer is dropped, a live one is kept', async (t) => {
  const env = { PING_INTERVAL_MS: '500', PING_TIMEOUT_MS: '500' };
  const server = await start(t, { env });
  const { people: [alice], chats: [live] } = await conversation(t, server);
  const dead = await RawSocket.open(server, alice.token);
  const began = performance.now();
  await dead.until(() => dead.frames.some((x) => x.opcode === ping), 'a ping');
  assert.equal(await dead.closeCode(), 4009);
  assert.ok(performance.now() - began < 1000 + 5000);
  const frozen = await RawSocket.open(server, alice.token);
  frozen.socket.pause(); // takes nothing, not even the close
  await eventually(
    async () => await server.metric('parley_connections') === 2,
    'both are gone', 12_000);
  assert.equal(live.end, undefined);
  await dead.destroy();
  await frozen.destroy();
});
