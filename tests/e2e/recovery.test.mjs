// Socket.IO's connection state recovery, for the chat: a client that comes
// back in time goes on where it was, without a word of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathering, register, wholeHistory } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';
import { eventually } from './support/waiting.mjs';

const contents = (chat) => chat.all('new_message').map((m) => m.content);

/** The connection breaks; the client will know, the server at once or never. */
function cut({ socket }) {
  const { transport } = socket.io.engine;
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  if (transport.name === 'websocket') transport.ws.terminate?.();
  socket.io.engine.close();
  return gone;
}

async function comeBack(chat) {
  await chat.connect();
  return chat.socket.recovered;
}

for (const [name, options] of Object.entries(ways)) {
  test(`${name}: what was missed comes by itself, once`, async (t) => {
    const server = await start(t);
    const { people: [alice, bob], channelId } = await gathering(server);
    const a = await SocketIoChat.open(t, server, alice.token);
    const b = await SocketIoChat.open(t, server, bob.token, options);
    await a.join(channelId);
    await b.join(channelId);
    await a.send(channelId, 'before');
    await b.next('new_message');
    const { id } = b.socket;

    await cut(b);
    for (let i = 0; i < 20; ++i) await a.send(channelId, `missed ${i}`);
    assert.equal(await comeBack(b), true);
    assert.equal(b.socket.id, id);
    await a.send(channelId, 'after');

    await b.next('new_message', (m) => m.content === 'after');
    assert.deepEqual(b.all('new_message'),
      await wholeHistory(alice.api, channelId));
    await b.send(channelId, 'and I can speak');
  });
}

test('before any event there is something to recover, too', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  await b.join(channelId);
  for (let round = 0; round < 3; ++round) {
    await cut(b);
    assert.equal(await comeBack(b), true, `round ${round}`);
  }
  await cut(b);
  await a.send(channelId, 'at last');
  assert.equal(await comeBack(b), true);
  await b.next('new_message');
  assert.deepEqual(contents(b), ['at last']);
});

test('many breaks in a row, on two reactors, under traffic', async (t) => {
  const server = await start(t, { env: { REACTORS: '2' } });
  const { people: [alice, bob], group, channelId } = await gathering(server);
  const second = (await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'second' }).body(201)).id;
  await bob.api.post(`/api/channels/${second}/join`).body();
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token,
    { transports: ['websocket'] });
  for (const id of [channelId, second]) await b.join(id);
  let stop = false;
  const talk = async (id) => {
    for (let i = 0; !stop; ++i) await a.send(id, `${i}`);
  };
  const talking = [talk(channelId), talk(second)];

  for (let i = 0; i < 40; ++i) {
    const had = b.all('new_message').length;
    if (i % 3) await eventually(() => b.all('new_message').length > had, 'news');
    await cut(b);
    assert.equal(await comeBack(b), true, `break ${i}`);
  }

  stop = true;
  await Promise.all(talking);
  for (const id of [channelId, second]) {
    const stored = await wholeHistory(bob.api, id);
    await b.next('new_message', (m) => m.id === stored.at(-1).id);
    const seen = b.all('new_message').filter((m) => m.channelId === id);
    assert.deepEqual(seen.map((m) => m.seq), stored.map((m) => m.seq));
  }
});

test('a connection that the server still believes in is replaced', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token,
    { transports: ['websocket'] });
  await a.join(channelId);
  await b.join(channelId);
  await a.send(channelId, 'one');
  await b.next('new_message');
  const { id, _pid: pid, _lastOffset: offset } = b.socket;

  const again = new SocketIoChat(t, server,
    { auth: { token: bob.token, pid, offset }, transports: ['websocket'] });
  const ended = b.ended();
  await again.connect();
  assert.equal(again.socket.id, id);
  await ended;
  await a.send(channelId, 'two');
  await again.next('new_message');
  assert.deepEqual(contents(again), ['two']);
  assert.deepEqual(contents(b), ['one']);
});

test('who went and who types meanwhile is told on return', async (t) => {
  const server = await start(t);
  const { people: [alice, bob, cid], channelId } = await gathering(server, ['alice', 'bob', 'cid']);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  const c = await SocketIoChat.open(t, server, cid.token);
  for (const chat of [a, b, c]) await chat.join(channelId);
  const left = (x) => x.userId === alice.id && x.status === 'offline';

  await cut(b);
  b.events.length = 0;
  a.socket.disconnect();
  await c.next('presence', left, 10_000);
  await c.ask('typing', { channelId, isTyping: true });
  assert.equal(await comeBack(b), true);

  await b.next('presence', left);
  await b.next('presence', (x) => x.userId === cid.id && x.status === 'online');
  await b.next('typing', (x) => x.userId === cid.id && x.isTyping);
});

