// Messages that change after they were sent: edits, deletions, reactions,
// pins; replies, mentions, marks and search.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

// One server for all: each test has people and a room of its own.
const server = {};
const endings = [];
after(() => Promise.all(endings.map((end) => end())));

async function place(t, names) {
  server.current ??= start({ after: (end) => endings.push(end) });
  return conversation(t, await server.current, names);
}

const put = (api, path, body) => api.call('PUT', path, body);
const patch = (api, path, body) => api.call('PATCH', path, body);
const message = (id, rest = '') => `/api/messages/${id}${rest}`;
const refused = (code) => ({ code });

test('an edit reaches everybody, the page and those who come back', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const { id, seq } = await a.send(channelId, 'helo');

  const answer = await a.ask('edit_message',
    { channelId, messageId: id, content: 'hello' });

  assert.deepEqual(answer, { ok: true, seq: seq + 1 });
  const event = await b.next('message_updated', (x) => x.id === id);
  assert.equal(event.seq, seq + 1);
  assert.equal(event.content, 'hello');
  assert.equal(event.editedBy, alice.id);
  assert.equal(event.message.seq, seq);
  const shown = await bob.api.get(message(id)).body();
  assert.deepEqual(event.message, shown);
  assert.equal(shown.editedAt, event.editedAt);
  const { items: versions } = await bob.api.get(message(id, '/history')).body();
  assert.deepEqual(versions.map((x) => x.content), ['helo']);

  const again = await Chat.open(await server.current, bob.token);
  t.after(() => again.destroy());
  const missed = await again.join(channelId, seq);
  assert.equal(missed.recovered, 'replayed');
  assert.deepEqual(missed.events.map((x) => [x.event, x.data.content]),
    [['message_updated', 'hello']]);
  const fresh = await again.join(channelId);
  assert.deepEqual(fresh.messages.at(-1), shown);
});

test('nobody edits what somebody else wrote; moderators may delete it', async (t) => {
  const { people: [owner, bob, eve], chats: [, b, e], channelId } =
    await place(t, ['owner', 'bob', 'eve']);
  const { id } = await b.send(channelId, 'mine');

  await assert.rejects(e.ask('edit_message', { channelId, messageId: id, content: 'x' }),
    refused('FORBIDDEN'));
  await patch(owner.api, message(id), { content: 'x' }).expect(403, 'FORBIDDEN');
  await eve.api.del(message(id)).expect(403, 'FORBIDDEN');
  const gone = await owner.api.del(message(id)).body();
  assert.equal(gone.content, '');
  assert.ok(gone.deletedAt);
  await bob.api.del(message(id)).expect(200);
  await patch(bob.api, message(id), { content: 'again' }).expect(410);
  const seen = await e.next('message_deleted', (x) => x.id === id);
  assert.equal(seen.deletedBy, owner.id);
  const stranger = await register(await server.current);
  await stranger.api.get(message(id)).expect(404);
  await stranger.api.del(message(id)).expect(404);
});

test('a deleted message is not told to those who come later', async (t) => {
  const { people: [alice, bob], chats: [a], channelId } = await place(t);
  const { id, seq } = await a.send(channelId, 'secret one');
  await patch(alice.api, message(id), { content: 'secret two' }).expect(200);
  await alice.api.del(message(id)).expect(200);

  const chat = await Chat.open(await server.current, bob.token);
  t.after(() => chat.destroy());
  const missed = await chat.join(channelId, seq - 1);

  assert.equal(missed.recovered, 'replayed');
  assert.doesNotMatch(JSON.stringify(missed), /secret/);
  const { items } = await bob.api.get(message(id, '/history')).body();
  assert.deepEqual(items, []);
});

