// Sending, history, and what is not stored: broadcasts, typing, presence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, wholeHistory } from './support/people.mjs';
import { start } from './support/server.mjs';
import { pause } from './support/waiting.mjs';

const path = (channelId) => `/api/channels/${channelId}/messages`;

test('a message looks the same in the event, the page and the answer', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, chat], channelId } =
    await conversation(t, server);
  const body = { content: 'naïve 🦜 <b>"\\\u2028\0</b>', clientId: 'one',
    metadata: { a: [1, null] }, attachments: [{ url: 'x' }] };

  const answer = await alice.api.post(path(channelId), body).body(201);

  const event = await chat.next('new_message');
  const { items: [page] } = await bob.api.get(path(channelId)).body();
  assert.deepEqual(event, answer);
  assert.deepEqual(page, answer);
  assert.equal(answer.content, body.content);
  assert.equal(answer.channelId, channelId);
  assert.equal(answer.roomId, channelId);
  assert.equal(answer.senderId, alice.id);
  assert.equal(answer.sender.username, alice.username);
  assert.deepEqual(answer.metadata, body.metadata);
  assert.deepEqual(answer.attachments, body.attachments);
  assert.equal(answer.clientId, 'one');
  assert.equal(answer.type, 'text');
  assert.match(answer.createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  for (const key of ['replyTo', 'editedAt', 'deletedAt'])
    assert.equal(answer[key], null);
});

test('send_message: the ack names what everybody sees', async (t) => {
  const server = await start(t);
  const { chats: [alice, bob], channelId } = await conversation(t, server);
  const ack = await alice.send(channelId, 'hello');
  for (const chat of [alice, bob]) {
    const seen = await chat.next('new_message', (x) => x.id === ack.id);
    assert.equal(seen.seq, ack.seq);
    assert.equal(seen.createdAt, ack.createdAt);
  }
});

test('one order for all: of many senders, equal to history', async (t) => {
  const server = await start(t);
  const { people, chats, channelId } =
    await conversation(t, server, ['a', 'b', 'c', 'd']);
  const each = 250;
  await Promise.all(chats.map(async (chat, who) => {
    const sent = [];
    for (let i = 0; i < each; ++i) sent.push(chat.send(channelId, `${who} ${i}`));
    await Promise.all(sent);
  }));
  const history = await wholeHistory(people[0].api, channelId);
  assert.equal(history.length, 4 * each);
  for (let who = 0; who < 4; ++who) {
    const own = history.filter((x) => x.senderId === people[who].id);
    assert.deepEqual(own.map((x) => x.content),
      Array.from({ length: each }, (_, i) => `${who} ${i}`));
  }
  const order = history.map((x) => x.seq);
  assert.deepEqual(order, order.map((_, i) => order[0] + i));
  for (const chat of chats) {
    const seen = await chat.messages(4 * each);
    assert.deepEqual(seen.map((x) => x.id), history.map((x) => x.id));
  }
});

test('clientId: a retry returns the first result, by any way', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [chat, other], channelId } =
    await conversation(t, server);
  const first = await chat.send(channelId, 'once', 'c-1');
  const again = await chat.send(channelId, 'once', 'c-1');
  const posted = await alice.api
    .post(path(channelId), { content: 'once', clientId: 'c-1' }).body(201);
  for (const retry of [again, posted])
    for (const key of ['id', 'seq', 'createdAt'])
      assert.equal(retry[key], first[key], key);
  await assert.rejects(chat.send(channelId, 'twice', 'c-1'),
    { code: 'CLIENT_ID_CONFLICT' });
  await alice.api.post(path(channelId), { content: 'other', clientId: 'c-1' })
    .expect(409, 'CLIENT_ID_CONFLICT');
  // It belongs to its sender: somebody else may use the same.
  const foreign = await other.send(channelId, 'once', 'c-1');
  assert.notEqual(foreign.id, first.id);
  const racing = await Promise.all(
    Array.from({ length: 20 }, () => other.send(channelId, 'race', 'c-2')));
  assert.equal(new Set(racing.map((x) => x.id)).size, 1);
  const history = await wholeHistory(bob.api, channelId);
  assert.deepEqual(history.map((x) => x.content), ['once', 'once', 'race']);
});

