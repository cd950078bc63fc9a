// Rates of requests, of attempts to log in, and of messages by either way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { fetch } from './support/fetch.mjs';
import { gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';

const forwarding = ['x-forwarded-for', 'x-real-ip', 'forwarded',
  'cf-connecting-ip', 'true-client-ip', 'x-client-ip'];

/** Headers that pretend to come from elsewhere. */
const pretending = (i) => Object.fromEntries(forwarding.map((name) =>
  [name, name === 'forwarded' ? `for=10.0.0.${i}` : `10.0.0.${i}`]));

const statuses = async (count, ask) => {
  const seen = [];
  for (let i = 0; i < count; ++i) seen.push((await ask(i)).status);
  return seen;
};

test('strangers: 100 in the window, whatever they forward', async (t) => {
  const server = await start(t, { env: { RATE_LIMIT_MAX_REQUESTS: '100' } });
  const first = await server.api.get('/api/groups').expect(401);
  assert.equal(first.headers['ratelimit-limit'], '100');
  assert.equal(first.headers['ratelimit-remaining'], '99');
  assert.equal(first.headers['ratelimit-reset'], '9');
  assert.equal(first.headers['ratelimit-policy'], '100;w=900');
  assert.equal(first.headers['x-ratelimit-limit'], '100');

  const seen = await statuses(120, (i) =>
    server.api.call('GET', '/api/groups', undefined, pretending(i % 250)));

  assert.deepEqual(seen.slice(0, 99), Array(99).fill(401));
  assert.deepEqual(seen.slice(99), Array(21).fill(429));
  const refused = await server.api.get('/api/groups')
    .expect(429, 'RATE_LIMIT_EXCEEDED');
  assert.equal(refused.body.message, 'Too many requests from this IP');
  assert.ok(refused.headers['retry-after'] >= 1 &&
    refused.headers['retry-after'] <= 9);
  assert.equal(refused.headers['ratelimit-remaining'], '0');
  assert.equal(
    await server.metric('parley_rate_limited_total', '{tier="api"}'), 22);
  // What operators and pages need is never counted.
  await server.api.get('/api/health').expect(200);
  await server.api.get('/asyncapi.json').expect(200);
});

test('users have 30 times as much, one user on all devices', async (t) => {
  const server = await start(t, { env: { RATE_LIMIT_MAX_REQUESTS: '1' } });
  const user = await register(server);
  const other = await register(server);
  const again = await server.api.post('/api/auth/login',
    { login: user.username, password: user.password }).body();
  const devices = [user.api, server.api.as(again.accessToken)];

  const seen = await statuses(40, (i) => devices[i % 2].get('/api/groups'));

  // The login was the first of thirty.
  assert.deepEqual(seen, [...Array(29).fill(200), ...Array(11).fill(429)]);
  await other.api.get('/api/groups').expect(200);
  await server.api.get('/api/groups').expect(401);
});

test('behind a trusted proxy each client is counted by itself', async (t) => {
  const server = await start(t, { env: { RATE_LIMIT_MAX_REQUESTS: '2',
    TRUSTED_PROXIES: '127.0.0.1' } });
  const ask = (address) => server.api.call('GET', '/api/groups', undefined,
    { 'x-forwarded-for': `${address}, 127.0.0.1` });
  assert.deepEqual(await statuses(3, () => ask('198.51.100.1')),
    [401, 401, 429]);
  await ask('198.51.100.2').expect(401);
  // One network of a single household.
  await ask('2001:db8:1:2::1').expect(401);
  await ask('2001:db8:1:2::2').expect(401);
  await ask('2001:db8:1:2:3::3').expect(429);
  await ask('2001:db8:1:3::1').expect(401);
});

test('logins: failures count, successes and refreshes do not', async (t) => {
  const server = await start(t, { env: { AUTH_RATE_LIMIT_MAX: '5' } });
  const user = await register(server); // counts: it makes something
  const login = (name, password) => server.api.post('/api/auth/login',
    { login: name, password });
  for (let i = 0; i < 10; ++i)
    await login(user.username, user.password).expect(200);
  let { refreshToken } = user;
  for (let i = 0; i < 10; ++i)
    ({ refreshToken } = await server.api.post('/api/auth/refresh',
      { refreshToken }).body());

  const seen = await statuses(6, (i) => login(`nobody-${i}`, 'a guess'));

  assert.deepEqual(seen, [401, 401, 401, 401, 429, 429]);
  const refused = await server.api.post('/api/auth/register', {})
    .expect(429, 'RATE_LIMIT_EXCEEDED');
  assert.ok(refused.headers['retry-after'] > 60);
  assert.equal(refused.headers['ratelimit-limit'], '5');
  assert.equal(
    await server.metric('parley_rate_limited_total', '{tier="auth"}'), 3);
  // Who is in stays in.
  await user.api.get('/api/groups').expect(200);
});

test('registrations count, good or not', async (t) => {
  const server = await start(t, { env: { AUTH_RATE_LIMIT_MAX: '3' } });
  await register(server);
  await server.api.post('/api/auth/register', {}).expect(400);
  await register(server);
  await server.api.post('/auth/register', {})
    .expect(429, 'RATE_LIMIT_EXCEEDED');
});

test('streams: the channels they join are requests of the user', async (t) => {
  const server = await start(t, { env: { RATE_LIMIT_MAX_REQUESTS: '2' } });
  const { people: [alice], channelId } = await gathering(server);
  const listen = async () => {
    const stop = new AbortController();
    const answer = await fetch(`${server.url}/events?channels=${channelId}`, {
      headers: { authorization: `Bearer ${alice.token}` }, signal: stop.signal });
    stop.abort();
    return answer;
  };

  const seen = await statuses(65, listen);

  assert.deepEqual(seen.slice(0, 40), Array(40).fill(200));
  assert.equal(seen.at(-1), 429);
  await alice.api.get('/api/groups').expect(429, 'RATE_LIMIT_EXCEEDED');
});

test('messages: one rate for sockets and requests of a user', async (t) => {
  const server = await start(t, { env: { MESSAGE_RATE_LIMIT_MAX: '1',
    MESSAGE_RATE_BURST: '6' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  t.after(() => chat.destroy());
  const post = (who) => who.api.post(`/api/channels/${channelId}/messages`,
    { content: 'hello' });

  await chat.join(channelId);
  for (let i = 0; i < 2; ++i) await chat.send(channelId, 'hello');
  const seen = await statuses(5, () => post(alice));

  assert.deepEqual(seen.slice(0, 3), [201, 201, 201]);
  assert.ok(seen.includes(429), `${seen}`);
  const refusals = (await Promise.all(Array.from({ length: 10 }, () =>
    chat.send(channelId, 'more').then(() => undefined, (why) => why))))
    .filter(Boolean);
  assert.ok(refusals.length >= 8, `${refusals.length}`);
  for (const { code, retryAfter } of refusals) {
    assert.equal(code, 'RATE_LIMITED');
    assert.ok(retryAfter > 0 && retryAfter <= 1000);
  }
  await post(bob).expect(201);
  await alice.api.get('/api/rooms').expect(200);
});

test('sockets of pages that are not listed are refused', async (t) => {
  const server = await start(t, { env: { FRONTEND_URL:
    'https://chat.example,https://www.example:8443' } });
  const { token } = await register(server);
  const polls = (origin) => server.api.call('GET',
    '/socket.io/?EIO=4&transport=polling', undefined, origin ? { origin } : {});
  const opens = (origin) => {
    const chat = Chat.unauthenticated(server, { origin }, `?token=${token}`);
    t.after(() => chat.destroy());
    return chat.opened;
  };
  for (const origin of ['https://chat.example', 'https://www.example:8443',
    server.url, undefined]) {
    await polls(origin).expect(200);
    await opens(origin);
  }
  for (const origin of ['https://evil.example', 'http://chat.example', 'null',
    'https://chat.example.evil', 'http://localhost:5173']) {
    await polls(origin).expect(403);
    await assert.rejects(opens(origin), /403/);
  }
});
