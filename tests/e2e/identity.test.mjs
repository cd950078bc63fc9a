// Register, log in, refresh, log out, and what that does to open sockets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { gathering, register } from './support/people.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { start } from './support/server.mjs';
import { pause, within } from './support/waiting.mjs';

const refresh = (server, refreshToken) =>
  server.api.post('/api/auth/refresh', { refreshToken });

test('register: answers the user and tokens that work', async (t) => {
  const server = await start(t);
  const ask = { username: 'Ada', email: 'ada@example.com',
    password: 'engine number one', role: 'admin' };

  const made = await server.api.post('/api/auth/register', ask).body(201);

  assert.equal(made.user.username, 'Ada');
  assert.equal(made.user.role, 'user', 'a role is never taken from a body');
  assert.equal(made.token, made.accessToken);
  assert.equal(made.expiresIn, 900);
  assert.ok(!JSON.stringify(made).includes(ask.password));
  const api = server.api.as(made.accessToken);
  for (const path of ['/api/auth/profile', '/auth/profile', '/api/users/me'])
    assert.equal((await api.get(path).body()).id, made.user.id);
});

test('register: refuses what is taken or not acceptable', async (t) => {
  const server = await start(t);
  const good = { username: 'grace', email: 'grace@example.com',
    password: 'a compiler of old' };
  const attempt = (change) =>
    server.api.post('/api/auth/register', { ...good, ...change });
  await attempt({}).expect(201);

  const taken = [{}, { email: 'other@example.com' }, { username: 'other' },
    { username: 'GRACE', email: 'other@example.com' },
    { username: 'other', email: 'Grace@Example.com' }];
  for (const change of taken)
    assert.equal((await attempt(change)).status, 409, JSON.stringify(change));
  const bad = [{ username: 'x' }, { username: 'a b c' }, { username: 5 },
    { email: 'nowhere' }, { password: 'short' }, { password: 'x'.repeat(73) },
    { password: 'nul\0inside it' }, { username: undefined }];
  for (const change of bad) {
    const { body } = await attempt({ username: 'fresh',
      email: 'fresh@example.com', ...change }).expect(400, 'INVALID_REQUEST');
    const [name] = Object.keys(change);
    assert.equal(body.details[0].path, name, JSON.stringify(body));
    assert.equal(body.message, `${name} ${body.details[0].message}`);
  }
});

test('register: one of many who want a name at once gets it', async (t) => {
  const server = await start(t);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) =>
    server.api.post('/api/auth/register', { username: 'popular',
      email: `p${i}@example.com`, password: 'long enough' })));
  const statuses = answers.map((x) => x.status).sort();
  assert.deepEqual(statuses, [201, ...Array(9).fill(409)]);
});

test('login: every key of the seeds names the user', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const { password } = user;
  const logins = [{ email: user.email }, { username: user.username },
    { login: user.email }, { login: user.username },
    { email: user.username }, { username: user.username.toUpperCase() }];
  for (const path of ['/api/auth/login', '/auth/login'])
    for (const login of logins) {
      const got = await server.api.post(path, { ...login, password }).body();
      assert.equal(got.user.id, user.id);
    }
});

test('login: a wrong password and no such user look the same', async (t) => {
  const server = await start(t);
  const { username } = await register(server);
  const attempt = (login, password) =>
    server.api.post('/api/auth/login', { login, password })
      .expect(401, 'INVALID_CREDENTIALS');
  const wrong = await attempt(username, 'not the password');
  const nobody = await attempt('nobody-here', 'not the password');
  assert.equal(wrong.body.message, nobody.body.message);
  await attempt(username, 'x'.repeat(4000));
});

test('login: a form is read like JSON', async (t) => {
  const server = await start(t);
  const { username, password } = await register(server);
  const form = new URLSearchParams({ username, password }).toString();
  await server.api.call('POST', '/api/auth/login', form,
    { 'content-type': 'application/x-www-form-urlencoded' }).expect(200);
});

