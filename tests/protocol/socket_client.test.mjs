// What socket.io-client relies on, seen through it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client, ways } from './support/client.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-client');
const doge = Buffer.from('asdfasdf');

describe('socket.io-client / events', () => {
  for (const [way, options] of Object.entries(ways)) {
    test(`${way}: events, acknowledgements and bytes both ways`, async (t) => {
      const client = await Client.open(t, fixture, options);
      client.emit('hi');
      assert.deepEqual(await client.next(), ['hi']);
      for (const value of [1, 'ほげ', null, { a: [true, {}] }, doge, { b: [doge] }])
        assert.deepEqual(await client.ask('echo', value), value);
      client.emit('doge');
      assert.deepEqual(await client.next(), ['doge', doge]);
    });
  }

  test('false is a value', async (t) => {
    const client = await Client.open(t, fixture);
    client.emit('false');
    assert.deepEqual(await client.next(), ['false', false]);
  });

  test('dates are texts of ISO 8601', async (t) => {
    const client = await Client.open(t, fixture);
    const isNow = (text) => {
      assert.equal(new Date(text).toISOString(), text);
      assert.ok(Math.abs(Date.now() - Date.parse(text)) < 60_000, text);
    };
    client.emit('getDate');
    const [name, date] = await client.next();
    assert.equal(name, 'takeDate');
    isNow(date);
    client.emit('getDateObj');
    const [nameOfObject, object] = await client.next();
    assert.equal(nameOfObject, 'takeDateObj');
    assert.deepEqual(Object.keys(object), ['date']);
    isNow(object.date);
    isNow(await client.ask('getAckDate', { test: true }));
  });

  test('other alphabets arrive as they are', async (t) => {
    const client = await Client.open(t, fixture);
    client.emit('getUtf8');
    const texts = ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string'];
    assert.deepEqual(await client.nextMany(5), texts.map((x) => ['takeUtf8', x]));
  });

  test('the server asks and hears the answer', async (t) => {
    const client = await Client.open(t, fixture);
    client.socket.on('ack', (answer) => answer(5, { test: true }));
    client.emit('ack');
    assert.equal((await client.take())[0], 'ack');
    assert.deepEqual(await client.next(), ['got it']);
  });

  test('bytes of the client are recognised, alone and inside', async (t) => {
    const client = await Client.open(t, fixture);
    client.emit('getbin');
    assert.deepEqual(await client.next(), ['takebin', doge]);
    const mixed = { hello: 'lol', message: doge, goodbye: 'gotcha' };
    for (const [event, value, answer] of [
      ['buffa', doge, 'buffack'], ['blob', new Uint8Array([1, 2]).buffer, 'back'],
      ['jsonbuff', mixed, 'jsonbuff-ack'], ['jsonblob', mixed, 'jsonblob-ack'],
    ]) {
      client.emit(event, value);
      assert.deepEqual(await client.next(answer), [answer]);
    }
  });

  for (const [way, transports] of Object.entries(ways)) {
    test(`${way}: bytes in base64, from a client that cannot do better`, async (t) => {
      const client = await Client.open(t, fixture, { ...transports, forceBase64: true });
      const bytes = Buffer.from([0, 255, 7]);
      assert.deepEqual(await client.ask('echo', { bytes }), { bytes });
    });
  }

  test('events with bytes and without keep their order', async (t) => {
    const client = await Client.open(t, fixture);
    client.emit('abuff1', doge);
    client.emit('abuff2', 'please arrive second');
    assert.deepEqual(await client.next(), ['abuff2-ack']);
    client.emit('blob1', doge);
    client.emit('blob2', 'second');
    client.emit('blob3', doge);
    assert.deepEqual(await client.next(), ['blob3-ack']);
  });

  test('what was emitted before the connection is sent after it', async (t) => {
    const client = new Client(t, fixture);
    const answer = client.ask('echo', 'early');
    client.socket.connect();
    assert.equal(await answer, 'early');
  });

  test('an event that is not answered times out at the client', async (t) => {
    const client = await Client.open(t, fixture);
    const asked = client.socket.timeout(50).emitWithAck('unknown');
    await assert.rejects(asked, /timed out/);
  });
});

