// Rooms and broadcasts of Socket.IO, by clients of the original.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pause, within } from '../e2e/support/waiting.mjs';
import { Client, ways } from './support/client.mjs';
import { patience } from './support/inbox.mjs';
import { EngineSocket } from './support/engine_socket.mjs';
import { Polling } from './support/polling.mjs';
import { attached, placeholder } from './support/socket_wire.mjs';
import { isReference, startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-extra');

/** Clients that are connected. */
function open(t, count, options) {
  return Promise.all(
    Array.from({ length: count }, () => Client.open(t, fixture, options)));
}

const silent = (...clients) => Promise.all(clients.map((x) => x.hearsNothing()));

/** Fails unless each client hears just this event once. */
async function hear(clients, ...event) {
  const heard = await Promise.all(clients.map((x) => x.next(`${event}`)));
  assert.deepEqual(heard, clients.map(() => event));
  await silent(...clients);
}

describe('rooms', () => {
  test('who is in a room hears it, who left does not', async (t) => {
    const [a, b, c] = await open(t, 3);
    assert.equal(await a.ask('join', 'one'), 2); // with a room of its own
    assert.equal(await b.ask('join', 'one'), 2);
    assert.equal(await b.ask('join', 'two'), 3);
    c.emit('in', 'one', 'news', 1);
    await hear([a, b], 'news', 1);
    assert.equal(await a.ask('leave', 'one'), 1);
    c.emit('in', 'one', 'news', 2);
    await hear([b], 'news', 2);
    await silent(a, c);
  });

  test('joining twice is joining, leaving what one is not in is nothing', async (t) => {
    const [a] = await open(t, 1);
    assert.equal(await a.ask('join', 'twice'), 2);
    assert.equal(await a.ask('join', 'twice'), 2);
    a.emit('in', 'twice', 'once');
    await hear([a], 'once');
    assert.equal(await a.ask('leave', 'never'), 2);
    assert.equal(await a.ask('leave', 'twice'), 1);
  });

  test('to: all but the sender', async (t) => {
    const [a, b, c] = await open(t, 3);
    for (const each of [a, b]) await each.ask('join', 'to');
    a.emit('to', 'to', 'hello', { x: 1 });
    await hear([b], 'hello', { x: 1 });
    c.emit('to', 'to', 'from outside');
    await hear([a, b], 'from outside');
    await silent(c);
  });

  test('several rooms: once for each client', async (t) => {
    const [a, b, c, d] = await open(t, 4);
    for (const each of [a, b]) await each.ask('join', 'left');
    for (const each of [b, c]) await each.ask('join', 'right');
    d.emit('in', ['left', 'right', 'nowhere'], 'both');
    await hear([a, b, c], 'both');
    b.emit('to', ['left', 'right'], 'others');
    await hear([a, c], 'others');
    await silent(b, d);
  });

  test('a client is a room of its own by its id', async (t) => {
    const [a, b] = await open(t, 2);
    a.emit('to', b.socket.id, 'for you');
    await hear([b], 'for you');
    await silent(a);
  });

  test('except: everyone but who is in the room', async (t) => {
    const [a, b, c] = await open(t, 3, { namespace: '/second' });
    await a.ask('join', 'hidden');
    await b.ask('join', 'away');
    c.emit('except', 'hidden', 'not for a');
    await hear([b, c], 'not for a');
    c.emit('except', ['hidden', 'away'], 'for c');
    await hear([c], 'for c');
    await silent(a, b);
  });

  test('all: everyone of the namespace and nobody else', async (t) => {
    const second = await open(t, 2, { namespace: '/second' });
    const [main] = await open(t, 1);
    second[0].emit('all', 'to all', null, [1]);
    await hear(second, 'to all', null, [1]);
    await silent(main);
  });

  test('rooms of one name in two namespaces are two', async (t) => {
    const [main] = await open(t, 1);
    const [second] = await open(t, 1, { namespace: '/second' });
    for (const each of [main, second]) await each.ask('join', 'same');
    main.emit('in', 'same', 'main only');
    await hear([main], 'main only');
    await silent(second);
  });

  test('a room without members is nobody', async (t) => {
    const [a] = await open(t, 1);
    for (const event of ['in', 'to', 'volatile']) a.emit(event, 'empty', 'lost');
    await silent(a);
  });

  test('bytes reach the whole room', async (t) => {
    const clients = await open(t, 3);
    for (const each of clients) await each.ask('join', 'bytes');
    const bytes = Buffer.from([0, 255, 7]);
    clients[0].emit('in', 'bytes', 'blob', { bytes }, Buffer.alloc(0));
    await hear(clients, 'blob', { bytes }, Buffer.alloc(0));
  });

  test('volatile reaches who is there, without an offset', async (t) => {
    const [a, b] = await open(t, 2);
    await a.ask('join', 'volatile');
    b.emit('volatile', 'volatile', 'maybe', 1);
    assert.deepEqual(await a.take(), ['maybe', 1]);
    await silent(a, b);
  });

  test('volatile is not kept for who would have to wait for it', async (t) => {
    const session = await Polling.open(fixture, '/socket.io/');
    for (const packet of ['40', '420["join","sleepers"]']) {
      await session.send(packet);
      await session.packets();
    }
    const [b] = await open(t, 1);
    b.emit('volatile', 'sleepers', 'lost');
    b.emit('in', 'sleepers', 'kept');
    await b.ask('echo', 'both have left');
    const [packet, ...more] = await session.packets();
    assert.match(packet, /^42\["kept",/);
    assert.deepEqual(more, []);
  });

  test('volatile is not kept for a WebSocket that takes nothing', async (t) => {
    const [a, b] = await open(t, 2);
    await a.ask('join', 'stuck');
    const { ws } = a.socket.io.engine.transport;
    ws.pause();
    const filler = 'x'.repeat(900_000);
    for (let i = 0; i < 24; ++i) b.emit('in', 'stuck', 'filler', filler);
    await b.ask('echo', 'it is on its way');
    await pause(50); // until no buffer between them takes more
    b.emit('volatile', 'stuck', 'lost');
    b.emit('in', 'stuck', 'kept');
    await b.ask('echo', 'both have left');
    ws.resume();
    for (let i = 0; i < 24; ++i) assert.equal((await a.next('a filler'))[0], 'filler');
    await hear([a], 'kept');
  });

  test('local: who is on the reactor of the sender, and nobody else', async (t) => {
    const clients = await open(t, 8, { namespace: '/second' });
    // The first four letters of an Engine.IO id; the original has one process.
    const reactor = ({ socket }) =>
      (isReference ? 'the only one' : socket.io.engine.id.slice(0, 4));
    const [speaker] = clients;
    speaker.emit('local', 'near', 1);
    await hear(clients.filter((x) => reactor(x) === reactor(speaker)), 'near', 1);
    await silent(...clients);
  });

  test('messages of one sender arrive in order everywhere', async (t) => {
    const clients = await open(t, 3);
    for (const each of clients) await each.ask('join', 'order');
    const events = Array.from({ length: 300 }, (_, i) => ['n', i]);
    for (const event of events) clients[0].emit('in', 'order', ...event);
    for (const each of clients)
      assert.deepEqual(await each.nextMany(300), events);
  });

  test('who is gone is in no room', async (t) => {
    const [a, b] = await open(t, 2);
    await a.ask('join', 'left behind');
    await b.ask('join', 'left behind');
    a.socket.disconnect();
    await a.connect();
    b.emit('in', 'left behind', 'still here?');
    await hear([b], 'still here?');
    await silent(a);
  });
});

/** Asks all in a room; resolves to `[late, answers]`. */
function question(client, room, what) {
  const answer = new Promise((resolve) => {
    client.emit('ask', room, what, (...values) => resolve(values));
  });
  return within(patience, answer, 'the answers');
}

describe('namespaces that a pattern allows', () => {
  test('each is one of its own, others are refused', async (t) => {
    const [a, b] = await open(t, 2, { namespace: '/dynamic-7' });
    const [c] = await open(t, 1, { namespace: '/dynamic-8' });
    a.emit('all', 'to seven');
    await hear([a, b], 'to seven');
    await silent(c);
    for (const namespace of ['/dynamic-', '/dynamic-x', '/dynamic-7/x']) {
      const other = new Client(t, fixture, { namespace });
      const refused = other.heard('connect_error');
      other.socket.connect();
      assert.equal((await refused)[0].message, 'Invalid namespace', namespace);
    }
  });
});

/** A WebSocket in `/second`, packet by packet. */
async function wire() {
  const socket = await EngineSocket.open(fixture, { path: '/socket.io/' });
  socket.send('40/second,');
  assert.match(await socket.take('the CONNECT'), /^40\/second,\{"sid":/);
  return socket;
}

describe('Exchange protocol / Acknowledgement: by clients', { concurrency: true }, () => {
  const answering = (client, make) => client.socket.on('q',
    (question, answer) => answer(make(question)));

  test('every member answers', async (t) => {
    const clients = await open(t, 3);
    for (const [i, each] of clients.entries()) {
      await each.ask('join', 'ask');
      answering(each, (question) => `${question} ${i}`);
    }
    const [late, answers] = await question(clients[0], 'ask', 'who?');
    assert.equal(late, false);
    assert.deepEqual([...answers].sort(), ['who? 0', 'who? 1', 'who? 2']);
  });

  test('an answer has the id and the namespace of the event', async () => {
    const socket = await wire();
    socket.send('42/second,0["join","asked"]');
    assert.equal(await socket.take(), '43/second,0[2]');
    socket.send('42/second,1["ask","asked","?"]');
    const [, id] = /^42\/second,(\d+)\["q","\?"\]$/.exec(await socket.take());
    socket.send(`43/second,${id}["yes"]`);
    assert.equal(await socket.take(), '43/second,1[false,["yes"]]');

    socket.send('42/second,2["ask","asked","?"]');
    const [, next] = /^42\/second,(\d+)\["q","\?"\]$/.exec(await socket.take());
    assert.notEqual(next, id);
    const [one, bytes] = [placeholder(0), Buffer.from([1, 2])];
    socket.send(attached(6, 1, `/second,${next}`, one), bytes);
    assert.deepEqual(await socket.takeMany(2),
      [attached(6, 1, '/second,2', false, [one]), bytes]);
    await socket.close();
  });

  test('answers may be bytes', async (t) => {
    const [a] = await open(t, 1);
    await a.ask('join', 'ask bytes');
    answering(a, (question) => Buffer.concat([question, question]));
    assert.deepEqual(await question(a, 'ask bytes', Buffer.from('x')),
      [false, [Buffer.from('xx')]]);
  });

  test('one who is silent: after 400 ms, with the answers that came', async (t) => {
    const [a, b] = await open(t, 2);
    for (const each of [a, b]) await each.ask('join', 'ask late');
    answering(a, () => 'here');
    const began = performance.now();
    const answer = await question(a, 'ask late', '?');
    const ms = performance.now() - began;
    assert.deepEqual(answer, [true, ['here']]);
    assert.ok(ms > 380 && ms < 900, `${ms} ms`);
  });

  test('an answer that is late or comes twice is ignored', async (t) => {
    const [a, b] = await open(t, 2);
    await b.ask('join', 'ask twice');
    let respond;
    b.socket.on('q', (_, answer) => { respond = answer; answer('one'); answer('two'); });
    const answer = await question(a, 'ask twice', '?');
    assert.deepEqual(answer, [false, ['one']]);
    respond('three');
    await b.ask('echo', 'b is well');
    await silent(a);
  });

  test('nobody to ask: no answers, at once', async (t) => {
    const [a] = await open(t, 1);
    const began = performance.now();
    const answer = await question(a, 'ask nobody', '?');
    assert.deepEqual(answer, [false, []]);
    assert.ok(performance.now() - began < 350);
  });
});

describe('Exchange protocol / Disconnection from a namespace: by the server', () => {
  test('the packet names the namespace, and no answer is expected', async () => {
    const socket = await wire();
    socket.send('40');
    assert.match(await socket.take('the CONNECT'), /^40\{"sid":/);
    socket.send('42/second,["kick",false]');
    assert.equal(await socket.take(), '41/second,');
    socket.send('42["kick",false]');
    assert.equal(await socket.take(), '41');
    await socket.close();
  });

  test('out of a namespace: the others stay', async (t) => {
    const [a] = await open(t, 1);
    const second = a.socket.io.socket('/second');
    second.connect();
    await second.timeout(5000).emitWithAck('echo', 1);
    const kicked = a.heard('disconnect');
    a.emit('kick', false);
    assert.equal((await kicked)[0], 'io server disconnect');
    assert.equal(await second.timeout(5000).emitWithAck('echo', 'here'), 'here');
  });

  test('out of the server: the connection ends', async (t) => {
    const [a] = await open(t, 1);
    const second = a.socket.io.socket('/second');
    second.connect();
    await second.timeout(5000).emitWithAck('echo', 1);
    const ended = a.heard('close', a.socket.io);
    a.emit('kick', true);
    await ended;
    assert.equal(second.connected, false);
  });
});

describe('transports', { concurrency: true }, () => {
  for (const [way, options] of Object.entries(ways)) {
    test(`${way}: rooms and bytes, before and after a heartbeat`, async (t) => {
      const [a] = await open(t, 1, options);
      const [b] = await open(t, 1);
      await a.ask('join', way);
      for (const value of ['text', 7, Buffer.from('bytes')]) {
        b.emit('in', way, 'news', value);
        await hear([a], 'news', value);
        a.emit('in', way, 'own', value);
        await hear([a], 'own', value);
      }
      const { transport } = a.socket.io.engine;
      if (options.transports.length === 1)
        assert.equal(transport.name, options.transports[0]);
      await pause(1200); // beyond a heartbeat
      b.emit('in', way, 'later');
      await hear([a], 'later');
      assert.equal(a.socket.io.engine.transport.name, options.transports.at(-1));
    });
  }
});

describe('200 clients in a room', () => {
  test('each hears 20 messages in order and answers', async (t) => {
    const clients = await open(t, 200);
    await Promise.all(clients.map((each) => each.ask('join', 'crowd')));
    for (const each of clients)
      each.socket.on('q', (question, answer) => answer(question + 1));
    const [speaker] = await open(t, 1);

    const events = Array.from({ length: 20 }, (_, i) => ['n', i, 'x'.repeat(200)]);
    for (const event of events) speaker.emit('in', 'crowd', ...event);
    for (const each of clients)
      assert.deepEqual(await each.nextMany(20), events);

    const [, answers] = await question(speaker, 'crowd', 41);
    assert.equal(answers.length, 200);
    assert.ok(answers.every((x) => x === 42));
    await silent(speaker, ...clients.map((x) => (x.drain(), x)));
  });
});
