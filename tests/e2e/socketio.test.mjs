// The chat through the real socket.io-client.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { describe, test } from 'node:test';
import WebSocket from 'ws';
import { Chat } from './support/chat.mjs';
import { gathering, register, wholeHistory } from './support/people.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat, ways } from './support/socketio_chat.mjs';
import { View } from './support/view.mjs';
import { eventually, pause, within } from './support/waiting.mjs';

const contents = (messages) => messages.map(({ content }) => content);

for (const [name, options] of Object.entries(ways)) {
  test(`${name}: joining, sending, hearing, leaving`, async (t) => {
    const server = await start(t);
    const { people: [alice, bob], channelId } = await gathering(server);
    const a = await SocketIoChat.open(t, server, alice.token, options);
    const b = await SocketIoChat.open(t, server, bob.token, options);
    const joined = await a.join(channelId);
    await b.join(channelId);
    assert.equal(joined.recovered, 'snapshot');
    assert.ok(joined.members.some((m) => m.id === bob.id));

    for (let i = 0; i < 10; ++i) {
      await a.send(channelId, `a${i}`);
      await b.send(channelId, `b${i}`);
    }

    const history = await wholeHistory(alice.api, channelId);
    assert.equal(history.length, 20);
    for (const chat of [a, b]) {
      await chat.next('new_message', (m) => m.content === 'b9');
      assert.deepEqual(chat.all('new_message'), history);
    }
    await b.ask('leave_channel', { channelId });
    await a.send(channelId, 'alone');
    await a.next('new_message', (m) => m.content === 'alone');
    assert.equal(b.all('new_message').length, 20);
    if (options.transports.length === 2)
      assert.equal(a.socket.io.engine.transport.name, 'websocket');
  });
}

test('clients of both dialects see the same', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await Chat.open(server, bob.token);
  t.after(() => b.destroy());
  await a.join(channelId);
  await b.join(channelId);

  await b.send(channelId, 'from the plain socket');
  await a.send(channelId, 'from Socket.IO');
  b.tell('broadcast', { channelId, event: 'wave', data: { hello: [1, null] } });
  b.tell('typing', { channelId, isTyping: true });

  for (const chat of [a, b]) {
    await chat.next('new_message', (m) => m.content === 'from Socket.IO');
    assert.deepEqual(await chat.next('wave'), { hello: [1, null] });
  }
  assert.deepEqual(a.all('new_message'), b.all('new_message'));
  const { userId, isTyping } = await a.next('typing');
  assert.deepEqual([userId, isTyping], [bob.id, true]);
});

test('a join with since answers what was missed', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const a = await SocketIoChat.open(t, server, alice.token);
  const b = await SocketIoChat.open(t, server, bob.token);
  await a.join(channelId);
  const { seq, epoch } = await b.join(channelId);
  b.socket.disconnect();
  for (let i = 0; i < 5; ++i) await a.send(channelId, `missed ${i}`);

  const back = await SocketIoChat.open(t, server, bob.token);
  const answer = await back.join(channelId, seq, epoch);

  assert.equal(answer.recovered, 'replayed');
  assert.deepEqual(contents(answer.messages),
    [0, 1, 2, 3, 4].map((i) => `missed ${i}`));
});

