// The transports of Socket.IO: which are offered, and what their answers say.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';
import { eventually, within } from './support/waiting.mjs';

const address = (server, transport, more = '') =>
  `${server.url}/socket.io/?EIO=4&transport=${transport}${more}`;

/** A session by polling: its handshake. */
async function polled(server) {
  const answer = await fetch(address(server, 'polling'));
  return JSON.parse((await answer.text()).slice(1));
}

function socketTo(server, more = '') {
  return new WebSocket(address(server, 'websocket', more).replace('http', 'ws'));
}

const unknown = { code: 0, message: 'Transport unknown' };

test('polling alone: no upgrade is offered, a WebSocket is unknown', async (t) => {
  const server = await start(t, { env: { SOCKETIO_TRANSPORTS: 'polling' } });
  const { token } = await register(server);

  const { sid, upgrades } = await polled(server);
  assert.deepEqual(upgrades, []);
  for (const more of ['', `&sid=${sid}`]) {
    const [, answer] = await within(5000,
      once(socketTo(server, more), 'unexpected-response'), 'the refusal');
    assert.equal(answer.statusCode, 400);
    assert.deepEqual(JSON.parse((await answer.toArray()).join('')), unknown);
  }
  const chat = await SocketIoChat.open(t, server, token,
    ways['polling, then websocket']);
  assert.equal(chat.socket.io.engine.transport.name, 'polling');
});

test('WebSocket alone: polling is unknown', async (t) => {
  const server = await start(t, { env: { SOCKETIO_TRANSPORTS: 'websocket' } });
  const { token } = await register(server);

  const answer = await fetch(address(server, 'polling'));
  assert.deepEqual([answer.status, await answer.json()], [400, unknown]);
  await SocketIoChat.open(t, server, token, ways['websocket only']);
  const other = new SocketIoChat(t, server,
    { auth: { token }, ...ways['polling only'] });
  await assert.rejects(other.connect());
});

test('without upgrades who polls goes on polling', async (t) => {
  const server = await start(t, { env: { SOCKETIO_ALLOW_UPGRADES: 'false' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const [a, b] = [
    await SocketIoChat.open(t, server, alice.token, ways['polling, then websocket']),
    await SocketIoChat.open(t, server, bob.token, ways['websocket only'])];

  const { sid, upgrades } = await polled(server);
  assert.deepEqual(upgrades, []);
  const socket = socketTo(server, `&sid=${sid}`);
  await within(5000, once(socket, 'close'), 'the end of the second transport');

  await a.join(channelId);
  await b.join(channelId);
  await b.send(channelId, 'still here?');
  await a.next('new_message');
  assert.equal(a.socket.io.engine.transport.name, 'polling');
});

test('a probe that is not followed by an upgrade ends, the session lives',
  async (t) => {
    const server = await start(t, { env: { PING_INTERVAL_MS: '60000' } });
    const { sid } = await polled(server);
    const socket = socketTo(server, `&sid=${sid}`);
    await once(socket, 'open');
    socket.send('2probe');
    assert.equal((await once(socket, 'message')).toString().slice(0, 6), '3probe');
    await within(15_000, once(socket, 'close'), 'the end of the upgrade time');
    const url = address(server, 'polling', `&sid=${sid}`);
    const { status } = await fetch(url, { method: 'POST', body: '6',
      headers: { 'content-type': 'text/plain' } });
    assert.equal(status, 200);
  });

test('no answer sets a cookie', async (t) => {
  const server = await start(t);
  const first = await fetch(address(server, 'polling'));
  const { sid } = JSON.parse((await first.text()).slice(1));
  const more = address(server, 'polling', `&sid=${sid}`);
  const posted = await fetch(more, { method: 'POST', body: '40',
    headers: { 'content-type': 'text/plain' } });
  const second = await fetch(more);
  for (const answer of [first, posted, second])
    assert.equal(answer.headers.get('set-cookie'), null);
  const socket = socketTo(server);
  const [upgrade] = await once(socket, 'upgrade');
  assert.equal(upgrade.headers['set-cookie'], undefined);
  socket.terminate();
});

test('pages of listed origins may read, with credentials; others may not',
  async (t) => {
    const origin = 'https://chat.example';
    const server = await start(t, { env: { FRONTEND_URL: origin } });
    const ask = (from, method = 'GET') => fetch(address(server, 'polling'), {
      method, headers: { origin: from, 'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type' } });

    for (const method of ['GET', 'OPTIONS']) {
      const { status, headers } = await ask(origin, method);
      assert.equal(status, method === 'GET' ? 200 : 204);
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.equal(headers.get('access-control-allow-credentials'), 'true');
    }
    const { headers } = await ask(origin, 'OPTIONS');
    assert.match(headers.get('access-control-allow-methods'), /POST/);
    assert.match(headers.get('access-control-allow-headers'), /content-type/i);
    const stranger = await ask('https://evil.example');
    assert.equal(stranger.status, 403);
    assert.equal(stranger.headers.get('access-control-allow-origin'), null);
    assert.equal((await stranger.json()).code, 4);
  });

test('a full server says so, until there is a place again', async (t) => {
  const server = await start(t, { env: { MAX_CONNECTIONS: '2', REACTORS: '1' } });
  const { token } = await register(server);
  const inside = [await SocketIoChat.open(t, server, token),
    await SocketIoChat.open(t, server, token)];

  const answer = await fetch(address(server, 'polling'));
  assert.equal(answer.status, 503);
  assert.deepEqual(await answer.json(), { code: 6, message: 'Too many sessions' });
  inside.pop().socket.disconnect();
  await eventually(async () => (await fetch(address(server, 'polling'))).ok,
    'a free place');
});