test('reactions: counted, named, taken back, by socket and by REST', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const { id } = await a.send(channelId, 'cake?');

  const first = await b.ask('react', { channelId, messageId: id, emoji: '🎂' });
  assert.ok(first.seq > 0);
  assert.equal((await b.ask('react', { channelId, messageId: id, emoji: '🎂' })).seq, 0);
  await put(alice.api, message(id, `/reactions/${encodeURIComponent('🎂')}`)).expect(200);
  const counted = await a.next('reaction', (x) => x.userId === alice.id);
  assert.deepEqual([counted.emoji, counted.added, counted.count], ['🎂', true, 2]);

  const shown = await bob.api.get(message(id)).body();
  assert.equal(shown.reactions.length, 1);
  assert.equal(shown.reactions[0].count, 2);
  assert.deepEqual([...shown.reactions[0].userIds].sort(), [alice.id, bob.id].sort());
  const { items } = await bob.api
    .get(message(id, `/reactions/${encodeURIComponent('🎂')}`)).body();
  assert.deepEqual(items.map((x) => x.username).sort(),
    [alice.username, bob.username].sort());

  await b.ask('unreact', { channelId, messageId: id, emoji: '🎂' });
  const back = await a.next('reaction', (x) => !x.added);
  assert.equal(back.count, 1);
  await put(alice.api, message(id, '/reactions/%ff')).expect(400);
  await put(alice.api, message(id, '/reactions/a%20b')).expect(400);
  await assert.rejects(b.ask('react', { channelId, messageId: id, emoji: 'x'.repeat(65) }),
    refused('INVALID_REQUEST'));
});

test('reactions: whoever asks sees the own one, also beyond those named', async (t) => {
  const { people, channelId } = await place(t,
    Array.from({ length: 12 }, (_, i) => `fan${i}`));
  const [author] = people;
  const { id } = await author.api
    .post(`/api/channels/${channelId}/messages`, { content: 'tada' }).body(201);
  const heart = message(id, `/reactions/${encodeURIComponent('💜')}`);
  for (const each of people.slice(1)) {
    const answer = await put(each.api, heart).body(200);
    assert.equal(answer.reactions[0].me, true, 'in the answer to the change');
  }

  for (const [who, me] of [...people.slice(1).map((x) => [x, true]), [author, undefined]]) {
    const { items } = await who.api.get(`/api/channels/${channelId}/messages`).body();
    const [shown] = items.find((x) => x.id === id).reactions;
    assert.deepEqual([shown.count, shown.userIds.length, shown.me], [11, 10, me]);
    const alone = await who.api.get(message(id)).body();
    assert.equal(alone.reactions[0].me, me);
  }
});

test('pins: set by those who moderate, listed, in the log', async (t) => {
  const { people: [owner, bob], chats: [a, b], channelId } = await place(t);
  const { id } = await b.send(channelId, 'the rules');

  await assert.rejects(b.ask('pin', { channelId, messageId: id }), refused('FORBIDDEN'));
  await put(owner.api, message(id, '/pin')).expect(200);
  const event = await b.next('pin');
  assert.deepEqual([event.messageId, event.pinned], [id, true]);
  const { items } = await bob.api.get(`/api/channels/${channelId}/pins`).body();
  assert.deepEqual(items.map((x) => x.id), [id]);
  assert.ok(items[0].pinnedAt);
  await a.ask('pin', { channelId, messageId: id, pinned: false });
  const none = await bob.api.get(`/api/channels/${channelId}/pins`).body();
  assert.deepEqual(none.items, []);
});

test('replies: listed, counted, of the same room only', async (t) => {
  const { people: [alice], chats: [a], channelId } = await place(t);
  const { chats: [x], channelId: other } = await place(t);
  const { id } = await a.send(channelId, 'question');
  for (const content of ['one', 'two'])
    await a.ask('send_message', { channelId, content, replyTo: id });

  const { items } = await alice.api.get(message(id, '/replies')).body();
  assert.deepEqual(items.map((each) => each.content), ['one', 'two']);
  assert.equal((await alice.api.get(message(id)).body()).replyCount, 2);
  await a.ask('delete_message', { channelId, messageId: items[0].id });
  assert.equal((await alice.api.get(message(id)).body()).replyCount, 1);
  await assert.rejects(
    x.ask('send_message', { channelId: other, content: 'stray', replyTo: id }),
    refused('INVALID_REQUEST'));
});

test('unread and mention counts are kept by the server', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const overview = async (who) => (await who.api.get('/api/rooms').body())
    .items.find((x) => x.id === channelId);
  await a.send(channelId, `hello @${bob.username}, `);
  await a.send(channelId, 'all: @channel');
  const { seq } = await a.send(channelId, 'bye');

  const before = await overview(bob);
  assert.deepEqual([before.unread, before.mentions], [3, 2]);
  assert.equal(before.lastMessage.content, 'bye');
  const { items } = await bob.api.get(`/api/channels/${channelId}/messages`).body();
  assert.deepEqual(items[0].mentions, [{ type: 'user', userId: bob.id }]);
  assert.deepEqual(items[1].mentions, [{ type: 'channel' }]);

  const now = await b.ask('mark_read', { channelId, seq });
  assert.deepEqual([now.readSeq, now.unread, now.mentions], [seq, 0, 0]);
  const told = await a.next('read', (x) => x.userId === bob.id);
  assert.equal(told.readSeq, seq);
  const back = await bob.api.post(`/api/channels/${channelId}/read`,
    { seq, unread: true }).body();
  assert.deepEqual([back.readSeq, back.unread], [seq - 1, 1]);
  // What one has sent one has read, after a moment.
  await eventually(async () => (await overview(alice)).unread === 0, 'own messages read');
});