describe('who may connect', () => {
  test('a bad token is refused with its code', async (t) => {
    const server = await start(t);
    const chat = new SocketIoChat(t, server, { auth: { token: 'nonsense' } });
    await assert.rejects(chat.connect(), (why) => {
      assert.equal(why.data.code, 'UNAUTHORIZED');
      return true;
    });
  });

  test('the token may come as query, header or event', async (t) => {
    const server = await start(t);
    const { people: [{ token, id }], channelId } = await gathering(server);
    const shown = [
      { query: { token } },
      { extraHeaders: { authorization: `Bearer ${token}` } },
    ];
    for (const options of shown) {
      const chat = new SocketIoChat(t, server, options);
      await chat.connect();
      assert.equal((await chat.next('authenticated')).userId, id);
    }
    const late = new SocketIoChat(t, server);
    await late.connect();
    await assert.rejects(late.join(channelId), { code: 'UNAUTHORIZED' });
    await late.ask('authenticate', { token });
    assert.equal((await late.next('authenticated')).userId, id);
  });

  test('who never shows one is told so and sent away', async (t) => {
    const server = await start(t, { env: { AUTH_TIMEOUT_MS: '1000' } });
    const chat = new SocketIoChat(t, server, { reconnection: true });
    await chat.connect();
    assert.equal(await chat.ended(), 'io server disconnect');
    assert.equal((await chat.next('error')).code, 'UNAUTHORIZED');
  });

  test('who asks for no namespace is closed', async (t) => {
    const server = await start(t, { env: { AUTH_TIMEOUT_MS: '1000' } });
    const url = `${server.url}/socket.io/?EIO=4&transport=`;
    const { sid } = JSON.parse(
      (await (await fetch(`${url}polling`)).text()).slice(1));
    const began = performance.now();
    const socket = new WebSocket(`${url.replace('http', 'ws')}websocket`);
    await within(5000, once(socket, 'close'), 'the close');
    const ms = performance.now() - began;
    assert.ok(ms > 950 && ms < 3000, `closed after ${ms} ms`);
    const poll = await fetch(`${url}polling&sid=${sid}`);
    assert.equal(await poll.text(), '1');
  });

  test('logging out ends the socket', async (t) => {
    const server = await start(t);
    const person = await register(server);
    const chat = await SocketIoChat.open(t, server, person.token);
    const ended = chat.ended();
    await person.api.post('/api/auth/logout').expect(200);
    assert.equal(await ended, 'io server disconnect');
  });
});

test('mistakes are answered with their code, the socket stays', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const chat = await SocketIoChat.open(t, server, alice.token);
  await chat.join(channelId);
  const wrong = [
    ['fly', { channelId }, 'UNKNOWN_EVENT'],
    ['send_message', { channelId }, 'INVALID_REQUEST'],
    ['send_message', { channelId: 'x', content: 'y' }, 'INVALID_REQUEST'],
    ['send_message', 'text', 'INVALID_REQUEST'],
    ['send_message', undefined, 'INVALID_REQUEST'],
    ['send_message', { channelId, content: Buffer.from('x') }, 'INVALID_REQUEST'],
  ];
  for (const [event, data, code] of wrong)
    await assert.rejects(chat.ask(event, data), { code }, `${event} ${data}`);
  chat.tell('fly', {});
  assert.equal((await chat.next('error')).code, 'UNKNOWN_EVENT');
  assert.ok((await chat.send(channelId, 'still here')).seq > 0);
});

test('a stop tells every client and lets it come back', async (t) => {
  const server = await start(t);
  const { people: [alice] } = await gathering(server);
  const socket = await SocketIoChat.open(t, server, alice.token,
    { transports: ['websocket'] });
  const poller = await SocketIoChat.open(t, server, alice.token,
    { transports: ['polling'] });
  const ends = [socket.ended(), poller.ended()];
  await pause(200); // until its next poll waits: who is between polls misses it
  const stopped = server.stop();
  for (const chat of [socket, poller])
    assert.ok((await chat.next('server_draining')).reconnectAfter >= 0);
  // Not "io server disconnect", after which a client would stay away.
  for (const reason of await Promise.all(ends))
    assert.match(reason, /^transport (close|error)$/);
  await stopped;
});

test('at a stop everybody is told a moment within the grace', async (t) => {
  const server = await start(t, { env: { SHUTDOWN_GRACE_MS: '2000' } });
  const { people: [alice] } = await gathering(server);
  const chats = await Promise.all(Array.from({ length: 30 }, () =>
    SocketIoChat.open(t, server, alice.token, { transports: ['websocket'] })));
  const stopped = server.stop();
  for (const chat of chats) {
    const { reconnectAfter } = await chat.next('server_draining');
    assert.ok(reconnectAfter >= 0 && reconnectAfter <= 2000, reconnectAfter);
  }
  await stopped;
});