describe('socket.io-client / namespaces', () => {
  test('namespaces share a connection and have ids of their own', async (t) => {
    const main = await Client.open(t, fixture);
    const foo = main.socket.io.socket('/foo');
    const ids = [main.socket.id, await main.ask('getId')];
    foo.connect();
    ids.push(await foo.timeout(5000).emitWithAck('getId'), foo.id);
    assert.equal(ids[0], ids[1]);
    assert.equal(ids[2], ids[3]);
    assert.notEqual(ids[0], ids[2]);
    assert.equal(main.socket.io.engine, foo.io.engine);
    foo.disconnect();
    assert.equal(await main.ask('echo', 'still here'), 'still here');
  });

  test('namespaces without events can be joined', async (t) => {
    for (const namespace of ['/timeout_socket', '/valid', '/asd']) {
      const client = await Client.open(t, fixture, { namespace });
      assert.ok(client.socket.id);
    }
  });

  test('an unknown namespace: connect_error', async (t) => {
    const client = new Client(t, fixture, { namespace: '/doesnotexist' });
    client.socket.connect();
    const [error] = await client.heard('connect_error');
    assert.equal(error.message, 'Invalid namespace');
    assert.equal(client.socket.connected, false);
  });

  test('a namespace that refuses: connect_error with its message', async (t) => {
    const client = new Client(t, fixture, { namespace: '/no' });
    client.socket.connect();
    const [error] = await client.heard('connect_error');
    assert.equal(error.message, 'Auth failed (custom namespace)');
  });

  test('a query that is refused: connect_error with its message', async (t) => {
    const client = new Client(t, fixture, { query: { fail: true } });
    client.socket.connect();
    const [error] = await client.heard('connect_error');
    assert.equal(error.message, 'Auth failed (main namespace)');
  });
});

describe('socket.io-client / handshake', () => {
  test('the server knows how the client came', async (t) => {
    const before = Date.now();
    const client = await Client.open(t, fixture, {
      auth: { token: 'abc', n: 1 },
      query: { mine: 'a&b=€' },
      extraHeaders: { 'x-mine': 'here' },
    });
    const handshake = await client.ask('getHandshake');
    assert.deepEqual(handshake.auth, { token: 'abc', n: 1 });
    const { EIO, transport, mine } = handshake.query;
    assert.deepEqual([EIO, transport, mine], ['4', 'websocket', 'a&b=€']);
    assert.equal(handshake.headers['x-mine'], 'here');
    assert.equal(handshake.headers.host, `127.0.0.1:${fixture.port}`);
    assert.deepEqual([handshake.secure, handshake.xdomain], [false, false]);
    assert.match(handshake.url, /^\/socket\.io\/\?.*EIO=4/);
    assert.match(handshake.address, /127\.0\.0\.1$/);
    assert.ok(handshake.issued >= before && handshake.issued <= Date.now());
    assert.ok(Math.abs(Date.parse(handshake.time) - handshake.issued) < 2000);
  });

  test('an Origin makes it cross-domain', async (t) => {
    const extraHeaders = { origin: 'http://elsewhere.example' };
    const client = await Client.open(t, fixture, { extraHeaders });
    assert.equal((await client.ask('getHandshake')).xdomain, true);
  });

  test('a namespace sees the query of the connection', async (t) => {
    const client = await Client.open(t, fixture,
      { namespace: '/abc', query: { b: 'c', d: 'e' }, auth: { x: 1 } });
    const [name, handshake] = await client.next();
    assert.equal(name, 'handshake');
    assert.deepEqual([handshake.query.b, handshake.query.d], ['c', 'e']);
    assert.deepEqual(handshake.auth, { x: 1 });
  });
});

describe('socket.io-client / connection', () => {
  test('a disconnected client connects again with another id', async (t) => {
    const client = await Client.open(t, fixture);
    const { id } = client.socket;
    client.socket.disconnect();
    await client.connect();
    assert.notEqual(client.socket.id, id);
    assert.equal(await client.ask('echo', 'again'), 'again');
  });

  test('a lost connection comes back by itself', async (t) => {
    const client = await Client.open(t, fixture,
      { reconnection: true, reconnectionDelay: 10 });
    const again = client.heard('connect');
    client.socket.io.engine.close();
    await again;
    assert.equal(await client.ask('echo', 'back'), 'back');
  });

  test('heartbeats keep an idle client', async (t) => {
    const client = await Client.open(t, fixture);
    await client.heard('ping', client.socket.io);
    assert.equal(await client.ask('echo', 'awake'), 'awake');
  });

  test('the upgrade takes place while events flow, none is lost', async (t) => {
    const client = await Client.open(t, fixture, ways['polling, then websocket']);
    const { engine } = client.socket.io;
    const upgraded = engine.transport.name === 'websocket' ||
      client.heard('upgrade', engine);
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const echoes = [];
    for (const i of numbers) echoes.push(await client.ask('echo', i));
    await upgraded;
    assert.equal(engine.transport.name, 'websocket');
    assert.deepEqual(echoes, numbers);
  });
});
