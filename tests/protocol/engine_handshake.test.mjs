// Engine.IO v4: how a session begins, and who is refused.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EngineSocket } from './support/engine_socket.mjs';
import { Polling, address, request } from './support/polling.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('eio-protocol');
const path = '/engine.io/';

const settings = { pingInterval: 300, pingTimeout: 200, maxPayload: 1_000_000 };

const errors = [
  'Transport unknown', 'Session ID unknown', 'Bad handshake method',
  'Bad request', 'Forbidden', 'Unsupported protocol version',
];

/** Fails unless the answer is the error with that code. */
function isError({ status, headers, text }, code) {
  assert.equal(text, JSON.stringify({ code, message: errors[code] }));
  assert.equal(status, 400);
  assert.match(headers.get('content-type'), /^application\/json/);
}

describe('Protocol / Handshake', () => {
  test('a poll without a sid opens a session', async () => {
    const { status, headers, text } = await request(address(fixture, path));

    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(text[0], '0');
    const { sid, ...rest } = JSON.parse(text.slice(1));
    assert.match(sid, /^[\w-]{16,}$/);
    assert.deepEqual(rest, { upgrades: ['websocket'], ...settings });
  });

  test('a WebSocket without a sid opens a session that upgrades no more',
    async () => {
      const socket = await EngineSocket.open(fixture);
      const { sid, ...rest } = socket.handshake;
      assert.match(sid, /^[\w-]{16,}$/);
      assert.deepEqual(rest, { upgrades: [], ...settings });
      await socket.close();
    });

  test('every session has a sid of its own', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 20 }, () => EngineSocket.open(fixture)));
    const sessions = await Promise.all(
      Array.from({ length: 20 }, () => Polling.open(fixture)));
    const sids = [...sockets.map((x) => x.handshake.sid),
      ...sessions.map((x) => x.sid)];
    assert.equal(new Set(sids).size, 40);
    await Promise.all(sockets.map((socket) => socket.close()));
  });
});

describe('Transports / HTTP long-polling / Request path', () => {
  test('other paths are not served', async () => {
    for (const other of ['/', '/engine.i', '/nothing/', '/socket.io/']) {
      const { status } = await request(address(fixture, other));
      assert.equal(status, 404, other);
    }
  });
});

describe('Transports / HTTP long-polling / Query parameters', () => {
  const refused = [
    ['no transport', { transport: undefined }, 0],
    ['an unknown transport', { transport: 'abc' }, 0],
    ['a transport in capitals', { transport: 'POLLING' }, 0],
    ['a transport that is not offered', { transport: 'webtransport' }, 0],
    ['a transport that every object has', { transport: 'constructor' }, 0],
    ['an unknown sid', { sid: 'abcdefghijklmnopqrst' }, 1],
    ['a sid that every object has', { sid: '__proto__' }, 1],
    ['an unknown sid of another version', { sid: 'abc', EIO: '3' }, 1],
    ['a websocket without an upgrade', { transport: 'websocket' }, 3],
    ['no version', { EIO: undefined }, 5],
    ['an old version', { EIO: '3' }, 5],
    ['a version to come', { EIO: '5' }, 5],
    ['a version that is no number', { EIO: 'abc' }, 5],
    ['a version that begins well', { EIO: '4x' }, 5],
  ];
  for (const [name, query, code] of refused) {
    test(`${name}: error ${code}`, async () => {
      isError(await request(address(fixture, path, query)), code);
    });
  }

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    test(`a handshake by ${method}: error 2`, async () => {
      isError(await request(address(fixture, path), { method }), 2);
    });
  }

  test('a session keeps to its transport and version: error 3', async () => {
    const session = await Polling.open(fixture);
    const others = [{ transport: 'websocket' }, { EIO: '3' }, { EIO: undefined }];
    for (const other of others) {
      const url = address(fixture, path, { sid: session.sid, ...other });
      isError(await request(url), 3);
      isError(await request(url, { method: 'POST', body: '4x' }), 3);
    }
    await session.isAlive();
  });

  test('a request of a session without a transport: error 0', async () => {
    const session = await Polling.open(fixture);
    const query = { sid: session.sid, transport: undefined };
    const url = address(fixture, path, query);
    isError(await request(url), 0);
    isError(await request(url, { method: 'POST', body: '4x' }), 0);
    await session.isAlive();
  });

  test('a session is read by GET and written by POST only', async () => {
    const session = await Polling.open(fixture);
    for (const method of ['PUT', 'DELETE']) {
      const { status } = await request(session.url, { method });
      assert.ok(status >= 400, `${method}: ${status}`);
    }
    await session.isAlive();
  });

  test('a time stamp and unknown parameters are ignored', async () => {
    const query = { t: 'N8hyd6w', b64: '1', more: 'a&b=c' };
    const { status, text } = await request(address(fixture, path, query));
    assert.equal(status, 200);
    assert.equal(text[0], '0');
  });
});

describe('Transports / WebSocket', () => {
  const noSockets = [
    ['an unknown transport', { transport: 'abc' }],
    ['no transport', { transport: undefined }],
    ['an unknown sid', { sid: 'abcdefghijklmnopqrst' }],
  ];
  for (const [name, query] of noSockets) {
    test(`a WebSocket with ${name}: status 400`, async () => {
      await assert.rejects(EngineSocket.connect(fixture, query), /400/);
    });
  }

  for (const EIO of [undefined, '3', 'abc']) {
    test(`a WebSocket of version ${EIO} opens no session`, async () => {
      const socket = await EngineSocket.connect(fixture, { EIO })
        .catch((error) => error);
      if (socket instanceof Error) return;
      await socket.untilClosed();
      assert.deepEqual(socket.drain(), []);
    });
  }
});

describe('CORS', () => {
  const origin = 'http://elsewhere.example';
  const allowed = ({ headers }) => headers.get('access-control-allow-origin');

  test('every answer allows other origins', async () => {
    const headers = { origin };
    const session = await Polling.open(fixture);
    const url = address(fixture, path);
    await session.send('4x');
    const answers = [
      await request(url, { headers }),
      await request(url, { method: 'POST', headers }),
      await session.post('4x', headers),
      await session.poll({ headers }),
      await request(session.url.replace('EIO=4', 'EIO=3'), { headers }),
    ];
    assert.deepEqual(answers.map((x) => x.status), [200, 400, 200, 200, 400]);
    assert.deepEqual(answers.map(allowed), ['*', '*', '*', '*', '*']);
  });

  test('OPTIONS tells what is allowed and opens nothing', async () => {
    const answer = await request(address(fixture, path), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-mine',
      },
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    assert.equal(allowed(answer), '*');
    const methods = answer.headers.get('access-control-allow-methods').split(',');
    for (const method of ['GET', 'POST'])
      assert.ok(methods.map((x) => x.trim()).includes(method), method);
    assert.equal(answer.headers.get('access-control-allow-headers'),
      'content-type,x-mine');
  });
});
