// STUN and TURN servers for calls: what clients are told, and that a real TURN
// server takes it.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { openPage, servePage, startBrowser } from './support/browser.mjs';
import { register } from './support/people.mjs';
import { run, start } from './support/server.mjs';
import { startTurn, talkThrough } from './support/turn_server.mjs';

const shared = 'what-coturn-knows-as-well';
const asked = '/api/video-call/ice-servers';

const mac = (name) => createHmac('sha1', shared).update(name).digest('base64');

test('without settings there are no servers', async (t) => {
  const server = await start(t);
  await server.api.get(asked).expect(401, 'UNAUTHORIZED');
  const ann = await register(server, 'ann');
  const told = await ann.api.get(asked).body();
  assert.deepEqual(told.iceServers, []);
  assert.equal(told.ttl, 3600);
});

test('credentials name their user and their end', async (t) => {
  const server = await start(t, { env: {
    STUN_URLS: 'stun:stun.example:3478', TURN_SECRET: shared, TURN_TTL_S: '600',
    TURN_URLS: 'turn:turn.example:3478?transport=udp, turns:turn.example:5349' } });
  const ann = await register(server, 'ann');
  const { headers, body: told } = await ann.api.get(asked).expect(200);

  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(told.ttl, 600);
  const left = (Date.parse(told.expiresAt) - Date.now()) / 1000;
  assert.ok(left > 595 && left <= 600, `${left} s`);
  const [stun, turn] = told.iceServers;
  assert.deepEqual(stun, { urls: ['stun:stun.example:3478'] });
  const username = `${Date.parse(told.expiresAt) / 1000}:${ann.id}`;
  assert.deepEqual(turn, { username, credential: mac(username),
    urls: ['turn:turn.example:3478?transport=udp', 'turns:turn.example:5349'] });
  assert.ok(!server.output.includes(shared), 'the secret is in the log');
});

test('settings that cannot work are refused', async () => {
  const refused = async (env, why) => {
    const { code, stderr, stdout } = await run(['check-config'], { env });
    assert.notEqual(code, 0, JSON.stringify(env));
    assert.match(stderr + stdout, why);
  };
  await refused({ TURN_URLS: 'turn:turn.example' }, /TURN_SECRET/);
  await refused({ STUN_URLS: 'turn:turn.example' }, /STUN_URLS/);
  await refused({ TURN_SECRET: 'x', TURN_URLS: 'http://turn.example' }, /TURN_URLS/);
});

/** A server whose TURN server is real, and what it tells one of its users. */
async function withTurn(t, env = {}) {
  const turn = await startTurn(t, shared);
  const server = await start(t, { env: { TURN_URLS: turn.url, TURN_SECRET: shared, ...env } });
  const ann = await register(server, 'ann');
  const { iceServers: [by] } = await ann.api.get(asked).body();
  return { turn, server, ann, by };
}

test('coturn takes our credentials, and no others', async (t) => {
  const { turn, ann, by } = await withTurn(t);

  const [good, altered, renamed, expired] = await Promise.all([
    talkThrough(turn, by),
    talkThrough(turn, { ...by, credential: mac(`${by.username}x`) }),
    talkThrough(turn, { ...by, username: `9${by.username}` }),
    talkThrough(turn, ((username) => ({ username, credential: mac(username) }))(
      `${Math.floor(Date.now() / 1000) - 5}:${ann.id}`))]);

  assert.ok(good.ok, good.output);
  assert.match(good.output, /Total lost packets 0 /);
  for (const each of [altered, renamed, expired]) {
    assert.ok(!each.ok, each.output);
    assert.match(each.output, /Cannot complete Allocation/);
  }
});

test('credentials end by themselves', async (t) => {
  const { turn, by } = await withTurn(t, { TURN_TTL_S: '1' });
  await new Promise((next) => setTimeout(next, 2500));
  const late = await talkThrough(turn, by);
  assert.ok(!late.ok, late.output);
});

test('a browser talks through the TURN server alone', { timeout: 120_000 }, async (t) => {
  const { server, ann } = await withTurn(t);
  const told = await ann.api.get(asked).body();
  const library = path.join(path.dirname(
    createRequire(import.meta.url).resolve('peerjs')), 'peerjs.min.js');
  const url = await servePage(t, [library]);
  const browser = await startBrowser(t);
  const [a, b] = [await openPage(browser, url), await openPage(browser, url)];
  for (const [page, id] of [[a, 'ann'], [b, 'bob']])
    await page.evaluate(([name, options]) => new Promise((resolve, reject) => {
      window.peer = new window.Peer(name, options);
      window.peer.on('open', resolve);
      window.peer.on('error', reject);
      window.peer.on('connection', (from) => from.on('data', (data) => from.send(data)));
    }), [id, { host: '127.0.0.1', port: server.port, path: '/peerjs', secure: false,
      config: { iceServers: told.iceServers, iceTransportPolicy: 'relay' } }]);

  const pair = await a.evaluate(() => new Promise((resolve, reject) => {
    const to = window.peer.connect('bob');
    to.on('error', reject);
    to.on('open', () => to.send('hello'));
    to.on('data', async () => {
      const all = await to.peerConnection.getStats();
      const used = [...all.values()].find((each) =>
        each.type === 'candidate-pair' && each.nominated);
      resolve([used.localCandidateId, used.remoteCandidateId]
        .map((id) => all.get(id).candidateType));
    });
  }));

  assert.deepEqual(pair, ['relay', 'relay']);
});
