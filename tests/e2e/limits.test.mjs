// Rates, sizes and times: over HTTP and over sockets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bystanders } from './support/bystanders.mjs';
import { Chat } from './support/chat.mjs';
import { conversation, register } from './support/people.mjs';
import { RawHttp, statusOf } from './support/raw_http.mjs';
import { start } from './support/server.mjs';
import { pause, within } from './support/waiting.mjs';

test('messages above the rate are refused with the time to wait', async (t) => {
  const env = { MESSAGE_RATE_LIMIT_MAX: '10', MESSAGE_RATE_BURST: '10' };
  const server = await start(t, { env });
  const { chats: [alice, bob], channelId } = await conversation(t, server);
  await pause(1100); // the joins took from the bucket as well

  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, i) =>
    alice.send(channelId, `${i}`).then(() => 'ok', (refused) => refused)));

  const refused = outcomes.filter((x) => x !== 'ok');
  assert.ok(refused.length >= 15 && refused.length <= 20, `${refused.length}`);
  for (const { code, retryAfter } of refused) {
    assert.equal(code, 'RATE_LIMITED');
    assert.ok(retryAfter > 0 && retryAfter <= 200, `${retryAfter} ms`);
  }
  await bob.send(channelId, 'others have buckets of their own');
  await pause(refused[0].retryAfter + 20);
  await alice.send(channelId, 'after the wait');
  assert.equal(alice.end, undefined);
});

test('paths and methods that are not there are told apart', async (t) => {
  const server = await start(t);
  await server.api.get('/nowhere').expect(404, 'NOT_FOUND');
  const { headers } = await server.api.call('PATCH', '/api/auth/login', '{}')
    .expect(405, 'METHOD_NOT_ALLOWED');
  assert.match(headers.allow, /POST/);
  const options = await server.api.call('OPTIONS', '/api/auth/login');
  assert.equal(options.status, 204);
  assert.match(options.headers.allow, /POST/);
  const head = await server.api.call('HEAD', '/health').expect(200);
  assert.equal(head.text, '');
});

test('a request carries an id of its own or of its sender', async (t) => {
  const server = await start(t);
  const given = await server.api
    .call('GET', '/nowhere', undefined, { 'x-request-id': 'trace-1' });
  assert.equal(given.body.requestId, 'trace-1');
  const odd = await server.api
    .call('GET', '/nowhere', undefined, { 'x-request-id': 'a b"' });
  assert.notEqual(odd.body.requestId, 'a b"');
  assert.ok(odd.body.requestId);
});

test('bodies that are too large, of another type or no JSON', async (t) => {
  const server = await start(t, {
    env: { JSON_BODY_LIMIT: '2048', MESSAGE_CONTENT_LIMIT: '1024' } });
  const login = (body, headers) =>
    server.api.call('POST', '/api/auth/login', body, headers);
  await login('x'.repeat(2049)).expect(413, 'PAYLOAD_TOO_LARGE');
  await login('<a/>', { 'content-type': 'text/xml' })
    .expect(415, 'UNSUPPORTED_MEDIA_TYPE');
  await login('{}', { 'content-encoding': 'gzip' })
    .expect(415, 'UNSUPPORTED_MEDIA_TYPE');
  for (const body of ['{', '{"a":1}x', '\xff', '['.repeat(1500)])
    await login(body).expect(400, 'INVALID_JSON');
  for (const body of ['[]', '5', 'null', '{}', '{"login":{}}'])
    await login(body).expect(400, 'INVALID_REQUEST');
});

const host = 'Host: x\r\n';