test('delivered and read marks: told, and found again after a reload', async (t) => {
  const { people: [alice, bob, carol], chats: [a, b], channelId } =
    await place(t, ['alice', 'bob', 'carol']);
  const { seq } = await a.send(channelId, 'did you get that?');
  const marks = async (who) => {
    const { items } = await who.api.get(`/api/channels/${channelId}/members`).body();
    const { readSeq, deliveredSeq } = items.find((x) => x.id === bob.id);
    return [readSeq, deliveredSeq];
  };
  const [read] = await marks(alice);
  assert.ok(read < seq);

  const got = await b.ask('delivered', { channelId, seq });
  assert.deepEqual([got.readSeq, got.deliveredSeq, got.unread], [read, seq, 1]);
  const told = await a.next('read', (x) => x.userId === bob.id);
  assert.deepEqual([told.readSeq, told.deliveredSeq], [read, seq]);
  assert.deepEqual(await marks(alice), [read, seq]);

  // It never goes back, and reading is more than getting.
  const late = await b.ask('delivered', { channelId, seq: seq - 1 });
  assert.equal(late.deliveredSeq, seq);
  await b.ask('mark_read', { channelId, seq });
  for (const who of [alice, bob, carol]) assert.deepEqual(await marks(who), [seq, seq]);

  // What the sender wrote was seen by the sender, at once.
  const { items } = await bob.api.get(`/api/channels/${channelId}/members`).body();
  assert.equal(items.find((x) => x.id === alice.id).readSeq, seq);
});

test('the marks of others are for members', async (t) => {
  const { group, people: [alice], channelId } = await place(t);
  const guest = await register(await server.current, 'guest');
  await guest.api.post(`/api/groups/${group.id}/join`).body();
  const { items } = await guest.api.get(`/api/channels/${channelId}/members`).body();
  assert.equal(items.length, 2);
  assert.ok(items.every((x) => !('readSeq' in x) && !('deliveredSeq' in x)));
  const own = await alice.api.get(`/api/channels/${channelId}/members`).body();
  assert.ok(own.items.every((x) => x.readSeq > 0));
});

test('search: all of one\'s rooms, one room, one sender; edits and deletions', async (t) => {
  const { people: [alice, bob], chats: [a, b], channelId } = await place(t);
  const { people: [carol], chats: [c], channelId: hidden } = await place(t);
  const one = await a.send(channelId, 'the quick zebra');
  const two = await b.send(channelId, 'a quick yak');
  await c.send(hidden, 'quick and hidden');
  const find = async (api, query) => (await api
    .get(`/api/messages/search?${new URLSearchParams(query)}`).body())
    .items.map((x) => x.id);
  await eventually(async () => (await find(alice.api, { q: 'quick' })).length === 2,
    'the index');

  assert.deepEqual(await find(alice.api, { q: 'quick' }), [two.id, one.id]);
  assert.deepEqual(await find(alice.api, { q: 'quick zebra', channelId }), [one.id]);
  assert.deepEqual(await find(alice.api, { q: 'quick', from: bob.id }), [two.id]);
  await alice.api.get(`/api/messages/search?q=quick&channelId=${hidden}`).expect(404);
  await alice.api.get('/api/messages/search?q=').expect(400, 'INVALID_REQUEST');
  for (const bad of ['before=yesterday', 'after=1', 'has=everything'])
    await alice.api.get(`/api/messages/search?q=quick&${bad}`).expect(400);
  const at = (ms) => new Date(Date.parse(one.createdAt) + ms).toISOString();
  assert.deepEqual(await find(alice.api, { q: 'quick', before: at(0) }), []);
  assert.deepEqual(await find(alice.api, { q: 'quick', after: at(0), before: at(60_000) }),
    [two.id, one.id]);
  assert.deepEqual(await find(alice.api, { q: 'quick', has: 'attachment' }), []);
  const { items: [hit] } = await alice.api.get('/api/messages/search?q=ZEBRA').body();
  assert.deepEqual(hit.snippet,
    [{ text: 'the quick ', match: false }, { text: 'zebra', match: true }]);
  await a.ask('edit_message', { channelId, messageId: one.id, content: 'a slow zebra' });
  await b.ask('delete_message', { channelId, messageId: two.id });
  assert.deepEqual(await find(alice.api, { q: 'quick' }), []);
  assert.deepEqual(await find(alice.api, { q: 'slow' }), [one.id]);
  assert.equal((await find(carol.api, { q: 'quick' })).length, 1);
});

