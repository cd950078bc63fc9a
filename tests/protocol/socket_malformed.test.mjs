// Socket.IO v5: packets that no good client sends. Each is sent by a client in
// the main namespace, while another on the same server goes on talking.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { attached, isAlive, joined, outcome, placeholder } from './support/socket_wire.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-protocol');

const bytes = Buffer.from([1, 2, 3]);
const one = placeholder(0);

// The server closes the connection and answers nothing.
const closed = [
  ['CONNECT again', '40'],
  ['CONNECT again, with a payload', '40{"a":1}'],
  ['CONNECT to the main namespace by name', '40/,'],
  ['CONNECT with an array', '40/custom,[]'],
  ['CONNECT with a text', '40/custom,"x"'],
  ['CONNECT with a number', '40/custom,{}1'],
  ['CONNECT with null', '40/custom,null'],
  ['CONNECT with what is no JSON', '40/custom,x'],
  ['CONNECT whose JSON ends early', '40/custom,{"a":'],
  ['DISCONNECT with a payload', '41{}'],
  ['DISCONNECT with an empty array', '41[]'],
  ['DISCONNECT and a letter', '41x'],
  ['DISCONNECT from a namespace not joined', '41/custom,'],
  ['DISCONNECT from an unknown namespace', '41/nope,'],
  ['EVENT with an object', '42{}'],
  ['EVENT with an empty array', '42[]'],
  ['EVENT with a text', '42""'],
  ['EVENT with null', '42null'],
  ['EVENT with a letter', '42x'],
  ['EVENT whose array ends early', '42["message"'],
  ['EVENT whose text ends early', '42["message'],
  ['EVENT with a bracket too many', '42["message"]]'],
  ['EVENT with something behind', '42["message"]x'],
  ['EVENT with a comma too many', '42["message",]'],
  ['EVENT without a comma', '42["message" 1]'],
  ['EVENT in single quotes', '42[\'message\']'],
  ['EVENT with NaN', '42["message",NaN]'],
  ['EVENT with a number that begins with 0', '42["message",01]'],
  ['EVENT with a control character in a text', '42["message","\u0001"]'],
  ['EVENT with a bad escape', '42["message","\\x41"]'],
  ['EVENT of a name that is null', '42[null]'],
  ['EVENT of a name that is true', '42[true]'],
  ['EVENT of a name that is an object', '42[{}]'],
  ['EVENT of a name that is an array', '42[["message"]]'],
  ['EVENT with a negative id', '42-1["message"]'],
  ['EVENT with a fraction as id', '421.5["message"]'],
  ['EVENT with an exponent in its id', '421e3["message"]'],
  ['EVENT to a namespace not joined', '42/custom,["message"]'],
  ['EVENT to an unknown namespace', '42/nope,["message"]'],
  ['EVENT of 20000 open brackets', `42${'['.repeat(20_000)}`],
  ...['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener',
    'removeListener'].map(
    (name) => [`EVENT of the reserved name ${name}`, `42["${name}"]`]),
  ['ACK with an object', '431{}'],
  ['ACK with a text', '431"x"'],
  ['ACK with a letter', '431x'],
  ['ACK whose array ends early', '431["x"'],
  ['ACK with a negative id', '43-1[]'],
  ['ACK to a namespace not joined', '43/custom,1[]'],
  ['CONNECT_ERROR, which only the server sends', '44'],
  ['CONNECT_ERROR with a message', '44{"message":"x"}'],
  ['BINARY_EVENT and nothing more', '45'],
  ['BINARY_EVENT without a count', '45-["message"]'],
  ['BINARY_EVENT of no attachment', '450-["message"]'],
  ['BINARY_EVENT of a negative count', '45-1-["message"]'],
  ['BINARY_EVENT of a fraction', '451.5-["message"]'],
  ['BINARY_EVENT of a letter', '45x-["message"]'],
  ['BINARY_EVENT whose count does not end', '451["message"]'],
  ['BINARY_EVENT of eleven attachments', '4511-["message"]'],
  ['BINARY_EVENT of 4294967297 attachments', '454294967297-["message"]'],
  ['BINARY_EVENT with an object', '451-{}'],
  ['BINARY_EVENT with an empty array', '451-[]', bytes],
  ['BINARY_EVENT with bad JSON', '451-["message"', bytes],
  ['BINARY_EVENT of a reserved name', attached(5, 1, '', 'connect', one), bytes],
  ['BINARY_EVENT to a namespace not joined', attached(5, 1, '/custom,', 'message', one),
    bytes],
  ['BINARY_EVENT whose name is the attachment', attached(5, 1, '', one), bytes],
  ['text where an attachment is due', attached(5, 1, '', 'message', one), '42["message"]'],
  ['a CONNECT where an attachment is due', attached(5, 1, '', 'message', one),
    '40/custom,'],
  ['text where the second attachment is due',
    attached(5, 2, '', 'message', one, placeholder(1)), bytes, '42["message"]'],
  ['an attachment too many', attached(5, 1, '', 'unknown', one), bytes, bytes],
  ['a placeholder above the count', attached(5, 1, '', 'message', placeholder(1)), bytes],
  ['a placeholder far above', attached(5, 1, '', 'message', placeholder(2 ** 40)), bytes],
  ['a negative placeholder', attached(5, 1, '', 'message', placeholder(-1)), bytes],
  ['a placeholder that is a text', attached(5, 1, '', 'message', placeholder('0')), bytes],
  ['a placeholder without a number', attached(5, 1, '', 'message', { _placeholder: true }),
    bytes],
  ['a bad placeholder deep inside', attached(5, 1, '', 'message', { a: [placeholder(7)] }),
    bytes],
  ['BINARY_ACK of no attachment', '460-9[]'],
  ['BINARY_ACK without a count', '46[]'],
  ['BINARY_ACK of eleven attachments', '4611-9[]'],
  ['BINARY_ACK with a bad placeholder', attached(6, 1, 9, placeholder(1)), bytes],
  ['bytes that were not announced', bytes],
  ['no bytes that were not announced', Buffer.alloc(0)],
  ['type 7', '47["message"]'],
  ['type 9', '49'],
  ['a type that is a letter', '4x'],
  ['a type that is a minus', '4-1'],
  ['a JSON object for a type', '4{"type":2}'],
  ['no type', '4'],
  ['a packet of Socket.IO without one of Engine.IO', '["message"]'],
];

