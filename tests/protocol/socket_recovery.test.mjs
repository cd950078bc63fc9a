// Connection state recovery of Socket.IO: 2 s to come back.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pause } from '../e2e/support/waiting.mjs';
import { Client } from './support/client.mjs';
import { EngineSocket } from './support/engine_socket.mjs';
import { patience } from './support/inbox.mjs';
import { Polling } from './support/polling.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-extra');
const path = '/socket.io/';

let count = 0;

/** Two clients in a room of their own; the first has heard a first event. */
async function pair(t, options) {
  const room = `room ${++count}`;
  const a = await Client.open(t, fixture, options);
  const b = await Client.open(t, fixture,
    { namespace: options?.namespace, transports: ['websocket'] });
  await a.ask('join', room);
  b.emit('in', room, 'first');
  assert.deepEqual(await a.next(), ['first']);
  return { a, b, room, id: a.socket.id };
}

/** Sends `[name, 0]` … to a room and waits until the server has them. */
async function speak(client, room, name, count) {
  const events = Array.from({ length: count }, (_, i) => [name, i]);
  for (const event of events) client.emit('in', room, ...event);
  await client.ask('echo', 'sent');
  return events;
}

/** Fails unless client and server agree that nothing was lost. */
async function isRecovered({ a, id, room }) {
  assert.equal(a.socket.recovered, true);
  assert.equal(a.socket.id, id);
  const rooms = await serverView(a);
  assert.deepEqual(rooms, { recovered: true, rooms: [id, room].sort() });
}

/** Fails unless client and server agree that this is a new beginning. */
async function isNew({ a, id }) {
  assert.ok(!a.socket.recovered);
  assert.notEqual(a.socket.id, id);
  assert.deepEqual(await serverView(a), { recovered: false, rooms: [a.socket.id] });
  assert.deepEqual(a.drain(), []);
}

function serverView(client) {
  return new Promise((resolve) => {
    client.emit('recovered',
      (recovered, rooms) => resolve({ recovered, rooms: rooms.sort() }));
  });
}

describe('recovery, seen by the client', { concurrency: true }, () => {
  for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
    test(`${transports}: id, rooms and missed events come back`, async (t) => {
      const all = await pair(t, { transports });
      await all.a.drop();
      const missed = await speak(all.b, all.room, 'missed', 5);
      await all.a.connect();
      const later = await speak(all.b, all.room, 'later', 5);
      assert.deepEqual(await all.a.nextMany(10), [...missed, ...later]);
      await isRecovered(all);
      await all.a.hearsNothing();
    });
  }

  test('what was not missed does not come twice', async (t) => {
    const all = await pair(t);
    await speak(all.b, all.room, 'heard', 5);
    await all.a.nextMany(5);
    await all.a.drop();
    await all.a.connect();
    await isRecovered(all);
    await all.a.hearsNothing();
  });

  test('several in a row, with events and without', async (t) => {
    const all = await pair(t);
    for (let i = 0; i < 6; ++i) {
      await all.a.drop();
      const missed = await speak(all.b, all.room, `missed ${i}`, i % 3);
      await all.a.connect();
      assert.deepEqual(await all.a.nextMany(i % 3), missed);
      await isRecovered(all);
    }
    await all.a.hearsNothing();
  });

  test('events during the reconnect: each once, in order', async (t) => {
    const { a, b, room } = await pair(t);
    let sent = 0;
    let away = true;
    const speaking = (async () => {
      while (away) {
        b.emit('in', room, 'n', sent++);
        await pause(1);
      }
    })();
    for (let life = 0; life < 5; ++life) {
      await a.drop();
      await a.connect();
      assert.equal(a.socket.recovered, true);
    }
    away = false;
    await speaking;
    const heard = await a.nextMany(sent);
    assert.deepEqual(heard, heard.map((_, i) => ['n', i]));
    await a.hearsNothing();
  });

  test('bytes that were missed come back', async (t) => {
    const all = await pair(t);
    await all.a.drop();
    all.b.emit('in', all.room, 'blob', { bytes: Buffer.from([0, 255]) });
    await all.b.ask('echo', 'sent');
    await all.a.connect();
    assert.deepEqual(await all.a.next(), ['blob', { bytes: Buffer.from([0, 255]) }]);
    await isRecovered(all);
  });

  test('every way to be meant counts: to, all, except, own id', async (t) => {
    const all = await pair(t, { namespace: '/second' });
    const { a, b, room, id } = all;
    await a.drop();
    b.emit('to', room, 'to');
    b.emit('to', id, 'own');
    b.emit('all', 'all');
    b.emit('except', 'nowhere', 'except');
    b.emit('except', room, 'not for a');
    b.emit('in', 'nowhere', 'not for a');
    await b.ask('echo', 'sent');
    await a.connect();
    assert.deepEqual(await a.nextMany(4), [['to'], ['own'], ['all'], ['except']]);
    await isRecovered(all);
    await a.hearsNothing();
  });

  test('volatile events and questions are not kept', async (t) => {
    const all = await pair(t);
    const { a, b, room } = all;
    await a.drop();
    b.emit('volatile', room, 'volatile');
    b.emit('ask', room, 'question', () => {});
    const missed = await speak(b, room, 'kept', 1);
    await a.connect();
    assert.deepEqual(await a.nextMany(1), missed);
    await isRecovered(all);
    await a.hearsNothing();
  });

  test('before any event there is nothing to go on from', async (t) => {
    const a = await Client.open(t, fixture);
    const { id } = a.socket;
    await a.ask('join', 'early');
    await a.drop();
    await a.connect();
    await isNew({ a, id });
  });

  test('an explicit disconnect is the end', async (t) => {
    const all = await pair(t);
    all.a.socket.disconnect();
    await speak(all.b, all.room, 'missed', 1);
    await all.a.connect();
    await isNew(all);
  });

  for (const close of [false, true]) {
    test(`kick(${close}) is the end`, async (t) => {
      const all = await pair(t);
      const kicked = all.a.heard('disconnect');
      all.a.emit('kick', close);
      await kicked;
      await all.a.connect();
      await isNew(all);
    });
  }

  test('after 2 s it is too late', async (t) => {
    const all = await pair(t);
    await all.a.drop();
    await speak(all.b, all.room, 'missed', 1);
    await pause(2300);
    await all.a.connect();
    await isNew(all);
  });

  test('after 1 s it is not', async (t) => {
    const all = await pair(t);
    await all.a.drop();
    const missed = await speak(all.b, all.room, 'missed', 1);
    await pause(1000);
    await all.a.connect();
    assert.deepEqual(await all.a.nextMany(1), missed);
    await isRecovered(all);
  });
});

