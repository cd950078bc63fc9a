// Socket.IO v5: packets that no good client sends. Each is sent by a client in
// the main namespace, while another on the same server goes on talking.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closed, ignored, undecided } from './support/malformed_packets.mjs';
import { attached, isAlive, joined, outcome, placeholder } from './support/socket_wire.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-protocol');

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
  socket.send(attached(5, 10, '', 'message', placeholder(0)));
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