test('a socket that breaks the protocol and stays silent is ended', async (t) => {
  const server = await start(t);
  const { hostname, port } = new URL(server.url);
  const socket = net.connect(port, hostname);
  t.after(() => socket.destroy());
  socket.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n' +
    `Host: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  await once(socket, 'data');
  socket.write(Buffer.from([0x81, 0x01, 0x78])); // not masked
  await within(10_000, once(socket, 'end'), 'the end');
});

// The client no longer polls and has not upgraded yet: what is queued must
// reach it by the new transport.
test('who is sent away during the upgrade is told why', async (t) => {
  const server = await start(t);
  const url = `${server.url}/socket.io/?EIO=4&transport=`;
  const body = async (answer) => (await answer).text();
  const { sid } = JSON.parse((await body(fetch(`${url}polling`))).slice(1));
  const poll = `${url}polling&sid=${sid}`;
  const post = (text) => fetch(poll, { method: 'POST', body: text });
  await post('40');
  assert.match(await body(fetch(poll)), /^40/);
  const socket = new WebSocket(`${url.replace('http', 'ws')}websocket&sid=${sid}`);
  t.after(() => socket.terminate());
  const heard = [];
  socket.on('message', (text) => heard.push(text.toString()));
  await once(socket, 'open');
  socket.send('2probe');
  await eventually(() => heard.includes('3probe'), 'the probe is answered');

  await post('42["authenticate",{"token":"nonsense"}]');
  await pause(50);
  socket.send('5');

  await within(5000, once(socket, 'close'), 'the end');
  assert.equal(heard.filter((x) => x.startsWith('42["error"')).length, 1);
  assert.ok(heard.includes('41'), heard.join());
});

test('an upgrade of no session is refused wherever it arrives', async (t) => {
  const server = await start(t, { env: { REACTORS: '2' } });
  const url = `${server.url}/socket.io/?EIO=4&transport=`;
  const { sid } = JSON.parse(
    (await (await fetch(`${url}polling`)).text()).slice(1));
  for (let i = 0; i < 8; ++i) {
    const unknown = `000${i % 2}${'A'.repeat(sid.length - 4)}`;
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}websocket&sid=${unknown}`);
    const [, answer] = await within(5000,
      once(socket, 'unexpected-response'), 'the answer');
    assert.equal(answer.statusCode, 400);
    assert.equal(JSON.parse((await answer.toArray()).join('')).code, 1);
  }
});

test('joining and leaving the namespace for ever ends the connection', async (t) => {
  const server = await start(t);
  const { token } = await register(server);
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  const closed = once(socket, 'close');
  await once(socket, 'open');
  for (let i = 0; i < 200; ++i) {
    socket.send(`40${JSON.stringify({ token })}`);
    socket.send('41');
  }
  await within(5000, closed, 'the close');
});

test('200 clients in a room see the same: messages, edits, reactions', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const every = Object.values(ways);
  const chats = await Promise.all(Array.from({ length: 200 }, (_, i) =>
    SocketIoChat.open(t, server, (i % 2 ? alice : bob).token, every[i % 3])));
  const views = await Promise.all(chats.map(async (chat) => {
    const view = new View(channelId);
    view.joined(await chat.join(channelId));
    view.follow(chat);
    return view;
  }));

  const sent = await Promise.all(chats.slice(0, 20).map((chat, i) =>
    chat.send(channelId, `message ${i}`)));
  const change = (i, event, more) =>
    chats[i].ask(event, { channelId, messageId: sent[i].id, ...more });
  const acks = await Promise.all([
    ...[0, 1, 2, 3, 4].map((i) => change(i, 'edit_message', { content: `edit ${i}` })),
    ...[5, 6, 7].map((i) => change(i, 'delete_message')),
    ...[8, 9, 10, 11, 12].map((i) => change(i, 'react', { emoji: '👍' })),
    change(13, 'pin'),
  ]);

  assert.equal(new Set([...sent, ...acks].map((ack) => ack.seq)).size, 34);
  const last = Math.max(...acks.map((ack) => ack.seq));
  for (const view of views)
    await eventually(() => view.look().seq === last, 'all of it');
  const fresh = new View(channelId);
  fresh.joined(await (await SocketIoChat.open(t, server, alice.token)).join(channelId));
  for (const view of views)
    assert.deepEqual(view.all.messages, fresh.all.messages);
});
