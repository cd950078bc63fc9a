// What must never be readable: in logs, in files, in answers.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation } from './support/people.mjs';
import { run, start, temporaryFolder } from './support/server.mjs';

/** A life in which every kind of secret is used and misused. */
async function busyLife(t, server) {
  const { people: [alice, bob], chats: [chat], channelId } =
    await conversation(t, server);
  await chat.send(channelId, 'the content is private');
  const { api } = server;
  const login = { login: alice.username, password: alice.password };
  const second = await api.post('/api/auth/login', login).body();
  await api.post('/api/auth/login', { ...login, password: 'a wrong guess' });
  const third = await api.post('/api/auth/refresh',
    { refreshToken: second.refreshToken }).body();
  const fourth = await api.post('/api/auth/refresh',
    { refreshToken: third.refreshToken }).body();
  await api.post('/api/auth/refresh', { refreshToken: second.refreshToken });
  await api.get(`/nowhere?token=${bob.token}`);
  await api.call('GET', '/api/auth/profile', undefined,
    { authorization: `Bearer ${alice.token}x`, cookie: `token=${bob.token}` });
  await api.post('/api/auth/login', `{"password":"${alice.password}"`);
  const late = Chat.unauthenticated(server, {}, `?token=${alice.token}.x`);
  await late.opened.catch(() => {});
  await chat.ask('authenticate', { token: `${bob.token}` }).catch(() => {});
  await bob.api.post('/api/auth/logout');
  return ['a wrong guess', 'the content is private',
    ...[alice, bob].flatMap((x) => [x.password, x.token, x.refreshToken]),
    ...[second, third, fourth].flatMap((x) => [x.accessToken, x.refreshToken])];
}

// The part of a token that only its owner can know.
const tail = (secret) => secret.slice(-24);

for (const format of ['text', 'json'])
  test(`no secret is in the log at its finest, as ${format}`, async (t) => {
    const env = { LOG_LEVEL: 'trace', LOG_FORMAT: format };
    const server = await start(t, { env });
    const secrets = await busyLife(t, server);
    await server.stop();
    assert.match(server.output, /\/api\/auth\/login/, 'the log is there');
    for (const secret of secrets)
      assert.ok(!server.output.includes(tail(secret)), secret);
    const file = fs.readFileSync(secretsFile(server.data), 'utf8');
    for (const [value] of file.matchAll(/[0-9a-f]{32,}/g))
      assert.ok(!server.output.includes(value), 'the signing key');
  });

function secretsFile(data) {
  const name = fs.readdirSync(data).find((x) => /secret/.test(x));
  assert.ok(name, `${fs.readdirSync(data)}`);
  return path.join(data, name);
}

test('no password and no refresh token is at rest in clear', async (t) => {
  const server = await start(t);
  const secrets = await busyLife(t, server);
  await server.stop();
  const open = secrets.filter((x) => x !== 'the content is private');
  const files = fs.readdirSync(server.data, { withFileTypes: true })
    .filter((x) => x.isFile()).map((x) => x.name);
  for (const name of files) {
    const bytes = fs.readFileSync(path.join(server.data, name));
    for (const secret of open)
      assert.ok(!bytes.includes(tail(secret)), `${name}: ${secret}`);
  }
});

test('files of the data folder are for their owner alone', async (t) => {
  const server = await start(t);
  const mode = (file) => fs.statSync(file).mode & 0o777;
  assert.equal(mode(secretsFile(server.data)), 0o600);
  for (const name of fs.readdirSync(server.data))
    assert.equal(mode(path.join(server.data, name)) & 0o007, 0, name);
});

test('the generated secret outlives the process', async (t) => {
  const server = await start(t);
  const { people: [alice] } = await conversation(t, server);
  await server.stop();
  const next = await start(t, { data: server.data });
  await next.api.as(alice.token).get('/api/auth/profile').expect(200);
});

test('production refuses to start without a good secret', async (t) => {
  const attempts = [undefined, 'secret', 'x'.repeat(64),
    'change-me-please-change-me-please!!'];
  for (const JWT_SECRET of attempts) {
    const data = temporaryFolder();
    const { code, stderr, stdout } = await run(['serve'],
      { data, env: { APP_ENV: 'production', JWT_SECRET } });
    assert.equal(code, 1, stdout);
    assert.match(stderr, /JWT_SECRET .*openssl rand -hex 32/);
    if (JWT_SECRET) assert.ok(!stderr.includes(JWT_SECRET));
    assert.deepEqual(fs.readdirSync(data), [], 'nothing was made up');
  }
  const good = '9f1c4e7ab82d05639f3e6c1d5a7b0824e1d6f93b5c0a78421fb3d9e6705c8a42';
  await start(t, { env: { APP_ENV: 'production', JWT_SECRET: good } });
});

test('check-config shows settings, never their secrets', async (t) => {
  const data = temporaryFolder();
  const secret = '9f1c4e7ab82d05639f3e6c1d5a7b0824e1d6f93b5c0a78421fb3d9e6705c8a42';
  const { code, stdout } = await run(['check-config'],
    { data, env: { JWT_SECRET: secret, METRICS_TOKEN: `metrics-${secret}` } });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /JWT_SECRET/);
  assert.ok(!stdout.includes(secret));
});

test('answers carry the headers that browsers need', async (t) => {
  const server = await start(t);
  const { headers } = await server.api.get('/health').expect(200);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.ok(headers['content-security-policy']);
  assert.equal(headers['x-powered-by'], undefined);
});