test('search: beginnings of words and scripts without spaces, with snippets', async (t) => {
  const { people: [alice], chats: [a], channelId } = await place(t);
  const weather = await a.send(channelId, '今天天气很好');
  const deployed = await a.send(channelId, 'we deployed it to 스테이징 서버에');
  const thanks = await a.send(channelId, 'ขอบคุณมากครับ');
  const find = async (q) => (await alice.api
    .get(`/api/messages/search?${new URLSearchParams({ q })}`).body()).items;
  const shown = (hit) => hit.snippet
    .map(({ text, match }) => (match ? `[${text}]` : text)).join('');
  await eventually(async () => (await find('มาก')).length === 1, 'the index');

  const cases = [
    ['天气', weather, '今天[天气]很好'], ['好', weather, '今天天气很[好]'],
    ['DEPLOY', deployed, 'we [deployed] it to 스테이징 서버에'],
    ['서버', deployed, 'we deployed it to 스테이징 [서버]에'],
    ['มาก', thanks, 'ขอบคุณ[มาก]ครับ'],
  ];
  for (const [q, { id }, snippet] of cases)
    assert.deepEqual((await find(q)).map((x) => [x.id, shown(x)]), [[id, snippet]], q);
  assert.deepEqual(await find('天很'), []);
  await a.ask('edit_message', { channelId, messageId: weather.id, content: '明天下雨' });
  await a.ask('delete_message', { channelId, messageId: thanks.id });
  for (const q of ['天气', '今', 'มาก']) assert.deepEqual(await find(q), [], q);
  assert.deepEqual((await find('下雨')).map(shown), ['明天[下雨]']);
});

test('search: pages, of one channel and of all', async (t) => {
  const { people: [alice], chats: [a], channelId } = await place(t);
  const ids = [];
  for (let i = 0; i < 5; ++i)
    ids.unshift((await a.send(channelId, `page ${i} of otters`)).id);
  const get = (query) => alice.api
    .get(`/api/messages/search?${new URLSearchParams({ q: 'otter', ...query })}`);
  await eventually(async () => (await get({}).body()).items.length === 5, 'the index');

  for (const where of [{}, { channelId }]) {
    const seen = [];
    let page = await get({ ...where, limit: 2 }).body();
    for (;;) {
      seen.push(...page.items.map((x) => x.id));
      if (!page.next) break;
      assert.equal(page.items.length, 2);
      page = await get({ ...where, limit: 2, cursor: page.next }).body();
    }
    assert.deepEqual(seen, ids);
  }
  await get({ cursor: 'mine' }).expect(400, 'INVALID_REQUEST');
});

test('malformed changes are refused by name', async (t) => {
  const { chats: [a], channelId } = await place(t);
  const { id } = await a.send(channelId, 'x');
  const of = { channelId, messageId: id };
  const cases = [
    ['edit_message', { channelId, content: 'x' }], ['edit_message', of],
    ['edit_message', { ...of, content: '' }], ['edit_message', { ...of, content: 7 }],
    ['delete_message', { channelId, messageId: 'x' }], ['react', of],
    ['react', { ...of, emoji: '' }], ['react', { ...of, emoji: 'a b' }],
    ['unreact', { ...of, emoji: null }], ['pin', { ...of, pinned: 'yes' }],
    ['mark_read', { channelId }], ['mark_read', { channelId, seq: -1 }],
    ['mark_unread', { channelId, seq: 'x' }], ['delivered', { channelId, seq: 1.5 }],
  ];
  for (const [event, data] of cases)
    await assert.rejects(a.ask(event, data), refused('INVALID_REQUEST'),
      `${event} ${JSON.stringify(data)}`);
  const unknown = { channelId, messageId: channelId, content: 'x', emoji: 'x' };
  for (const event of ['edit_message', 'delete_message', 'react'])
    await assert.rejects(a.ask(event, unknown), refused('NOT_FOUND'), event);
});