test('refresh: each token has one successor, also in a race', async (t) => {
  const server = await start(t);
  const { refreshToken, id } = await register(server);

  const racing = await Promise.all(
    Array.from({ length: 10 }, () => refresh(server, refreshToken).body()));

  const successors = new Set(racing.map((x) => x.refreshToken));
  assert.equal(successors.size, 1, 'a second tab gets the same successor');
  const [successor] = successors;
  assert.notEqual(successor, refreshToken);
  for (const { accessToken } of racing)
    assert.equal(
      (await server.api.as(accessToken).get('/api/auth/profile').body()).id, id);
  await refresh(server, successor).expect(200);
});

test('refresh: an old token ends its family and its sockets', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const elsewhere = await server.api.post('/api/auth/login',
    { login: user.username, password: user.password }).body();
  const chat = await Chat.open(server, user.token);
  const other = await Chat.open(server, elsewhere.accessToken);
  const second = await refresh(server, user.refreshToken).body();
  const third = await refresh(server, second.refreshToken).body();

  await refresh(server, user.refreshToken)
    .expect(401, 'REFRESH_TOKEN_REUSED');

  assert.equal((await within(2000, chat.closed, 'the close')).code, 4004);
  await refresh(server, third.refreshToken).expect(401, 'TOKEN_REVOKED');
  for (const token of [user.token, third.accessToken])
    await server.api.as(token).get('/api/auth/profile')
      .expect(401, 'TOKEN_REVOKED');
  assert.equal(other.end, undefined, 'another device of the user stays');
  await server.api.as(elsewhere.accessToken).get('/api/auth/profile').expect(200);
  await other.close();
});

test('refresh: the grace of the second tab ends', async (t) => {
  const server = await start(t, { env: { REFRESH_GRACE_S: '0' } });
  const { refreshToken } = await register(server);
  await refresh(server, refreshToken).expect(200);
  await refresh(server, refreshToken).expect(401, 'REFRESH_TOKEN_REUSED');
});

test('refresh: what is not a token is refused', async (t) => {
  const server = await start(t);
  const { refreshToken, token } = await register(server);
  const flipped = refreshToken.slice(0, -2) +
    (refreshToken.endsWith('AA') ? 'BB' : 'AA');
  for (const bad of ['', 'x', token, flipped, `${refreshToken}A`]) {
    const { status } = await refresh(server, bad);
    assert.ok(status === 401 || status === 400, `${bad}: ${status}`);
  }
  await refresh(server, refreshToken).expect(200);
});

test('logout: closes the device\'s sockets at once, no others', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const elsewhere = await server.api.post('/api/auth/login',
    { login: user.username, password: user.password }).body();
  const chats = [await Chat.open(server, user.token),
    await Chat.open(server, user.token)];
  const other = await Chat.open(server, elsewhere.accessToken);

  const began = performance.now();
  await user.api.post('/api/auth/logout').expect(200);

  for (const chat of chats)
    assert.equal((await within(1000, chat.closed, 'the close')).code, 4004);
  assert.ok(performance.now() - began < 1000);
  await user.api.get('/api/auth/profile').expect(401, 'TOKEN_REVOKED');
  await refresh(server, user.refreshToken).expect(401, 'TOKEN_REVOKED');
  await assert.rejects(RawSocket.open(server, user.token), /401/);
  assert.equal(other.end, undefined);
  await other.close();
});

test('sessions: a user sees the devices and ends one of them', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const stranger = await register(server);
  const elsewhere = await server.api.post('/api/auth/login',
    { login: user.username, password: user.password }).body();
  const { items } = await user.api.get('/api/auth/sessions').body();
  assert.equal(items.length, 2);
  const other = items.find((x) => !x.current);
  const chat = await Chat.open(server, elsewhere.accessToken);

  await stranger.api.del(`/api/auth/sessions/${other.id}`).expect(404);
  await user.api.del(`/api/auth/sessions/${other.id}`).expect(204);

  assert.equal((await within(1000, chat.closed, 'the close')).code, 4004);
  await user.api.get('/api/auth/profile').expect(200);
});