// The server goes on as if it had not come.
const ignored = [
  ['ACK of an unknown id', '431[]'],
  ['ACK of a large id', '43999999999999[]'],
  ['ACK without an id', '43[]'],
  ['BINARY_ACK of an unknown id', attached(6, 1, 9, one), bytes],
  ['EVENT that nobody hears', '42["unknown"]'],
  ['EVENT of an empty name', '42[""]'],
  ['EVENT of a name that every object has', '42["__proto__",{"a":1}]'],
  ['EVENT of the name constructor', '42["constructor"]'],
  ['EVENT of the name error', '42["error","x"]'],
  ['EVENT of a name that is a number', '42[7]'],
  ['BINARY_EVENT that nobody hears', attached(5, 1, '', 'unknown', one), bytes],
  ['EVENT with a payload 100 deep',
    `42["unknown",${'['.repeat(100)}${']'.repeat(100)}]`],
];

// The document says close, the original ignores: either will do.
const undecided = [
  ['EVENT without a payload', '42'],
  ['EVENT with an id only', '421'],
  ['ACK without a payload', '43'],
  ['ACK with an id only', '431'],
  ['BINARY_EVENT without a payload', '451-', bytes],
  ['BINARY_EVENT whose payload has no placeholder', '451-["unknown","x"]', bytes],
  ['BINARY_ACK without an id', '461-[{"_placeholder":true,"num":0}]', bytes],
];

let bystander;
before(async () => { bystander = await joined(fixture); });
after(() => bystander.close());

function each(rows, check) {
  for (const [name, ...packets] of rows) {
    test(name, async () => {
      const socket = await joined(fixture);
      socket.send(...packets);
      await check(socket);
      assert.deepEqual(await isAlive(bystander), []);
      await socket.terminate();
    });
  }
}

describe('Packet encoding / closed', () => {
  each(closed, async (socket) => {
    await socket.untilClosed(1000); // its heartbeats are answered
    assert.deepEqual(socket.drain(), []);
  });
});

describe('Packet encoding / ignored', () => {
  each(ignored, async (socket) => assert.deepEqual(await isAlive(socket), []));
});

describe('Packet encoding / closed or ignored', () => {
  each(undecided, async (socket) => assert.deepEqual(await outcome(socket), []));
});

test('Packet encoding / attachments that never come end with the heartbeat', async () => {
  const socket = await joined(fixture);
  socket.pongs = false;
  socket.send(attached(5, 10, '', 'message', one));
  await socket.untilClosed(1200);
  assert.deepEqual(await isAlive(bystander), []);
});

test('Packet encoding / 200 random packets harm their sender at most', async () => {
  const letters = '0123456789-,/[]{}"":\\ax_ \u001e';
  let state = 1;
  const next = (below) => {
    state = (state * 48271) % 2147483647; // the same packets every time
    return state % below;
  };
  let socket = await joined(fixture);
  for (let i = 0; i < 200; ++i) {
    if (socket.ended) socket = await joined(fixture);
    const rest = Array.from({ length: 1 + next(24) },
      () => letters[next(letters.length)]);
    socket.send(`4${2 + next(5)}${rest.join('')}`);
    await outcome(socket);
  }
  await socket.terminate();
  assert.deepEqual(await isAlive(bystander), []);
});
