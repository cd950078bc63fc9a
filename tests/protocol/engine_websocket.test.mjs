// Engine.IO v4 over WebSocket, and the way there from polling.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pause } from '../e2e/support/waiting.mjs';
import { EngineSocket } from './support/engine_socket.mjs';
import { Polling } from './support/polling.mjs';
import { isReference, startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('eio-protocol');

const maxPayload = 1_000_000;

/** Fails unless the socket still echoes. */
async function isAlive(socket) {
  socket.send('4are you there?');
  await socket.skipTo('4are you there?');
}

/** Fails unless the session of the socket has ended. */
function isGone(socket) {
  return new Polling(fixture, '/engine.io/', socket.handshake).isGone();
}

function candidate(session, options) {
  return EngineSocket.connect(fixture, { sid: session.sid, ...options });
}

/** A polling session and its WebSocket, which has been probed. */
async function probed() {
  const session = await Polling.open(fixture);
  const socket = await candidate(session);
  socket.send('2probe');
  assert.equal(await socket.take('the probe'), '3probe');
  return { session, socket };
}

async function upgraded() {
  const both = await probed();
  both.socket.send('5');
  await isAlive(both.socket);
  return both;
}

describe('Transports / WebSocket', () => {
  for (const [name, query] of [['a version', { EIO: undefined }],
    ['its version', { EIO: '3' }], ['its transport', { transport: 'polling' }],
    ['a transport', { transport: undefined }]]) {
    test(`for a session, without ${name}: closed, the session lives`, async () => {
      const session = await Polling.open(fixture);
      const socket = await candidate(session, query).catch((error) => error);
      if (!(socket instanceof Error)) await socket.untilClosed();
      await session.isAlive();
    });
  }

  test('each packet has a frame of its own', async () => {
    const session = await Polling.open(fixture);
    await session.send('4one', '4two', 'bAQID', '4three');
    const socket = await candidate(session);
    socket.send('2probe');
    assert.equal(await socket.take('the probe'), '3probe');
    socket.send('5');
    assert.deepEqual(await socket.takeMany(4),
      ['4one', '4two', Buffer.from([1, 2, 3]), '4three']);
    await socket.close();
  });

  test('a second one for a session is closed, the first lives on', {
    skip: isReference && 'the original waits for a probe first' }, async () => {
    const socket = await EngineSocket.open(fixture);
    const second = await candidate({ sid: socket.handshake.sid });
    await second.untilClosed();
    assert.deepEqual(second.drain(), []);
    await isAlive(socket);
    await socket.close();
  });

  test('texts and bytes come back as they were sent, in order', async () => {
    const socket = await EngineSocket.open(fixture);
    const messages = ['4', '4hello', Buffer.from([1, 2, 3, 4]), '4€😀', Buffer.alloc(0),
      '44', '4b64', Buffer.from('4'), `4${'x'.repeat(200_000)}`, Buffer.alloc(70_000, 7)];
    socket.send(...messages);
    assert.deepEqual(await socket.takeMany(messages.length), messages);
    await socket.close();
  });

  test('1000 messages at once keep their order', async () => {
    const socket = await EngineSocket.open(fixture);
    const messages = Array.from({ length: 1000 }, (_, i) => `4message ${i}`);
    socket.send(...messages);
    assert.deepEqual(await socket.takeMany(1000), messages);
    await socket.close();
  });

  test('a session that began with a WebSocket cannot poll: error 3', async () => {
    const socket = await EngineSocket.open(fixture);
    const session = new Polling(fixture, '/engine.io/', socket.handshake);
    const { status, text } = await session.poll();
    assert.deepEqual([status, text], [400, '{"code":3,"message":"Bad request"}']);
    await isAlive(socket);
    await socket.close();
  });
});

describe('Packet encoding / WebSocket', () => {
  test('a text has its type in front, bytes are sent as they are', async () => {
    const socket = await EngineSocket.open(fixture);
    const messages = ['4hello', Buffer.from([1, 2, 3, 4]), Buffer.from('4hello')];
    socket.send(...messages);
    assert.deepEqual(await socket.takeMany(messages.length), messages);
    await socket.close();
  });

  const broken = [
    ['nothing', ''],
    ['a letter', 'abc'],
    ['a type above 6', '7'],
    ['a space before the type', ' 4a'],
    ['a ping, which only the server sends', '2'],
    ['a probe outside an upgrade', '2probe'],
  ];
  for (const [name, packet] of broken) {
    test(`${name} closes the session`, async () => {
      const socket = await EngineSocket.open(fixture, { pongs: false });
      socket.send(packet, '4never echoed');
      await socket.untilClosed(250); // before any heartbeat could
      assert.deepEqual(socket.drain(), []);
      await isGone(socket);
    });
  }

  test('text that is not UTF-8: close 1007', async () => {
    for (const payload of ['4\xff', '4a\xc3', '4\xed\xa0\x80']) {
      const socket = await EngineSocket.open(fixture);
      socket.socket.send(Buffer.from(payload, 'latin1'), { binary: false });
      assert.equal((await socket.untilClosed()).code, 1007);
      assert.deepEqual(socket.drain(), []);
      await isGone(socket);
    }
  });

  test('open, upgrade, noop and an unasked pong are ignored', async () => {
    const socket = await EngineSocket.open(fixture);
    socket.send('0', '5', '6', '3', '3probe');
    await isAlive(socket);
    await socket.close();
  });
});

describe('Protocol / Heartbeat', { concurrency: true }, () => {
  test('a ping every 300 ms; who answers stays', async () => {
    const socket = await EngineSocket.open(fixture, { pongs: false });
    let last = performance.now();
    for (let i = 0; i < 4; ++i) {
      assert.equal(await socket.take('a ping'), '2');
      const now = performance.now();
      assert.ok(now - last > 250 && now - last < 600, `${now - last} ms`);
      last = now;
      socket.send('3');
    }
    await socket.close();
  });

  test('who does not answer is closed after 500 ms', async () => {
    const silence = async (_, i) => {
      await pause(i * 130);
      const socket = await EngineSocket.open(fixture, { pongs: false });
      const began = performance.now();
      await socket.untilClosed();
      const ms = performance.now() - began;
      assert.ok(ms > 470 && ms < 800, `closed after ${ms} ms`);
      assert.deepEqual(socket.drain(), ['2']);
      await isGone(socket);
    };
    await Promise.all(Array.from({ length: 6 }, silence));
  });

  test('an upgraded session has its heartbeat on the WebSocket', async () => {
    const { session, socket } = await upgraded();
    await pause(800);
    await isAlive(socket);
    socket.pongs = false;
    await socket.untilClosed(1200);
    await session.isGone();
  });
});

describe('Protocol / Close', () => {
  test('a 1 closes the WebSocket and ends the session', {
    skip: isReference && 'the original waits for the close of the WebSocket' },
  async () => {
    const { session, socket } = await upgraded();
    socket.send('1', '4never echoed');
    assert.equal((await socket.untilClosed(250)).code, 1000);
    assert.deepEqual(socket.drain(), []);
    await session.isGone();
  });

  test('the close of the WebSocket ends the session', async () => {
    const socket = await EngineSocket.open(fixture);
    await socket.close();
    await isGone(socket);
  });

  test('a connection that is lost ends the session', async () => {
    const { session, socket } = await upgraded();
    await socket.terminate();
    await session.isGone();
  });
});

describe('Protocol / Handshake / maxPayload', () => {
  test('a frame of that many bytes is taken', async () => {
    const socket = await EngineSocket.open(fixture);
    for (const message of [`4${'x'.repeat(maxPayload - 1)}`, Buffer.alloc(maxPayload)]) {
      socket.send(message);
      const echo = await socket.take('the echo');
      assert.ok(message.equals?.(echo) ?? message === echo, 'another echo');
    }
    await socket.close();
  });

  const tooMuch = [
    ['a text of one byte more', `4${'x'.repeat(maxPayload)}`],
    ['bytes, one more', Buffer.alloc(maxPayload + 1)],
    ['fewer characters, more bytes', `4${'€'.repeat(maxPayload / 3 + 1)}`],
  ];
  for (const [name, message] of tooMuch) {
    test(`${name}: close 1009 without a reason`, async () => {
      const bystander = await EngineSocket.open(fixture);
      const socket = await EngineSocket.open(fixture);
      socket.send(message);
      assert.deepEqual(await socket.untilClosed(), { code: 1009, reason: '' });
      await isAlive(bystander);
      await bystander.close();
    });
  }

  test('fragments that exceed it together: close 1009', async () => {
    const socket = await EngineSocket.open(fixture);
    const half = 'x'.repeat(maxPayload / 2);
    socket.socket.send(`4${half}`, { fin: false });
    socket.socket.send(half, { fin: true });
    assert.deepEqual(await socket.untilClosed(), { code: 1009, reason: '' });
  });
});

describe('Protocol / Upgrade', () => {
  test('a probe, an upgrade, and messages take the WebSocket', async () => {
    const { socket } = await upgraded();
    socket.send('4hello', Buffer.from([1, 2, 3]));
    assert.deepEqual(await socket.takeMany(2), ['4hello', Buffer.from([1, 2, 3])]);
    await socket.close();
  });

  test('a poll that waits when the probe comes gets a noop soon', async () => {
    const session = await Polling.open(fixture);
    const poll = session.poll();
    await pause(20); // until it waits
    const socket = await candidate(session);
    const began = performance.now();
    socket.send('2probe');
    assert.equal(await socket.take('the probe'), '3probe');
    assert.equal((await poll).text, '6');
    assert.ok(performance.now() - began < 200, 'a noop comes within 100 ms');
    socket.send('5');
    await isAlive(socket);
    await socket.close();
  });

  test('a poll that follows the probe gets a noop soon', async () => {
    const { session, socket } = await probed();
    const began = performance.now();
    let { text } = await session.poll();
    if (text === '2') ({ text } = await session.poll());
    assert.equal(text, '6');
    assert.ok(performance.now() - began < 280, 'a noop comes within 100 ms');
    await socket.close();
  });

  test('what waited for a poll comes over the WebSocket', async () => {
    const { session, socket } = await probed();
    await session.send('4posted during the probe');
    const poll = session.poll();
    assert.equal((await poll).text, '4posted during the probe');
    await session.send('4one', '4two');
    socket.send('5', '4three');
    assert.deepEqual(await socket.takeMany(3), ['4one', '4two', '4three']);
    await socket.close();
  });

  test('a poll after the upgrade: error 3', async () => {
    const { session, socket } = await upgraded();
    for (const answer of [await session.poll(), await session.post('4x')]) {
      assert.deepEqual([answer.status, answer.text],
        [400, '{"code":3,"message":"Bad request"}']);
    }
    await isAlive(socket);
    await socket.close();
  });

  test('a second WebSocket after the upgrade is closed, the first lives on',
    async () => {
      const { session, socket } = await upgraded();
      const second = await candidate(session);
      second.send('2probe');
      await second.untilClosed();
      assert.deepEqual(second.drain(), []);
      await isAlive(socket);
      await socket.close();
    });

  test('a second WebSocket during the upgrade is closed, the first goes on',
    async () => {
      const { session, socket } = await probed();
      const second = await candidate(session);
      second.send('2probe');
      await second.untilClosed();
      assert.deepEqual(second.drain(), []);
      socket.send('5');
      await isAlive(socket);
      await socket.close();
    });

  for (const [name, packet] of [['a message', '4hi'], ['another probe', '2prob'],
    ['a ping', '2'], ['no packet', 'abc'], ['bytes', Buffer.from('2probe')]]) {
    test(`${name} instead of the probe closes that WebSocket only`, async () => {
      const session = await Polling.open(fixture);
      const socket = await candidate(session);
      socket.send(packet);
      await socket.untilClosed();
      assert.deepEqual(socket.drain(), []);
      await session.isAlive();
    });
  }

  test('a WebSocket given up after the probe leaves the session', async () => {
    const { session, socket } = await probed();
    await socket.terminate();
    await session.isAlive();
    const again = await candidate(session);
    again.send('2probe');
    assert.equal(await again.take('the probe'), '3probe');
    again.send('5');
    await isAlive(again);
    await again.close();
  });

  test('a session that ends during the upgrade takes its WebSocket along',
    async () => {
      const { session, socket } = await probed();
      await session.send('1');
      await socket.untilClosed(250);
      await session.isGone();
    });
});
