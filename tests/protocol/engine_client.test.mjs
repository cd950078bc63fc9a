// What engine.io-client relies on, seen through it.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { EngineClient } from './reference/packages.mjs';
import { Inbox } from './support/inbox.mjs';
import { Polling, address, request } from './support/polling.mjs';
import { EngineSocket } from './support/engine_socket.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('eio-client');
const path = '/engine.io/';

const clients = [];
after(() => { for (const client of clients) client.close(); });

/** A client of the original; its inbox holds messages. */
function connect(options = {}) {
  const client = new EngineClient(fixture.url, { path, ...options });
  clients.push(client);
  const inbox = new Inbox();
  client.on('message', (message) => inbox.put(message));
  client.on('close', (reason) => inbox.end(reason));
  client.on('error', (error) => { client.failure = error; });
  return { client, inbox };
}

/** Resolves once the client has emitted `event`. */
function emitted({ client, inbox }, event) {
  const once = new Inbox();
  client.once(event, (...args) => once.put(args));
  client.once('close', (reason) => once.end(reason));
  if (inbox.ended) once.end(inbox.ended);
  return once.take(event);
}

const ways = {
  'polling': { transports: ['polling'] },
  'websocket': { transports: ['websocket'] },
  'polling, then websocket': {},
};

describe('engine.io-client / messages', () => {
  for (const [way, options] of Object.entries(ways)) {
    test(`${way}: greeting, echo, bytes and other alphabets`, async () => {
      const { client, inbox } = connect(options);
      assert.equal(await inbox.take('the greeting'), 'hi');
      for (const text of ['hello', 'ほげ €', 'b64']) client.send(text);
      assert.deepEqual(await inbox.takeMany(3), ['hello', 'ほげ €', 'b64']);
      client.send('give binary');
      assert.deepEqual(await inbox.take(), Buffer.from([0, 1, 2, 3, 4]));
      client.send('give utf8');
      assert.equal(await inbox.take(), 'пойду спать всем спокойной ночи');
      client.send(Buffer.from([5, 6, 7]));
      assert.deepEqual(await inbox.take(), Buffer.from([5, 6, 7]));
      client.close();
    });
  }
});

describe('engine.io-client / upgrade', () => {
  test('an upgrade in the middle of a talk loses nothing', async () => {
    const both = connect();
    const { client, inbox } = both;
    await inbox.take('the greeting');
    const sent = Array.from({ length: 300 }, (_, i) => `message ${i}`);
    for (const [i, message] of sent.entries()) {
      client.send(message);
      if (i % 10 === 0) await new Promise(setImmediate);
    }
    assert.deepEqual(await inbox.takeMany(300), sent);
    if (client.transport.name !== 'websocket') await emitted(both, 'upgrade');
    client.send('over the new one');
    assert.equal(await inbox.take(), 'over the new one');
    client.close();
  });
});

describe('engine.io-client / headers', () => {
  test('headers of the client reach the server', async () => {
    const extraHeaders = { 'x-mine': 'of this test' };
    const { client, inbox } = connect({ transports: ['polling'], extraHeaders });
    await inbox.take('the greeting');
    client.send('sendHeaders');
    assert.equal(JSON.parse(await inbox.take())['x-mine'], 'of this test');
    client.close();
  });

  test('cookies are set by the first answer and no other', async () => {
    const first = await request(address(fixture, path));
    const cookies = first.headers.get('set-cookie');
    for (const cookie of ['1=1; Max-Age=86400',
      '2=2; Path=/; HttpOnly; Secure; SameSite=Strict', '3=3; Max-Age=0',
      '4=4; Expires='])
      assert.ok(cookies.includes(cookie), cookies);
    const session = new Polling(fixture, path, JSON.parse(first.text.slice(1)));
    for (const answer of [await session.poll(), await session.post('4x')])
      assert.equal(answer.headers.get('set-cookie'), null);
    await session.send('1');
  });

  test('cookies that have not expired come back', async () => {
    const { client, inbox } = connect(
      { transports: ['polling'], withCredentials: true });
    await inbox.take('the greeting');
    client.send('sendHeaders');
    assert.equal(JSON.parse(await inbox.take()).cookie, '1=1; 2=2');
    client.close();
  });

  test('no answer allows other origins unless the profile does', async () => {
    const { headers } = await request(address(fixture, path),
      { headers: { origin: 'http://elsewhere.example' } });
    assert.equal(headers.get('access-control-allow-origin'), null);
  });
});

describe('engine.io-client / refusal', () => {
  test('a handshake that is denied: status 403, error 4', async () => {
    const { status, text } = await request(address(fixture, path, { deny: '1' }));
    assert.deepEqual([status, text], [403, '{"code":4,"message":"Forbidden"}']);
  });

  test('a WebSocket that is denied opens nothing', async () => {
    await assert.rejects(EngineSocket.connect(fixture, { deny: '1' }), /40[03]/);
  });

  for (const transport of ['polling', 'websocket']) {
    test(`${transport}: the client learns of a refusal`, async () => {
      const refused = connect({ transports: [transport], query: { deny: 1 } });
      const [error] = await emitted(refused, 'error');
      assert.equal(error.type, 'TransportError');
    });
  }
});

describe('engine.io-client / maxPayload', () => {
  test('many messages are posted in payloads of 100 bytes', async () => {
    const { client, inbox } = connect({ transports: ['polling'] });
    await inbox.take('the greeting');
    const sent = Array.from({ length: 40 }, (_, i) => `${i} `.padEnd(30, '€'));
    for (const message of sent) client.send(message.slice(0, 20));
    assert.deepEqual(await inbox.takeMany(40), sent.map((x) => x.slice(0, 20)));
    client.close();
  });

  for (const transport of ['polling', 'websocket']) {
    test(`${transport}: a message above it ends the session`, async () => {
      const { client, inbox } = connect({ transports: [transport] });
      await inbox.take('the greeting');
      client.send('x'.repeat(100));
      await assert.rejects(inbox.take('the end'), /transport (error|close)/);
    });
  }
});

describe('engine.io-client / life', () => {
  for (const transport of ['polling', 'websocket']) {
    test(`${transport}: pings come every 500 ms and keep it open`, async () => {
      const both = connect({ transports: [transport] });
      await both.inbox.take('the greeting');
      const began = performance.now();
      await emitted(both, 'ping');
      await emitted(both, 'ping');
      const ms = performance.now() - began;
      assert.ok(ms > 900 && ms < 1500, `two pings in ${ms} ms`);
      both.client.send('still here');
      assert.equal(await both.inbox.take(), 'still here');
      both.client.close();
    });

    test(`${transport}: a close of the client ends the session`, async () => {
      const { client, inbox } = connect({ transports: [transport] });
      await inbox.take('the greeting');
      const { id: sid } = client;
      client.close();
      await assert.rejects(inbox.take('the end'), /forced close/);
      await new Polling(fixture, path, { sid }).isGone();
    });
  }
});
