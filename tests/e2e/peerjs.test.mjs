// The PeerJS protocol. What is green with PARLEY_REFERENCE=1 is the original's
// behaviour, too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PeerSocket, startPeers } from './support/peers.mjs';
import { eventually, pause } from './support/waiting.mjs';

const origin = 'https://pages.example';

function ask(server, path, options) {
  return fetch(server.url + path, options);
}

// -- HTTP ---------------------------------------------------------------------

test('the path describes the server', async (t) => {
  const server = await startPeers(t);
  for (const path of ['/peerjs', '/peerjs/']) {
    const answer = await ask(server, path, { headers: { origin } });
    assert.equal(answer.status, 200);
    const body = await answer.json();
    for (const name of ['name', 'description', 'website'])
      assert.equal(typeof body[name], 'string', name);
  }
});

test('an id is a text of its own, whatever the key', async (t) => {
  const server = await startPeers(t);
  const ids = new Set();
  for (const key of ['peerjs', 'peerjs', 'another']) {
    const answer = await ask(server, `/peerjs/${key}/id?ts=1&version=1.5.5`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\//);
    const id = await answer.text();
    assert.match(id, /^[A-Za-z0-9]+([ _-][A-Za-z0-9]+)*$/);
    ids.add(id);
  }
  assert.equal(ids.size, 3);
});

test('who is there is told only where that is wanted', async (t) => {
  const silent = await startPeers(t);
  assert.equal((await ask(silent, '/peerjs/peerjs/peers')).status, 401);
  const open = await startPeers(t, { allow_discovery: true });
  const list = async () => (await ask(open, '/peerjs/peerjs/peers')).json();
  assert.deepEqual(await list(), []);
  const ann = await PeerSocket.open(t, open, { id: 'ann' });
  await PeerSocket.open(t, open, { id: 'bob' });
  assert.deepEqual((await list()).sort(), ['ann', 'bob']);
  await ann.close();
  await eventually(async () => (await list()).length === 1, 'ann to be gone');
});

test('pages of any origin may ask', async (t) => {
  const server = await startPeers(t, { allow_discovery: true });
  for (const path of ['/peerjs', '/peerjs/peerjs/id', '/peerjs/peerjs/peers']) {
    const answer = await ask(server, path, { headers: { origin } });
    assert.equal(answer.headers.get('access-control-allow-origin'), origin, path);
    assert.match(answer.headers.get('vary'), /origin/i);
  }
});

test('what is not there is not found', async (t) => {
  const server = await startPeers(t);
  for (const path of ['/peerjs/peerjs', '/peerjs/peerjs/ids', '/peerjs/a/b/id'])
    assert.equal((await ask(server, path)).status, 404, path);
  const head = await ask(server, '/peerjs', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
});

// -- coming -------------------------------------------------------------------

test('a client is told OPEN, first and once', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  await ann.settled();
  assert.deepEqual(ann.heard, [{ type: 'OPEN' }]);
});

test('without id, token or key there is an ERROR after the 101', async (t) => {
  const server = await startPeers(t);
  const whole = { id: 'ann', token: 'secret', key: 'peerjs' };
  for (const who of [{ ...whole, id: undefined }, { ...whole, id: '' },
    { ...whole, token: '' }, { ...whole, key: '' }]) {
    const ann = new PeerSocket(server, who);
    await ann.opened;
    const { payload } = await ann.next('ERROR');
    assert.equal(payload.msg, 'No id, token, or key supplied to websocket server');
    await ann.closed;
    assert.equal(ann.heard.length, 1);
  }
});

test('another key is refused after the 101', async (t) => {
  const server = await startPeers(t);
  const ann = new PeerSocket(server, { id: 'ann', key: 'another' });
  await ann.opened;
  assert.equal((await ann.next('ERROR')).payload.msg, 'Invalid key provided');
  await ann.closed;
});

test('path and key are what the settings say', async (t) => {
  const server = await startPeers(t, { path: '/calls/here', key: 'house' });
  assert.equal((await ask(server, '/calls/here')).status, 200);
  assert.equal((await ask(server, '/peerjs')).status, 404);
  const path = '/calls/here';
  await PeerSocket.open(t, server, { id: 'ann', path, key: 'house' });
  const bob = new PeerSocket(server, { id: 'bob', path });
  assert.equal((await bob.next('ERROR')).payload.msg, 'Invalid key provided');
});

test('an id is taken from nobody who has it', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann', token: 'one' });
  const eve = new PeerSocket(server, { id: 'ann', token: 'two' });
  await eve.opened;
  const { payload } = await eve.next('ID-TAKEN');
  assert.equal(payload.msg, 'ID is taken');
  await eve.closed;
  ann.offer('ann', 'still here');
  assert.equal((await ann.next('OFFER')).payload, 'still here');
});

test('an id is free once its client has gone', async (t) => {
  const server = await startPeers(t);
  for (const token of ['one', 'two', 'three']) {
    const ann = await PeerSocket.open(t, server, { id: 'ann', token });
    if (token === 'two') ann.socket.terminate();
    else await ann.close();
    await pause(50);
  }
});

test('the same id and token take over silently, and keep the id', async (t) => {
  const server = await startPeers(t);
  const former = await PeerSocket.open(t, server, { id: 'ann' });
  const present = new PeerSocket(server, { id: 'ann' });
  t.after(() => present.socket.terminate());
  await present.opened;
  await present.settled();
  former.socket.terminate();
  await former.closed;
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  bob.offer('ann', 1);
  bob.offer('ann', 2);
  await present.all('OFFER', 2);
  assert.deepEqual(present.heard.map(({ type }) => type), ['OFFER', 'OFFER']);
  const eve = new PeerSocket(server, { id: 'ann', token: 'another' });
  await eve.next('ID-TAKEN');
});