test('a logged out device stays out after a restart', async (t) => {
  const server = await start(t);
  const user = await register(server);
  await user.api.post('/api/auth/logout').expect(200);
  await server.kill();
  const next = await start(t, { data: server.data });
  await next.api.as(user.token).get('/api/auth/profile')
    .expect(401, 'TOKEN_REVOKED');
});

test('tokens: none that the server did not sign is accepted', async (t) => {
  const server = await start(t);
  const { token } = await register(server);
  const [head, body, signature] = token.split('.');
  const encode = (x) => Buffer.from(JSON.stringify(x)).toString('base64url');
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  const none = encode({ alg: 'none', typ: 'JWT' });
  const forged = [`${none}.${body}.`, `${none}.${body}.${signature}`,
    `${head}.${encode({ ...claims, role: 'admin' })}.${signature}`,
    `${head}.${encode({ ...claims, exp: claims.exp + 1e6 })}.${signature}`,
    `${head}.${body}`, `${head}.${body}.`, `${token}.x`, 'x', '..',
    `${head}.${body}.${signature.slice(0, -2)}`];
  for (const bad of forged) {
    await server.api.as(bad).get('/api/auth/profile').expect(401);
    await assert.rejects(RawSocket.open(server, bad), /401/, bad);
    const chat = Chat.unauthenticated(server);
    await chat.opened;
    await assert.rejects(chat.ask('authenticate', { token: bad }));
    assert.equal((await within(2000, chat.closed, 'the close')).code, 4001);
  }
});

test('a socket without a token is closed after its time', async (t) => {
  const server = await start(t, { env: { AUTH_TIMEOUT_MS: '400' } });
  const { channelId } = await gathering(server);
  const chat = Chat.unauthenticated(server);
  await chat.opened;
  const began = performance.now();
  await assert.rejects(chat.send(channelId, 'hi'), { code: 'UNAUTHORIZED' });
  const { code } = await within(3000, chat.closed, 'the close');
  assert.equal(code, 4002);
  assert.ok(performance.now() - began >= 350);
});

test('authenticate: opens a socket that came without a token', async (t) => {
  const server = await start(t, { env: { AUTH_TIMEOUT_MS: '1000' } });
  const { people: [alice], channelId } = await gathering(server);
  const chat = Chat.unauthenticated(server);
  await chat.opened;
  // Pipelined: what follows the token must not overtake it.
  const entered = chat.ask('authenticate', { token: alice.token });
  const joined = chat.join(channelId);
  assert.deepEqual(await entered, { ok: true });
  assert.equal((await chat.next('authenticated')).userId, alice.id);
  await joined;
  await pause(1700);
  assert.equal(chat.end, undefined, 'it is not closed as anonymous');
  await chat.send(channelId, 'still here');
  await chat.close();
});

test('a header carries the token as well', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const chat = Chat.unauthenticated(server,
    { headers: { authorization: `Bearer ${user.token}` } });
  assert.equal((await chat.next('authenticated')).userId, user.id);
  await chat.close();
});

test('an expired token closes the socket, a renewed one does not', async (t) => {
  const server = await start(t, { env: { ACCESS_TOKEN_TTL_S: '3' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const stale = await Chat.open(server, alice.token);
  const renewed = await Chat.open(server, bob.token);
  await renewed.join(channelId);
  await stale.next('token_expiring');
  const stranger = await register(server);
  await assert.rejects(
    renewed.ask('authenticate', { token: stranger.token }), { code: 'FORBIDDEN' });

  await pause(1000);
  const fresh = await refresh(server, bob.refreshToken).body();
  await renewed.ask('authenticate', { token: fresh.accessToken });

  const { code } = await within(5000, stale.closed, 'the close');
  assert.equal(code, 4003);
  assert.equal(renewed.end, undefined);
  await renewed.send(channelId, 'renewed in place');
  await alice.api.get('/api/auth/profile').expect(401, 'TOKEN_EXPIRED');
  assert.equal((await within(5000, renewed.closed, 'the close')).code, 4003);
});