test('who cannot be recovered begins anew', async (t) => {
  const server = await start(t, { env: { RESUME_WINDOW_MS: '300' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const mallory = await register(server, 'mallory');
  const open = (person) => SocketIoChat.open(t, server, person.token);
  const a = await open(alice);

  await t.test('after the window', async () => {
    const b = await open(bob);
    await b.join(channelId);
    await cut(b);
    await new Promise((next) => setTimeout(next, 1000));
    assert.equal(await comeBack(b), false);
    await a.send(channelId, 'not for b');
    await b.ask('join_channel', { channelId });
    assert.deepEqual(contents(b), []);
  });

  await t.test('after leaving on purpose', async () => {
    const b = await open(bob);
    b.socket.disconnect();
    await b.connect();
    assert.equal(b.socket.recovered, false);
  });

  await t.test('with the pid of somebody else, who keeps it', async () => {
    const b = await open(bob);
    await b.join(channelId);
    const { _pid: pid } = b.socket;
    const m = new SocketIoChat(t, server,
      { auth: { token: mallory.token, pid } });
    await m.connect();
    assert.notEqual(m.socket._pid, pid);
    await cut(b);
    assert.equal(await comeBack(b), true);
  });

  await t.test('with an offset or a pid that never was', async () => {
    for (const auth of [{ pid: 'x' }, { pid: `ffff${'x'.repeat(20)}` },
      { pid: `0000${'x'.repeat(20)}`, offset: 'x' }, { pid: 7, offset: {} }]) {
      const b = new SocketIoChat(t, server,
        { auth: { token: bob.token, ...auth } });
      await b.connect();
      await b.next('authenticated');
      await b.join(channelId);
    }
    const b = await open(bob);
    await cut(b);
    b.socket._lastOffset = 'ffffffffffff.1';
    assert.equal(await comeBack(b), false);
  });
});

test('who missed more than a client may have waiting begins anew', async (t) => {
  const server = await start(t, { env: {
    OUTBOX_BUDGET: '32768', MESSAGE_CONTENT_LIMIT: '4096' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  // One that polls may not be sent more than the budget at once.
  const b = await SocketIoChat.open(t, server, bob.token, ways['websocket only']);
  await b.join(channelId);
  await cut(b);
  for (let i = 0; i < 30; ++i) await a.send(channelId, `${i} ${'x'.repeat(1000)}`);

  assert.equal(await comeBack(b), false);
  const { recovered, messages } = await b.join(channelId, 1);
  assert.equal(recovered, 'replayed');
  assert.equal(messages.length, 30);
});

test('after a restart of the server a client begins anew', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const b = await SocketIoChat.open(t, server, bob.token);
  const { seq } = await b.join(channelId);
  const gone = b.ended();
  await server.kill();
  await gone;
  await restart(t, server); // at the same address
  await alice.api.post(`/api/channels/${channelId}/messages`, { content: 'hello' })
    .expect(201);

  assert.equal(await comeBack(b), false);
  const { messages } = await b.join(channelId, seq);
  assert.deepEqual(messages.map((m) => m.content), ['hello']);
});

test('whose login ended meanwhile is told so and stays out', async (t) => {
  const server = await start(t);
  const { people: [, bob], channelId } = await gathering(server);
  const b = await SocketIoChat.open(t, server, bob.token);
  await b.join(channelId);
  await cut(b);
  await bob.api.post('/api/auth/logout').expect(200);

  await assert.rejects(b.connect(),
    ({ data }) => data.code === 'TOKEN_REVOKED');
  assert.equal(b.socket.connected, false);
});

test('who was removed from a room meanwhile does not get it back', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  await b.join(channelId);
  await cut(b);
  await bob.api.post(`/api/channels/${channelId}/leave`).body();
  await a.send(channelId, 'a secret');
  assert.equal(await comeBack(b), true);
  const { channelId: gone } = await b.next('room_removed');
  assert.equal(gone, channelId);
  await assert.rejects(b.send(channelId, 'let me in'));
  assert.deepEqual(contents(b), []);
});

test('a text that was broadcast is not taken for an offset', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  await a.join(channelId);
  await b.join(channelId);
  const waved = new Promise((done) => b.socket.once('wave', (...all) => done(all)));
  await a.ask('broadcast', { channelId, event: 'wave', data: 'hello' });
  assert.deepEqual(await waved, ['hello', null]);

  await cut(b);
  await a.send(channelId, 'missed');
  assert.equal(await comeBack(b), true);
  await b.next('new_message');
});

test('an offset that cannot be one brings nothing back', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  for (const offset of ['x'.repeat(500), 7, 'x.y']) {
    const b = await SocketIoChat.open(t, server, bob.token);
    await b.join(channelId);
    await a.join(channelId);
    await a.send(channelId, 'seen');
    await b.next('new_message');
    b.socket._lastOffset = offset;
    await cut(b);
    assert.equal(await comeBack(b), false, String(offset).slice(0, 9));
  }
});
