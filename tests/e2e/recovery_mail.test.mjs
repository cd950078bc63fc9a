// Getting back in by mail, and proving an e-mail address.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { register } from './support/people.mjs';
import { restart, run, start } from './support/server.mjs';
import { pause, within } from './support/waiting.mjs';

const forget = (server, email) =>
  server.api.post('/api/auth/forgot-password', { email });
const reset = (server, token, newPassword) =>
  server.api.post('/api/auth/reset-password', { token, newPassword });
const login = (server, { username }, password) =>
  server.api.post('/api/auth/login', { login: username, password });

async function office(t, env = {}, options) {
  const box = await Mailbox.open(t, options);
  const server = await start(t, { env: { ...box.env, ...env } });
  return { box, server };
}

test('a forgotten password is set anew by mail, once', async (t) => {
  const { box, server } = await office(t);
  const user = await register(server);
  await box.next();
  const chat = await Chat.open(server, user.token);

  await forget(server, user.email.toUpperCase()).expect(200);
  const mail = await box.next();
  assert.deepEqual(mail.to, [user.email]);
  assert.equal(mail.from, 'no-reply@chat.example');
  assert.equal(mail.headers.from, 'Chat <no-reply@chat.example>');
  const [, token] =
    /https:\/\/chat\.example\/reset-password[?]token=(\S+)/.exec(mail.text);
  await reset(server, token, 'short').expect(400, 'INVALID_REQUEST');
  await reset(server, token, 'a new password').expect(200);

  assert.equal((await within(1000, chat.closed, 'the close')).code, 4004);
  await user.api.get('/api/auth/profile').expect(401, 'TOKEN_REVOKED');
  await login(server, user, user.password).expect(401);
  const { user: now } = await login(server, user, 'a new password').body();
  assert.equal(now.emailVerified, true, 'the mail was read');
  await reset(server, token, 'another password').expect(410, 'GONE');
});

test('who has an account is not told to those who forget', async (t) => {
  const { box, server } = await office(t);
  const user = await register(server);
  await box.next();

  const known = await forget(server, user.email).body();
  const unknown = await forget(server, 'nobody@example.com').body();
  const byName = await forget(server, `${user.username}@`);

  assert.deepEqual(known, unknown);
  assert.equal(byName.status, 400);
  await box.next();
  await pause(200);
  assert.equal(box.mails.length, 2, 'one to prove, one to reset');
});

test('tokens that nobody was sent are refused', async (t) => {
  const { box, server } = await office(t);
  await register(server);
  const proof = await box.token();

  for (const token of ['', 'x', 'A'.repeat(43), proof, `${proof}A`])
    await reset(server, token, 'a new password').expect(410, 'GONE');
  await server.api.post('/auth/verify-email', { token: 'A'.repeat(43) })
    .expect(410, 'GONE');
});

test('an e-mail is proven by the mail that it gets', async (t) => {
  const { box, server } = await office(t);
  const user = await register(server);
  const token = await box.token();
  const verified = async () =>
    (await user.api.get('/api/auth/profile').body()).emailVerified;
  assert.equal(await verified(), false);

  await server.api.post('/api/auth/verify-email', { token }).expect(200);
  assert.equal(await verified(), true);
  await server.api.post('/api/auth/verify-email', { token })
    .expect(410, 'GONE');

  await user.api.patch('/api/auth/profile',
    { email: 'moved@example.com', password: user.password }).expect(200);
  assert.equal(await verified(), false);
  // The pause between two mails of one kind has not passed yet.
  await user.api.post('/api/auth/verify-email')
    .expect(429, 'RATE_LIMIT_EXCEEDED');
  await server.api.post('/api/auth/verify-email').expect(401);
});

test('tokens are stored as hashes and written to no log', async (t) => {
  const { box, server } = await office(t, { LOG_LEVEL: 'trace' });
  const user = await register(server);
  await box.next();
  await forget(server, user.email).expect(200);
  const token = await box.token();
  await server.stop();

  for (const name of fs.readdirSync(server.data)) {
    if (!fs.statSync(`${server.data}/${name}`).isFile()) continue;
    assert.ok(!fs.readFileSync(`${server.data}/${name}`).includes(token), name);
  }
  assert.ok(!server.output.includes(token));
});

test('a token outlives a restart', async (t) => {
  const { box, server } = await office(t);
  const user = await register(server);
  await box.next();
  await forget(server, user.email).expect(200);
  const token = await box.token();
  await server.kill();

  const next = await restart(t, server);

  await reset(next, token, 'a new password').expect(200);
});

test('a mail server that refuses for now gets the mail later', async (t) => {
  const { box, server } = await office(t);
  box.refusals.push({ responseCode: 451 });

  await register(server);

  await box.next(10_000);
  assert.equal(box.attempts, 2);
});

test('a mail server that is silent holds nobody up', async (t) => {
  const { box, server } = await office(t, {},
    { onConnect: (session, done) => setTimeout(done, 60_000).unref() });
  const user = await register(server);
  await forget(server, user.email).expect(200);
  await login(server, user, user.password).expect(200);

  const began = performance.now();
  const { code } = await server.stop();

  assert.equal(code, 0);
  assert.ok(performance.now() - began < 10_000);
  assert.equal(box.mails.length, 0);
});

test('mails go to a server that wants a login', async (t) => {
  const seen = [];
  const box = await Mailbox.open(t, { authOptional: false,
    allowInsecureAuth: true, onAuth: (auth, session, done) => {
      seen.push(`${auth.username}:${auth.password}`);
      done(null, { user: auth.username });
    } });
  const SMTP_URL = box.url.replace('://', '://chat:s%40fe@');
  const server = await start(t, { env: { ...box.env, SMTP_URL } });

  await register(server);

  await box.next();
  assert.deepEqual(seen, ['chat:s@fe']);
  assert.ok(!server.output.includes('s%40fe'));
});

test('without a mail server the routes say so', async (t) => {
  const server = await start(t);
  const user = await register(server);
  await forget(server, user.email).expect(501, 'NOT_IMPLEMENTED');
  await user.api.post('/api/auth/verify-email').expect(501, 'NOT_IMPLEMENTED');
});

test('a mail server without a sender is a mistake', async () => {
  const { code, stderr } = await run(['check-config'],
    { env: { SMTP_URL: 'smtp://127.0.0.1' } });
  assert.equal(code, 2);
  assert.match(stderr, /MAIL_FROM/);
});