test('history: pages before, after and around, by seq and by id', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const all = [];
  for (let i = 0; i < 12; ++i)
    all.push(await alice.api.post(path(channelId), { content: `m${i}` }).body(201));
  const page = async (query) => {
    const { items } = await bob.api.get(`${path(channelId)}?${query}`).body();
    return items.map((x) => Number(x.content.slice(1)));
  };
  assert.deepEqual(await page('limit=3'), [9, 10, 11]);
  for (const key of ['seq', 'id']) {
    const at = (i) => all[i][key];
    assert.deepEqual(await page(`before=${at(5)}&limit=3`), [2, 3, 4]);
    assert.deepEqual(await page(`after=${at(5)}&limit=3`), [6, 7, 8]);
    assert.deepEqual(await page(`before=${at(0)}`), []);
    assert.deepEqual(await page(`after=${at(11)}`), []);
    const around = await page(`around=${at(6)}&limit=5`);
    assert.equal(around.length, 5);
    assert.ok(around.includes(6) && around.includes(5) && around.includes(7));
    assert.deepEqual(around, [...around].sort((a, b) => a - b));
  }
  assert.equal((await page('limit=200')).length, 12);
});

test('history: a page that cannot be is refused', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId, group } = await gathering(server);
  const other = await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'other' }).body(201);
  const foreign = await alice.api
    .post(path(other.id), { content: 'elsewhere' }).body(201);
  for (const query of ['limit=0', 'limit=201', 'limit=-1', 'limit=x',
    'before=x', 'before=1&after=1', 'around=-1', 'after=1e3'])
    await alice.api.get(`${path(channelId)}?${query}`)
      .expect(400, 'INVALID_REQUEST');
  await alice.api.get(`${path(channelId)}?before=${foreign.id}`)
    .expect(404, 'NOT_FOUND');
});

test('messages: what they may not be is refused by both doors', async (t) => {
  const server = await start(t, { env: { MESSAGE_CONTENT_LIMIT: '100' } });
  const { people: [alice], chats: [chat], channelId } =
    await conversation(t, server);
  const bad = [
    [{ content: '' }, 400, 'INVALID_REQUEST'],
    [{ content: '   ' }, 400, 'INVALID_REQUEST'],
    [{ content: '\u00a0\n\u2003' }, 400, 'INVALID_REQUEST'],
    [{ content: ' ', attachments: [] }, 400, 'INVALID_REQUEST'],
    [{}, 400, 'INVALID_REQUEST'],
    [{ content: 5 }, 400, 'INVALID_REQUEST'],
    [{ content: null }, 400, 'INVALID_REQUEST'],
    [{ content: ['x'] }, 400, 'INVALID_REQUEST'],
    [{ content: 'x'.repeat(101) }, 413, 'PAYLOAD_TOO_LARGE'],
    [{ content: 'x', type: 'system' }, 403, 'FORBIDDEN'],
    [{ content: 'x', type: 'poem' }, 400, 'INVALID_REQUEST'],
    [{ content: 'x', clientId: 'c'.repeat(129) }, 400, 'INVALID_REQUEST'],
    [{ content: 'x', clientId: '' }, 400, 'INVALID_REQUEST'],
    [{ content: 'x', replyTo: 'x' }, 400, 'INVALID_REQUEST'],
    [{ content: 'x', attachments: {} }, 400, 'INVALID_REQUEST'],
    [{ content: 'x', metadata: [] }, 400, 'INVALID_REQUEST'],
  ];
  for (const [body, status, code] of bad) {
    await alice.api.post(path(channelId), body).expect(status, code);
    await assert.rejects(chat.ask('send_message', { channelId, ...body }),
      { code }, JSON.stringify(body));
  }
  const sendAt = new Date(Date.now() + 60_000).toISOString();
  await alice.api.post(path(channelId), { content: ' ', sendAt })
    .expect(400, 'INVALID_REQUEST');
  assert.deepEqual(await wholeHistory(alice.api, channelId), []);

  const bare = { content: ' ', attachments: [{ url: 'x' }] };
  await alice.api.post(path(channelId), bare).body(201);
  const { id } = await chat.ask('send_message', { channelId, content: 'x' });
  await alice.api.patch(`/api/messages/${id}`, { content: '\t' })
    .expect(400, 'INVALID_REQUEST');
});

test('broadcast: reaches those in the room and is not stored', async (t) => {
  const server = await start(t);
  const { people, chats: [alice, bob], channelId } =
    await conversation(t, server);
  const data = { x: 1.5, list: [null, 'é'] };
  await alice.ask('broadcast', { channelId, event: 'cursor', data });
  assert.deepEqual(await bob.next('cursor'), data);
  assert.deepEqual(await alice.next('cursor'), data);
  assert.deepEqual(await wholeHistory(people[0].api, channelId), []);
});