test('over the limit a client is told so', async (t) => {
  const server = await startPeers(t, { concurrent_limit: 2 });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  await PeerSocket.open(t, server, { id: 'bob' });
  const cleo = new PeerSocket(server, { id: 'cleo' });
  assert.equal((await cleo.next('ERROR')).payload.msg,
    'Server has reached its concurrent user limit');
  await cleo.closed;
  await ann.close();
  await pause(50);
  await PeerSocket.open(t, server, { id: 'cleo' });
});

// -- talking ------------------------------------------------------------------

test('nothing is passed on but type, src, dst and payload', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  const payload = { sdp: { type: 'offer', sdp: 'v=0\r\n' }, list: [1, null, 'ü'] };
  for (const type of ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE'])
    ann.say({ payload, dst: 'bob', more: 1, src: 'eve', type });
  ann.say({ type: 'OFFER', dst: 'bob' });
  await bob.all('OFFER', 2);
  assert.deepEqual(bob.heard.slice(1), [
    ...['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE'].map((type) =>
      ({ type, src: 'ann', dst: 'bob', payload })),
    { type: 'OFFER', src: 'ann', dst: 'bob' }]);
});

test('signals of one client arrive in order', async (t) => {
  const server = await startPeers(t);
  const people = [];
  for (const id of ['a', 'b', 'c', 'd'])
    people.push(await PeerSocket.open(t, server, { id }));
  const [a, ...others] = people;
  for (let i = 0; i < 50; ++i) for (const each of others) each.offer('a', i);
  const all = await a.all('OFFER', 150);
  for (const { id } of others)
    assert.deepEqual(all.filter(({ src }) => src === id).map(({ payload }) => payload),
      Array.from({ length: 50 }, (_, i) => i));
});

test('what is not understood changes nothing', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  for (const text of ['', '{', 'hello', 'null', '5', '[]', '{}', '"OFFER"',
    '{"type":"OPEN","dst":"ann"}', '{"type":"ID-TAKEN","dst":"ann"}',
    '{"type":"ERROR","dst":"ann"}', '{"type":"offer","dst":"ann"}',
    '{"type":"OFFER"}', '{"type":"OFFER","dst":""}', '{"type":{},"dst":"ann"}'])
    ann.raw(text);
  await ann.settled();
  assert.deepEqual(ann.heard, [{ type: 'OPEN' }]);
});

test('a binary frame is read like a text', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  ann.raw(Buffer.from(JSON.stringify({ type: 'OFFER', dst: 'ann', payload: 1 })));
  assert.equal((await ann.next('OFFER')).payload, 1);
});

// -- waiting ------------------------------------------------------------------

test('signals wait for who is absent, and come right after OPEN', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  for (const type of ['LEAVE', 'OFFER', 'EXPIRE', 'CANDIDATE', 'ANSWER'])
    ann.say({ type, dst: 'bob', payload: 1 });
  await ann.settled();
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  await bob.next('ANSWER');
  await bob.settled();
  assert.deepEqual(bob.heard.map(({ type }) => type),
    ['OPEN', 'OFFER', 'CANDIDATE', 'ANSWER']);
});

test('EXPIRE comes once for each who was called in vain', async (t) => {
  const server = await startPeers(t, { expire_timeout: 1000 });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  const began = performance.now();
  for (let i = 0; i < 3; ++i) for (const dst of ['cleo', 'dora']) ann.offer(dst, i);
  bob.offer('cleo');
  await ann.all('EXPIRE', 2);
  const took = performance.now() - began;
  await bob.next('EXPIRE');
  await pause(1500);
  assert.ok(took >= 950 && took <= 2300, `${took} ms`);
  const told = (peer) => peer.heard.filter(({ type }) => type === 'EXPIRE')
    .map(({ type, src, dst, payload }) => ({ type, src, dst, payload }))
    .sort((a, b) => (a.src < b.src ? -1 : 1));
  const expire = (src, dst) => ({ type: 'EXPIRE', src, dst, payload: undefined });
  assert.deepEqual(told(ann), [expire('cleo', 'ann'), expire('dora', 'ann')]);
  assert.deepEqual(told(bob), [expire('cleo', 'bob')]);
  const cleo = await PeerSocket.open(t, server, { id: 'cleo' });
  await cleo.settled();
  assert.deepEqual(cleo.heard, [{ type: 'OPEN' }]);
});

// -- going --------------------------------------------------------------------

test('LEAVE without a receiver gives the id back', async (t) => {
  const server = await startPeers(t);
  const ann = await PeerSocket.open(t, server, { id: 'ann', token: 'one' });
  ann.say({ type: 'LEAVE' });
  await pause(100);
  await PeerSocket.open(t, server, { id: 'ann', token: 'two' });
});

test('only HEARTBEAT keeps a client, and is not answered', async (t) => {
  const server = await startPeers(t, { alive_timeout: 1500 });
  const ann = await PeerSocket.open(t, server, { id: 'ann' });
  const bob = await PeerSocket.open(t, server, { id: 'bob' });
  const began = performance.now();
  while (!bob.end) {
    ann.say({ type: 'HEARTBEAT' });
    bob.say({ type: 'LEAVE', dst: 'nobody' });
    bob.socket.ping();
    await pause(100);
    assert.ok(performance.now() - began < 5000, 'bob is still there');
  }
  const took = performance.now() - began;
  assert.ok(took >= 1300 && took <= 2600, `${took} ms`);
  await ann.settled();
  assert.deepEqual(ann.heard, [{ type: 'OPEN' }]);
  await PeerSocket.open(t, server, { id: 'bob', token: 'another' });
});
