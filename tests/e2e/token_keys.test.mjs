// Access tokens that are signed by a key pair.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { register } from './support/people.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { run, start, temporaryFolder } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

const kinds = {
  RS256: () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};

/** A private key in a file; resolves to its path and its pair. */
function keyFile(folder, name, pair) {
  const file = path.join(folder, `${name}.pem`);
  fs.writeFileSync(file,
    pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return file;
}

const part = (token, index) =>
  JSON.parse(Buffer.from(token.split('.')[index], 'base64url'));

/** Whether somebody who has the published keys only finds it good. */
function verified(token, { keys }) {
  const { alg, kid } = part(token, 0);
  const jwk = keys.find((x) => x.kid === kid);
  const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
  const [head, body, signature] = token.split('.');
  return jwk.alg === alg && crypto.verify('sha256',
    Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'));
}

for (const [alg, generate] of Object.entries(kinds))
  test(`${alg}: tokens work, and others can verify them`, async (t) => {
    const file = keyFile(temporaryFolder(), 'own', generate());
    const server = await start(t, { env: { JWT_KEY_FILE: file } });
    const user = await register(server);

    assert.equal(part(user.token, 0).alg, alg);
    await user.api.get('/api/auth/profile').expect(200);
    const chat = await Chat.open(server, user.token);
    await chat.close();
    const { text } = await server.api.get('/.well-known/jwks.json').expect(200);
    assert.ok(verified(user.token, JSON.parse(text)));
    assert.ok(!text.includes('"d"'));
  });

test('a key is replaced without logging anybody out', async (t) => {
  const folder = temporaryFolder();
  const former = await start(t,
    { env: { JWT_KEY_FILE: keyFile(folder, 'old', kinds.RS256()) } });
  const user = await register(former);
  const set = path.join(folder, 'former.json');
  const { text } = await former.api.get('/.well-known/jwks.json').expect(200);
  fs.writeFileSync(set, text);
  await former.stop();

  const server = await start(t, { data: former.data, env: { JWT_JWKS_FILE: set,
    JWT_KEY_FILE: keyFile(folder, 'new', kinds.ES256()) } });

  await server.api.as(user.token).get('/api/auth/profile').expect(200);
  const { accessToken } = await server.api.post('/api/auth/refresh',
    { refreshToken: user.refreshToken }).body();
  assert.equal(part(accessToken, 0).alg, 'ES256');
  await server.api.as(accessToken).get('/api/auth/profile').expect(200);
});

/** A server of another's keys: `keys` to serve, or none; `asked`: how often. */
async function keyServer(t) {
  const state = { keys: undefined, asked: 0 };
  const server = http.createServer((request, response) => {
    ++state.asked;
    response.writeHead(state.keys ? 200 : 500)
      .end(JSON.stringify({ keys: state.keys }));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  state.url = `http://127.0.0.1:${server.address().port}/keys`;
  return state;
}

/** Another issuer: what it publishes, and what it makes of a token of ours. */
function issuer(kid) {
  const { publicKey, privateKey } = kinds.ES256();
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' },
    sign(token) {
      const header = { alg: 'ES256', typ: 'at+jwt', kid };
      const text = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.` +
        token.split('.')[1];
      const signature = crypto.sign('sha256', Buffer.from(text),
        { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}

test('keys of another issuer are fetched, and follow its changes', async (t) => {
  const [first, second] = [issuer('first'), issuer('second')];
  const remote = await keyServer(t);
  remote.keys = [first.jwk];
  const server = await start(t, { env: { JWT_JWKS_URL: remote.url,
    JWT_JWKS_REFRESH_S: '1',
    JWT_KEY_FILE: keyFile(temporaryFolder(), 'own', kinds.RS256()) } });
  const { token, api } = await register(server);
  const status = async (by) => (await server.api.as(by.sign(token))
    .get('/api/auth/profile')).status;

  await eventually(async () => await status(first) === 200, 'the first key');
  assert.equal(await status(second), 401);
  remote.keys = [second.jwk];
  await eventually(async () => await status(second) === 200, 'the new key');
  assert.equal(await status(first), 401);

  remote.keys = undefined;
  const before = remote.asked;
  await eventually(() => remote.asked > before, 'a failure');
  assert.equal(await status(second), 200);
  await api.get('/api/auth/profile').expect(200);
});

test('a server whose key set does not answer starts all the same', async (t) => {
  const remote = await keyServer(t);
  const server = await start(t, { env: { JWT_JWKS_URL: remote.url,
    JWT_KEY_FILE: keyFile(temporaryFolder(), 'own', kinds.RS256()) } });
  const { api } = await register(server);
  await api.get('/api/auth/profile').expect(200);
  await eventually(() => server.output.includes('JWT_JWKS_URL brings no keys'),
    'a warning');
});

test('a key set that never comes delays neither start nor stop', async (t) => {
  const held = net.createServer((socket) => t.after(() => socket.destroy()));
  await new Promise((done) => held.listen(0, '127.0.0.1', done));
  t.after(() => held.close());
  const asked = once(held, 'connection');
  const begun = Date.now();
  const server = await start(t, { env: {
    JWT_JWKS_URL: `http://127.0.0.1:${held.address().port}/keys`,
    JWT_KEY_FILE: keyFile(temporaryFolder(), 'own', kinds.RS256()) } });
  await asked;
  await server.stop();
  const took = Date.now() - begun;
  assert.ok(took < 4000, `${took} ms`);
});

test('with a key nothing else is accepted', async (t) => {
  const pair = kinds.RS256();
  const folder = temporaryFolder();
  const secret = 'f3b1c60f7d3a4f55b1b7a0d09e6c1d2e8f';
  const server = await start(t, { env: { JWT_SECRET: secret,
    JWT_KEY_FILE: keyFile(folder, 'own', pair) } });
  const { token } = await register(server);
  const [, body] = token.split('.');
  const encode = (x) => Buffer.from(JSON.stringify(x)).toString('base64url');
  const hmac = (header, key) => {
    const text = `${encode(header)}.${body}`;
    return `${text}.${crypto.createHmac('sha256', key).update(text)
      .digest('base64url')}`;
  };
  const kid = part(token, 0).kid;
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
  const stranger = kinds.RS256();
  const foreign = (extra) => {
    const text = `${encode({ ...part(token, 0), ...extra })}.${body}`;
    const signature = crypto.sign('sha256', Buffer.from(text),
      stranger.privateKey);
    return `${text}.${signature.toString('base64url')}`;
  };
  const forged = [
    hmac({ alg: 'HS256', typ: 'at+jwt' }, secret),
    hmac({ alg: 'HS256', typ: 'at+jwt', kid }, pem),
    hmac({ alg: 'RS256', typ: 'at+jwt', kid }, pem),
    `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${body}.`,
    foreign({}), foreign({ kid: '../../dev/null' }),
    foreign({ jku: 'http://127.0.0.1:1/jwks' }),
    foreign({ jwk: stranger.publicKey.export({ format: 'jwk' }) })];
  for (const bad of forged) {
    await server.api.as(bad).get('/api/auth/profile').expect(401);
    await assert.rejects(RawSocket.open(server, bad), /401/, bad);
  }
});

test('with a secret nothing is published', async (t) => {
  const server = await start(t);
  assert.deepEqual(await server.api.get('/.well-known/jwks.json').body(),
    { keys: [] });
});

test('keys that cannot be used stop the start, with the reason', async () => {
  const folder = temporaryFolder();
  const write = (name, text) => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const good = keyFile(folder, 'good', kinds.ES256());
  const weak = keyFile(folder, 'weak',
    crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }));
  const cases = [
    [{ JWT_KEY_FILE: path.join(folder, 'absent') }, /JWT_KEY_FILE.*cannot read/],
    [{ JWT_KEY_FILE: write('text', 'nonsense') }, /JWT_KEY_FILE.*PEM/],
    [{ JWT_KEY_FILE: weak }, /2048/],
    [{ JWT_KEY_FILE: good, JWT_JWKS_FILE: write('jwks', '{"keys":[]}') },
      /JWT_JWKS_FILE.*no key/],
    [{ JWT_JWKS_FILE: good }, /JWT_JWKS_URL need JWT_KEY_FILE/],
    [{ JWT_JWKS_URL: 'https://keys.example/set' }, /JWT_JWKS_URL need JWT_KEY_FILE/],
    [{ JWT_KEY_FILE: good, JWT_JWKS_URL: 'http://keys.example/set' },
      /JWT_JWKS_URL.*must be an https/]];
  for (const [env, why] of cases) {
    const { code, stderr } = await run(['serve'], { data: folder, env });
    assert.notEqual(code, 0);
    assert.match(stderr, why);
  }
});