/** A WebSocket that has sent this CONNECT, and its answer. */
async function raw(payload = '', options = {}) {
  const socket = await EngineSocket.open(fixture, { path, ...options });
  socket.send(`40${payload}`);
  return socket;
}

const session = (packet) => JSON.parse(packet.slice(2));

/** Ends the connection by `how`; resolves once the server knows. */
async function leave({ socket }, how = 'close') {
  await socket[how]();
  await new Polling(fixture, path, socket.handshake).isGone(patience);
}

/** A raw session that has heard `first`; `{ socket, sid, pid, offset }`. */
async function begun(options) {
  const socket = await raw('', options);
  const { sid, pid } = session(await socket.take('the CONNECT'));
  socket.send('42["say","first"]');
  const [name, offset] = session(await socket.take('the first event'));
  assert.equal(name, 'first');
  return { socket, sid, pid, offset };
}

const comeBack = (pid, offset, more) => raw(JSON.stringify({ pid, offset, ...more }));

/** Fails unless the socket is greeted as a new one. */
async function startsAnew(socket, { sid, pid }) {
  const fresh = session(await socket.take('the CONNECT'));
  assert.deepEqual(Object.keys(fresh), ['sid', 'pid']);
  assert.notEqual(fresh.sid, sid);
  assert.notEqual(fresh.pid, pid);
  socket.send('421["recovered"]');
  assert.equal(await socket.take(), `431[false,["${fresh.sid}"]]`);
  await socket.close();
}

