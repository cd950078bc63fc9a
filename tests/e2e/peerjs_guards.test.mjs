// What parley's PeerJS server does that the original does not: ids that belong
// to users, origins, bounds, an ordered end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PeerSocket } from './support/peers.mjs';
import { register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { eventually, pause, within } from './support/waiting.mjs';

const bound = { PEERJS_AUTH: 'token' };

/** The message of the ERROR that a client is turned away with. */
async function refusal(server, who) {
  const peer = new PeerSocket(server, who);
  await peer.opened;
  const { payload } = await peer.next('ERROR');
  await peer.closed;
  return payload.msg;
}

/** The HTTP status that a handshake is refused with. */
async function statusOf(server, who, options) {
  const peer = new PeerSocket(server, who, options);
  const answer = new Promise((resolve) => peer.socket.once('unexpected-response',
    (_, response) => resolve(response.statusCode)));
  return within(5000, answer, 'a refused handshake').finally(() => peer.socket.terminate());
}

/** Another login of the same person. */
async function login(server, { username, password }) {
  const { accessToken } = await server.api
    .post('/api/auth/login', { username, password }).body();
  return accessToken;
}

// -- users --------------------------------------------------------------------

test('with PEERJS_AUTH=token ids belong to users', async (t) => {
  const server = await start(t, { env: bound });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  const bad = 'Invalid token provided';
  const foreign = 'The id must begin with the user\'s';
  assert.equal(await refusal(server, { id: ann.id, token: 'anything' }), bad);
  assert.equal(await refusal(server, { id: ann.id, token: `${ann.token}x` }), bad);
  assert.equal(await refusal(server, { id: 'ann', token: ann.token }), foreign);
  assert.equal(await refusal(server, { id: ann.id, token: bob.token }), foreign);
  assert.equal(await refusal(server, { id: `x${ann.id}`, token: ann.token }), foreign);

  const one = await PeerSocket.open(t, server, ann);
  const two = await PeerSocket.open(t, server, { id: `${ann.id}-tab`, token: ann.token });
  const other = await PeerSocket.open(t, server, bob);
  other.offer(one.id, 1);
  other.offer(two.id, 2);
  assert.deepEqual(await one.next('OFFER'),
    { type: 'OFFER', src: bob.id, dst: ann.id, payload: 1 });
  assert.equal((await two.next('OFFER')).payload, 2);
});

test('an id is taken over by its device, whose token is renewed', async (t) => {
  const server = await start(t, { env: bound });
  const ann = await register(server, 'ann');
  const former = await PeerSocket.open(t, server, ann);
  const another = new PeerSocket(server, { id: ann.id, token: await login(server, ann) });
  await another.next('ID-TAKEN');
  await pause(1100); // or the new token would be the old one
  const { accessToken } = await server.api.post('/api/auth/refresh',
    { refreshToken: ann.refreshToken }).body();
  const present = new PeerSocket(server, { id: ann.id, token: accessToken });
  t.after(() => present.socket.terminate());
  await present.opened;
  await present.settled();
  assert.equal(await within(8000, former.closed, 'the former socket\'s end'), 4012);
  assert.deepEqual(present.heard, []);
});

test('a device that is logged out has no peers any more', async (t) => {
  const server = await start(t, { env: bound });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  const peer = await PeerSocket.open(t, server, ann);
  const other = await PeerSocket.open(t, server, bob);
  await ann.api.post('/api/auth/logout', {}).expect(200);
  assert.equal(await within(5000, peer.closed, 'the end'), 4004);
  assert.equal(await refusal(server, ann), 'Invalid token provided');
  await other.settled();
});

test('a token that ends takes its socket along', async (t) => {
  const server = await start(t, { env: { ...bound, ACCESS_TOKEN_TTL_S: '3' } });
  const ann = await register(server, 'ann');
  const peer = await PeerSocket.open(t, server, ann);
  assert.equal(await within(8000, peer.closed, 'the end'), 4003);
});

test('a user has a share of the peers', async (t) => {
  const server = await start(t, { env: bound });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  for (let i = 0; i < 64; ++i)
    await PeerSocket.open(t, server, { id: `${ann.id}-${i}`, token: ann.token });
  assert.equal(await refusal(server, ann),
    'Server has reached its concurrent user limit');
  await PeerSocket.open(t, server, bob);
});

// -- doors --------------------------------------------------------------------

test('pages of other origins get no socket', async (t) => {
  const server = await start(t, { env: { FRONTEND_URL: 'https://chat.example' } });
  const who = { id: 'ann' };
  assert.equal(await statusOf(server, who, { origin: 'https://evil.example' }), 403);
  for (const origin of ['https://chat.example', server.url, undefined])
    await (await PeerSocket.open(t, server, who, { origin })).close();
});

test('without a path there is no PeerJS', async (t) => {
  const server = await start(t, { env: { PEERJS_PATH: 'off' } });
  await server.api.get('/peerjs').expect(404);
  assert.equal(await statusOf(server, { id: 'ann' }), 404);
});

test('a path that others have is refused at the start', async (t) => {
  for (const PEERJS_PATH of ['/api', '/socket.io/x', '/', 'peerjs', '/a/', '/a b'])
    await assert.rejects(start(t, { env: { PEERJS_PATH } }), /PEERJS_PATH/);
});

test('an id has a length', async (t) => {
  const server = await start(t);
  assert.equal(await refusal(server, { id: 'x'.repeat(257) }), 'The id is too long');
  await PeerSocket.open(t, server, { id: 'x'.repeat(256) });
});

// -- bounds -------------------------------------------------------------------

test('clients on different reactors meet', async (t) => {
  const server = await start(t, { env: { REACTORS: '3' } });
  const all = [];
  for (let i = 0; i < 9; ++i)
    all.push(await PeerSocket.open(t, server, { id: `p${i}` }));
  for (const from of all) for (const to of all) from.offer(to.id, from.id);
  for (const each of all)
    assert.equal(new Set((await each.all('OFFER', 9)).map(({ src }) => src)).size, 9);
  assert.equal(await server.metric('parley_peerjs_peers'), 9);
  assert.ok(await server.metric('parley_peerjs_relayed_total') >= 81);
});

test('who says too much is heard slower; others are not', async (t) => {
  const server = await start(t, { env: { MESSAGE_RATE_LIMIT_MAX: '50',
    MESSAGE_RATE_BURST: '50' } });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  const began = performance.now();
  for (let i = 0; i < 150; ++i) ann.offer('ann', i);
  bob.offer('bob');
  await bob.next('OFFER');
  assert.ok(performance.now() - began < 1000);
  const all = await ann.all('OFFER', 150, 10_000);
  assert.ok(performance.now() - began > 1500);
  assert.deepEqual(all.map(({ payload }) => payload),
    Array.from({ length: 150 }, (_, i) => i));
});

test('what waits for the absent has bounds, and its sender is told', async (t) => {
  const server = await start(t);
  const before = server.rss();
  const peers = [];
  for (let i = 0; i < 20; ++i)
    peers.push(await PeerSocket.open(t, server, { id: `p${i}` }));
  const large = 'x'.repeat(60_000);
  for (let round = 0; round < 20; ++round)
    for (const each of peers) each.offer(`nobody-${each.id}-${round}`, large);
  for (const each of peers) await each.settled();
  // Four of each wait, the others are refused at once.
  for (const each of peers)
    assert.equal(each.heard.filter(({ type }) => type === 'EXPIRE').length, 16);
  assert.equal(await server.metric('parley_peerjs_queued_total'), 80);
  assert.ok(server.rss() - before < 48 << 20, `${(server.rss() - before) >> 20} MB`);
  for (const each of peers) await each.all('EXPIRE', 20, 9000);
  assert.equal(await server.metric('parley_peerjs_expired_total'), 400);
});

test('a message that is too large ends its socket alone', async (t) => {
  const server = await start(t, { env: { WS_MAX_MESSAGE: '65536' } });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  ann.offer('bob', 'x'.repeat(70_000));
  assert.equal(await ann.closed, 1009);
  await bob.settled();
});

test('who does not read is closed, and its caller goes on', async (t) => {
  const server = await start(t, { env: { OUTBOX_BUDGET: '65536' } });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  bob.socket.pause();
  const large = 'x'.repeat(60_000);
  await eventually(async () => {
    for (let i = 0; i < 20; ++i) ann.offer('bob', large);
    await ann.settled();
    return await server.metric('parley_slow_closes_total') > 0;
  }, 'the end of who does not read', 20_000);
  await eventually(async () => await server.metric('parley_peerjs_peers') === 1,
    'bob to be gone');
});

test('a client that vanishes leaves no ghost', async (t) => {
  const server = await start(t, { env: { PING_INTERVAL_MS: '500',
    PING_TIMEOUT_MS: '500' } });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  ann.socket.pause(); // no pong, as if the cable were cut
  await eventually(async () => await server.metric('parley_peerjs_peers') === 0,
    'ann to be gone', 5000);
  await PeerSocket.open(t, server, { id: 'ann', token: 'another' });
});

test('frames out of nowhere do no harm', async (t) => {
  const server = await start(t);
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  for (let i = 0; i < 200; ++i) {
    const ann = new PeerSocket(server, { id: `ann${i}` });
    await ann.opened;
    ann.raw('['.repeat(1000));
    ann.raw(`{"type":"OFFER","dst":"bob","payload":${'['.repeat(400)}${']'.repeat(400)}}`);
    ann.raw(Buffer.from([0xff, 0xfe]));
    if (i % 2) ann.socket.terminate();
    else ann.socket.close();
  }
  await bob.settled();
  await eventually(async () => await server.metric('parley_peerjs_peers') === 1,
    'the others to be gone', 10_000);
});

// -- the end ------------------------------------------------------------------

test('a stop tells every client', async (t) => {
  const server = await start(t);
  const peers = [];
  for (let i = 0; i < 20; ++i)
    peers.push(await PeerSocket.open(t, server, { id: `p${i}` }));
  peers[0].socket.pause(); // never answers
  const { code } = await within(10_000, server.stop(), 'the end');
  assert.equal(code, 0, server.output);
  for (const each of peers.slice(1)) assert.equal(await each.closed, 4010);
});
