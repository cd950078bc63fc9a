// Second factors: a code of an authenticator, or one for when it is lost.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { register } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { staffed } from './support/staff.mjs';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text) {
  let bits = '';
  for (const c of text) bits += letters.indexOf(c).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((x) => parseInt(x, 2)));
}

/** What an authenticator shows, `steps` of 30 s from now. */
function shown(secret, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = crypto.createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a login needs a code that is good once', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const of = '/api/auth/2fa';
  const login = (more = {}) => server.api.post('/api/auth/login',
    { login: ann.username, password: ann.password, ...more });
  assert.deepEqual(await ann.api.get(of).body(),
    { enabled: false, recoveryCodes: 0 });
  await ann.api.post(`${of}/setup`, { password: 'wrong' })
    .expect(401, 'INVALID_CREDENTIALS');
  await ann.api.post(`${of}/enable`, { code: '123456' }).expect(404);

  const { secret, uri } = await ann.api
    .post(`${of}/setup`, { password: ann.password }).body();
  assert.match(uri, new RegExp(`^otpauth://totp/.*secret=${secret}&`));
  await login().body();
  const wrong = shown(secret, 100);
  await ann.api.post(`${of}/enable`, { code: wrong }).expect(401, 'WRONG_CODE');
  const { recoveryCodes } = await ann.api
    .post(`${of}/enable`, { code: shown(secret, -1) }).body();

  assert.equal(recoveryCodes.length, 10);
  await login().expect(401, 'SECOND_FACTOR_REQUIRED');
  await login({ code: wrong }).expect(401, 'WRONG_CODE');
  await login({ password: 'wrong', code: shown(secret) })
    .expect(401, 'INVALID_CREDENTIALS');
  const code = shown(secret);
  await login({ code }).body();
  await login({ code }).expect(401, 'WRONG_CODE');
  await login({ code: recoveryCodes[0].toUpperCase() }).body();
  await login({ code: recoveryCodes[0] }).expect(401, 'WRONG_CODE');
  assert.deepEqual(await ann.api.get(of).body(),
    { enabled: true, recoveryCodes: 9 });
  await ann.api.post(`${of}/setup`, { password: ann.password })
    .expect(409, 'CONFLICT');
});

test('the code may be called totp wherever one is asked for', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const { password } = ann;
  const of = '/api/auth/2fa';
  const { secret } = await ann.api.post(`${of}/setup`, { password }).body();
  await ann.api.post(`${of}/enable`, {}).expect(400, 'INVALID_REQUEST');
  const { recoveryCodes: [first] } = await ann.api
    .post(`${of}/enable`, { totp: shown(secret, -1) }).body();
  const login = (more) => server.api.post('/api/auth/login',
    { login: ann.username, password, ...more });

  await login({ totp: '000000x' }).expect(401, 'WRONG_CODE');
  await login({ totp: shown(secret) }).body();
  await login({ totp: null, code: null }).expect(401, 'SECOND_FACTOR_REQUIRED');
  await login({ totp: 5 }).expect(400, 'INVALID_REQUEST');
  const { recoveryCodes: [next, last] } = await ann.api
    .post(`${of}/recovery-codes`, { password, totp: first }).body();
  await login({ code: next, totp: 'another' }).body();
  await ann.api.post(`${of}/disable`, { password, totp: last }).expect(204);
  await login({}).body();
});

test('a second factor outlives a restart and ends with both proofs', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const of = '/api/auth/2fa';
  const { password } = ann;
  const { secret } = await ann.api.post(`${of}/setup`, { password }).body();
  const { recoveryCodes: old } = await ann.api
    .post(`${of}/enable`, { code: shown(secret, -1) }).body();
  await server.stop();
  const again = await restart(t, server);
  const api = again.api.as(ann.token);
  const login = (code) => again.api.post('/api/auth/login',
    { login: ann.username, password, code });

  const { recoveryCodes } = await api
    .post(`${of}/recovery-codes`, { password, code: old[0] }).body();
  await login(old[1]).expect(401, 'WRONG_CODE');
  await login(recoveryCodes[1]).body();
  await api.post(`${of}/disable`, { password, code: '000000' })
    .expect(401, 'WRONG_CODE');
  await api.post(`${of}/disable`, { password: 'wrong', code: recoveryCodes[2] })
    .expect(401, 'INVALID_CREDENTIALS');
  await api.post(`${of}/disable`, { password, code: recoveryCodes[2] }).expect(204);
  await login().body();
  assert.deepEqual(await api.get(of).body(), { enabled: false, recoveryCodes: 0 });
});

test('an admin takes a lost second factor away', async (t) => {
  const box = await Mailbox.open(t);
  const { server, root: { api: root } } = await staffed(t, { env: box.env });
  const ann = await register(server, 'ann');
  await box.next();
  const of = `/api/admin/users/${ann.id}/2fa`;
  await root.del(of).expect(404, 'NOT_FOUND');
  const { password } = ann;
  const { secret } = await ann.api.post('/api/auth/2fa/setup', { password }).body();
  await ann.api.post('/api/auth/2fa/enable', { code: shown(secret) }).expect(200);
  const login = () => server.api.post('/api/auth/login',
    { login: ann.username, password });
  await login().expect(401, 'SECOND_FACTOR_REQUIRED');
  await ann.api.del(of).expect(403, 'FORBIDDEN');

  await root.del(of).expect(204);

  await login().expect(200);
  await ann.api.get('/api/rooms').expect(200);
  const mail = await box.next();
  assert.deepEqual(mail.to, [ann.email]);
  assert.match(mail.text, /second factor/);
  const { items: [act] } = await root.get('/api/admin/audit').body();
  assert.equal(act.action, 'user.factor_reset');
  assert.equal(act.targetId, ann.id);
});

test('codes cannot be guessed: wrong ones count', async (t) => {
  const server = await start(t, { env: { AUTH_RATE_LIMIT_MAX: '20' } });
  const ann = await register(server, 'ann');
  const { password } = ann;
  const of = '/api/auth/2fa';
  const { secret } = await ann.api.post(`${of}/setup`, { password }).body();
  await ann.api.post(`${of}/enable`, { code: shown(secret, -1) }).body();
  let refused = 0;
  for (let i = 0; i < 40 && !refused; ++i) {
    const more = i % 2 ? {} : { code: shown(secret, 100 + i) };
    const { status } = await server.api.post('/api/auth/login',
      { login: ann.username, password, ...more });
    if (status === 429) refused = i;
  }
  assert.ok(refused > 0, 'guesses go on');
});