describe('recovery, on the wire', { concurrency: true }, () => {
  test('CONNECT tells sid and pid, which are two secrets', async () => {
    const socket = await raw();
    const answer = session(await socket.take('the CONNECT'));
    assert.deepEqual(Object.keys(answer), ['sid', 'pid']);
    assert.notEqual(answer.sid, answer.pid);
    for (const id of [answer.sid, answer.pid, socket.handshake.sid])
      assert.match(id, /^[\w-]{16,}$/);
    await socket.close();
  });

  test('the offset is the last argument, another one each time', async () => {
    const { socket, offset } = await begun();
    const offsets = new Set([offset]);
    for (let i = 0; i < 20; ++i) socket.send(`42["say","n",${i}]`);
    for (let i = 0; i < 20; ++i) {
      const [name, number, last, ...rest] = session(await socket.take());
      assert.deepEqual([name, number, rest], ['n', i, []]);
      assert.equal(typeof last, 'string');
      offsets.add(last);
    }
    assert.equal(offsets.size, 21);
    await socket.close();
  });

  test('questions, answers and volatile events have none', async () => {
    const { socket } = await begun();
    socket.send('420["join","none"]');
    assert.equal(await socket.take(), '430[2]');
    socket.send('42["volatile","none","v"]');
    assert.equal(await socket.take(), '42["v"]');
    socket.send('421["echo","e"]');
    assert.equal(await socket.take(), '431["e"]');
    socket.send('422["ask","none","what?"]');
    const question = await socket.take();
    const [, id] = /^42(\d+)\["q","what\?"\]$/.exec(question) ?? assert.fail(question);
    socket.send(`43${id}["that"]`);
    assert.equal(await socket.take(), '432[false,["that"]]');
    await socket.close();
  });

  // The original sends what was missed before the CONNECT; the order of the
  // missed events is what counts.
  test('the same sid and pid, and the missed events in order', async () => {
    const old = await begun();
    const { socket, sid, pid, offset } = old;
    for (let i = 0; i < 3; ++i) socket.send(`42["say","n",${i}]`);
    await socket.takeMany(3); // received, and lost with the memory of the client
    await leave(old);

    const again = await comeBack(pid, offset);
    const packets = await again.takeMany(4);
    const connects = packets.filter((x) => x.startsWith('40'));
    assert.deepEqual(connects.map(session), [{ sid, pid }]);
    const events = packets.filter((x) => x.startsWith('42')).map(session);
    assert.deepEqual(events.map(([name, i]) => [name, i]), [['n', 0], ['n', 1], ['n', 2]]);
    assert.ok(events.every((event) => event.length === 3), 'offsets come again');
    again.send('421["recovered"]');
    assert.equal(await again.take(), `431[true,["${sid}"]]`);
    await again.close();
  });

  test('an unknown offset, an unknown pid: a new beginning', async () => {
    for (const change of [{ offset: 'nowhere' }, { offset: '' }, { pid: 'nobody' },
      { pid: '__proto__' }, { pid: '' }]) {
      const old = await begun();
      await leave(old);
      await startsAnew(await comeBack(old.pid, old.offset, change), old);
    }
  });

  test('a pid or an offset of another type: a new beginning', async () => {
    for (const change of [{ offset: 7 }, { offset: null }, { offset: undefined },
      { offset: ['x'] }, { pid: 7 }, { pid: null }, { pid: undefined }, { pid: {} }]) {
      const old = await begun();
      await leave(old);
      await startsAnew(await comeBack(old.pid, old.offset, change), old);
    }
  });

  test('a sid is no pid', async () => {
    const old = await begun();
    await leave(old);
    await startsAnew(await comeBack(old.sid, old.offset), old);
  });

  test('a session of one namespace is none of another', async () => {
    const old = await begun();
    await leave(old);
    const { pid, offset } = old;
    const socket = await raw(`/second,${JSON.stringify({ pid, offset })}`);
    const answer = await socket.take('the CONNECT');
    const fresh = JSON.parse(answer.slice('40/second,'.length));
    assert.notEqual(fresh.sid, old.sid);
    assert.notEqual(fresh.pid, old.pid);
    await socket.close();
  });

  test('a DISCONNECT on the wire is the end', async () => {
    const old = await begun();
    old.socket.send('41');
    await leave(old);
    await startsAnew(await comeBack(old.pid, old.offset), old);
  });

  test('who fell silent can come back after the heartbeat has found out', async () => {
    const old = await begun({ pongs: false });
    await old.socket.untilClosed();
    const again = await comeBack(old.pid, old.offset);
    assert.deepEqual(session(await again.take()), { sid: old.sid, pid: old.pid });
    await again.close();
  });

  test('a connection that is lost without a word can come back', async () => {
    const old = await begun();
    await leave(old, 'terminate');
    const again = await comeBack(old.pid, old.offset);
    assert.deepEqual(session(await again.take()), { sid: old.sid, pid: old.pid });
    await again.close();
  });
});