test('requests that cannot be read get a 4xx, never a 5xx', async (t) => {
  const server = await start(t);
  const bystanders = await Bystanders.talking(t, server);
  const rows = [
    [`GET /health HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /health HTTP/1.1\r\n${host}${'X: y\r\n'.repeat(5000)}\r\n`, 431],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['GET /health HTTP/1.1\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\n${host}${host}\r\n`, 400],
    [`GET /health HTTP/9.9\r\n${host}\r\n`, 400],
    [`GET health HTTP/1.1\r\n${host}\r\n`, 400],
    ['\0\x01\x02\x03\r\n\r\n', 400],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    [`GET /%zz HTTP/1.1\r\n${host}\r\n`, 400],
    [`GET /health HTTP/1.1\r\n${host}Bad Name: x\r\n\r\n`, 400],
    [`GET /health HTTP/1.1\r\n${host} folded: x\r\n\r\n`, 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 2\r\n` +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 2\r\n` +
      'Content-Length: 3\r\n\r\n{}', 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: -2\r\n\r\n`, 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 2e1\r\n\r\n`, 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Type: application/json` +
      '\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n', 400],
    [`POST /api/auth/login HTTP/1.1\r\n${host}Content-Type: application/json` +
      '\r\nContent-Length: 99999999999\r\n\r\n', 413],
    [`GET /ws HTTP/1.1\r\n${host}\r\n`, 404], // only an upgrade lives there
    [`GET /ws HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: x\r\n\r\n', 426],
    [`GET /ws HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n', 400],
    [`GET /ws HTTP/1.1\r\n${host}Origin: https://evil.example\r\n` +
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13' +
      '\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n', 403],
  ];
  const wrong = [];
  for (const [bytes, expected] of rows) {
    const status = await statusOf(server, bytes).catch((e) => e.message);
    if (status !== expected)
      wrong.push(`${JSON.stringify(bytes.slice(0, 90))}: ${status}, ` +
        `not ${expected}`);
  }
  for (let i = 0; i < 500; ++i) {
    const bytes = Buffer.from(
      Array.from({ length: 40 }, () => Math.random() * 256)).toString('latin1');
    const status = await statusOf(server, `${bytes}\r\n\r\n`);
    if (status >= 500) wrong.push(`random bytes: ${status}`);
  }
  assert.deepEqual(wrong, []);
  assert.equal(await server.metric('parley_http_errors_total'), 0);
  await bystanders.unharmed();
});

test('a slow header, a slow body and a silent peer are ended', async (t) => {
  const env = { HTTP_HEADER_TIMEOUT_MS: '400', HTTP_BODY_TIMEOUT_MS: '400',
    HTTP_KEEP_ALIVE_MS: '400' };
  const server = await start(t, { env });
  const timed = async (text) => {
    const began = performance.now();
    const http = new RawHttp(server).write(text);
    // One byte now and then must not prolong it.
    const drip = setInterval(() => text && http.write('x'), 50);
    const answer = await http.untilClosed(4000).finally(() => clearInterval(drip));
    assert.ok(performance.now() - began >= 350);
    return answer;
  };
  const [silent, header, body, idle] = await Promise.all([timed(''),
    timed(`GET /health HTTP/1.1\r\n${host}X: `),
    timed(`POST /api/auth/login HTTP/1.1\r\n${host}` +
      'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{'),
    (async () => {
      const http = new RawHttp(server);
      http.write(`GET /health HTTP/1.1\r\n${host}\r\n`);
      return http.untilClosed(4000);
    })()]);
  assert.ok(silent === '' || /^HTTP\/1\.1 408/.test(silent), silent);
  assert.match(header, /^HTTP\/1\.1 408/);
  assert.match(body, /^HTTP\/1\.1 408/);
  assert.match(idle, /^HTTP\/1\.1 200/);
});

test('health answers while 500 peers send nothing', async (t) => {
  const server = await start(t);
  const attackers = Array.from({ length: 500 },
    () => new RawHttp(server).write('GET /health HTTP/1.1\r\nX: '));
  t.after(() => attackers.forEach((http) => http.socket.destroy()));
  const bystanders = await Bystanders.talking(t, server);
  for (let i = 0; i < 100; ++i) {
    const began = performance.now();
    await server.api.get('/api/health').expect(200);
    assert.ok(performance.now() - began < 500);
  }
  await bystanders.unharmed(500);
});

test('connections above the limit are turned away, not the others', async (t) => {
  const server = await start(t, { env: { MAX_CONNECTIONS: '3' } });
  const { token } = await register(server);
  const inside = [];
  for (let i = 0; i < 3; ++i) inside.push(await Chat.open(server, token));
  const turned = Chat.unauthenticated(server, {}, `?token=${token}`);
  await assert.rejects(turned.opened, /503/);
  await inside.pop().close();
  const next = await within(3000, Chat.open(server, token), 'a free place');
  for (const chat of [...inside, next]) await chat.close();
});