test('broadcast: the server\'s own events cannot be imitated', async (t) => {
  const server = await start(t);
  const { chats: [alice, bob], channelId } = await conversation(t, server);
  for (const event of ['new_message', 'typing', 'presence', 'user_left',
    'token_expiring', 'server_draining', 'room_removed', 'joined', 'error',
    'disconnect'])
    await assert.rejects(alice.ask('broadcast', { channelId, event, data: {} }),
      { code: 'FORBIDDEN' }, event);
  for (const event of ['', 'a b', 'x'.repeat(65), 'a"b', 'a\nb', 7])
    await assert.rejects(alice.ask('broadcast', { channelId, event, data: {} }),
      { code: 'INVALID_REQUEST' }, String(event));
  await alice.ask('broadcast', { channelId, event: 'last', data: 0 });
  await bob.next('last');
  assert.deepEqual(bob.events.map((e) => e.event)
    .filter((x) => !['authenticated', 'presence'].includes(x)), ['last']);
});

test('typing: a lease that the server ends', async (t) => {
  const server = await start(t);
  const { people: [alice], chats: [chat, bob], channelId } =
    await conversation(t, server);
  const about = (isTyping) => (x) =>
    x.userId === alice.id && x.isTyping === isTyping;
  await chat.ask('typing', { channelId, isTyping: true });
  await bob.next('typing', about(true));
  const began = performance.now();
  await bob.next('typing', about(false), 9000);
  const took = performance.now() - began;
  assert.ok(took > 5000 && took < 8000, `${took} ms`);
  assert.deepEqual(chat.all('typing'), [], 'the typist is not told');
});

test('typing: ends with its message, its stop and its socket', async (t) => {
  const server = await start(t, { env: { RESUME_WINDOW_MS: '100' } });
  const { people: [alice], chats: [chat, bob], channelId } =
    await conversation(t, server);
  const flips = async (end) => {
    bob.forget();
    await chat.ask('typing_start', { channelId });
    await bob.next('typing', (x) => x.isTyping && x.userId === alice.id);
    await end();
    await bob.next('typing', (x) => !x.isTyping && x.userId === alice.id, 4000);
  };
  await flips(() => chat.ask('typing_stop', { channelId }));
  await flips(() => chat.send(channelId, 'done'));
  await flips(() => chat.ask('leave_channel', { channelId }));
  await chat.join(channelId);
  await flips(() => chat.destroy());
});

test('typing: a newcomer learns who is at it', async (t) => {
  const server = await start(t);
  const { people: [alice], chats: [chat, bob], channelId } =
    await conversation(t, server);
  await chat.ask('typing', { channelId, isTyping: true });
  const { typing } = await bob.join(channelId);
  assert.deepEqual(typing, [alice.id]);
});

test('presence: others learn who comes and who goes', async (t) => {
  const server = await start(t, { env: { RESUME_WINDOW_MS: '100' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  const { online } = await chat.join(channelId);
  assert.ok(!online.includes(bob.id));

  const guest = await Chat.open(server, bob.token);
  const entered = await guest.join(channelId);
  await chat.next('presence',
    (x) => x.userId === bob.id && x.status === 'online');
  assert.ok(entered.online.includes(alice.id));
  await guest.destroy();
  const gone = await chat.next('presence',
    (x) => x.userId === bob.id && x.status === 'offline', 10_000);
  assert.ok(Date.now() - Date.parse(gone.lastSeen) < 20_000);
  await chat.close();
});

test('presence: a short absence is nobody\'s business', async (t) => {
  const server = await start(t);
  const { people: [, bob], chats: [chat, guest], channelId } =
    await conversation(t, server);
  await chat.next('presence', (x) => x.userId === bob.id);
  chat.forget();
  await guest.destroy();
  const again = await Chat.open(server, bob.token);
  await again.join(channelId);
  await again.send(channelId, 'back');
  await chat.messages(1);
  await pause(200);
  assert.deepEqual(chat.all('presence'), []);
  await again.close();
});

test('leave_channel: ends the events of that socket only', async (t) => {
  const server = await start(t);
  const { people: [, bob], chats: [alice, left], channelId } =
    await conversation(t, server);
  const other = await Chat.open(server, bob.token);
  await other.join(channelId);
  await left.ask('leave_channel', { channelId });
  await alice.send(channelId, 'one');
  await other.messages(1);
  await pause(50);
  assert.deepEqual(left.all('new_message'), []);
  const { seq, recovered, messages } = await left.join(channelId, 0);
  assert.equal(recovered, 'replayed');
  assert.equal(messages.at(-1).seq, seq);
  await other.close();
});
