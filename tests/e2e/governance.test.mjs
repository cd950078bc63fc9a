// Roles, bans, mutes, invites, requests and direct rooms, from outside.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { pause } from './support/waiting.mjs';

const channel = (id, rest = '') => `/api/channels/${id}${rest}`;
const group = (id, rest = '') => `/api/groups/${id}${rest}`;

async function open(t, server, person) {
  const chat = await Chat.open(server, person.token);
  t.after(() => chat.destroy());
  return chat;
}

test('what a channel is can be changed, and everybody sees it', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId, group: { id } } =
    await conversation(t, server);
  const carol = await register(server, 'carol');
  await carol.api.post(group(id, '/join')).expect(200);
  const c = await open(t, server, carol);

  const changed = await alice.api.put(channel(channelId),
    { name: 'hall', topic: 'all', icon: '/i.png', slowMode: 3 }).body();
  assert.equal(changed.name, 'hall');
  const heard = await b.next('channel_updated');
  assert.equal(heard.channel.slowMode, 3);
  assert.equal(heard.by.id, alice.id);
  assert.ok(heard.seq > 0);
  // Who does not listen is told as well, and nobody twice.
  assert.equal((await c.next('channel_updated')).channel.name, 'hall');
  assert.equal(b.all('channel_updated').length, 1);

  await bob.api.put(channel(channelId), { name: 'x' }).expect(403, 'FORBIDDEN');
  for (const bad of [{ slowMode: -1 }, { slowMode: 21601 }, { name: '' },
    { icon: 'javascript:alert(1)' }, { visibility: 'secret' },
    { archived: 'yes' }, { topic: 'x'.repeat(1025) }])
    await alice.api.put(channel(channelId), bad).expect(400, 'INVALID_REQUEST');
  await alice.api.post(group(id, '/channels'), { name: 'taken' }).body(201);
  await alice.api.put(channel(channelId), { name: 'Taken' })
    .expect(409, 'NAME_TAKEN');
});

test('slow mode, read-only and archive bind on every way to speak', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId } =
    await conversation(t, server);
  const set = (what) => alice.api.put(channel(channelId), what).expect(200);
  const post = (person, content) =>
    person.api.post(channel(channelId, '/messages'), { content });

  await set({ slowMode: 60 });
  await b.send(channelId, 'one');
  await assert.rejects(b.send(channelId, 'two'), (why) =>
    why.code === 'RATE_LIMITED' && why.retryAfter > 50_000);
  const refused = await post(bob, 'two').expect(429, 'RATE_LIMIT_EXCEEDED');
  assert.ok(Number(refused.headers['retry-after']) > 50);
  await set({ slowMode: 0, readOnly: true });
  await post(bob, 'x').expect(403, 'FORBIDDEN');
  await assert.rejects(b.ask('broadcast', { channelId, event: 'e', data: 1 }),
    { code: 'FORBIDDEN' });
  await post(alice, 'news').expect(201);
  await set({ readOnly: false, archived: true });
  await b.next('channel_archived');
  await post(alice, 'x').expect(403, 'FORBIDDEN');
  await bob.api.get(channel(channelId, '/messages')).expect(200);
  await set({ archived: false });
  await post(bob, 'back').expect(201);
});

test('slow mode does not forget who has posted before a restart', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await conversation(t, server);
  await alice.api.put(channel(channelId), { slowMode: 600 }).expect(200);
  const message = { content: 'one', clientId: 'once' };
  const messages = channel(channelId, '/messages');
  const { id } = await bob.api.post(messages, message).body(201);
  await server.kill();

  const again = await restart(t, server);

  const api = again.api.as(bob.token);
  await api.post(messages, { content: 'two' }).expect(429, 'RATE_LIMIT_EXCEEDED');
  assert.equal((await api.post(messages, message).body(201)).id, id);
  await again.api.as(alice.token).post(messages, { content: 'news' }).expect(201);
});

test('a banned user gets no further event and does not return', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [a, b], channelId } =
    await conversation(t, server);
  const elsewhere = await open(t, server, bob);
  const bans = channel(channelId, '/bans');
  const { seq } = await a.join(channelId);

  await alice.api.post(`${bans}/${bob.id}`, { reason: 'spam' }).expect(204);

  for (const chat of [b, elsewhere])
    await chat.next('room_removed', (x) => x.channelId === channelId);
  const count = b.events.length;
  await a.send(channelId, 'among us');
  await pause(50);
  assert.equal(b.events.length, count);
  await assert.rejects(b.join(channelId), { code: 'NOT_FOUND' });
  await bob.api.post(channel(channelId, '/join')).expect(404, 'NOT_FOUND');
  await bob.api.get(channel(channelId, '/messages')).expect(404, 'NOT_FOUND');
  assert.equal((await a.next('user_banned')).userId, bob.id);
  await a.next('user_left', (x) => x.userId === bob.id);
  const [item] = (await alice.api.get(bans).body()).items;
  assert.deepEqual([item.userId, item.reason, item.until], [bob.id, 'spam', null]);
  await bob.api.get(bans).expect(404, 'NOT_FOUND');

  // It outlives the process, and what was missed tells of it.
  await server.kill();
  await restart(t, server);
  await bob.api.post(channel(channelId, '/join')).expect(404, 'NOT_FOUND');
  const again = await open(t, server, alice);
  const { events } = await again.join(channelId, seq);
  assert.deepEqual(events.map((e) => e.event), ['user_banned', 'user_left']);
  await alice.api.del(`${bans}/${bob.id}`).expect(204);
  await alice.api.del(`${bans}/${bob.id}`).expect(404, 'NOT_FOUND');
  await bob.api.post(channel(channelId, '/join')).expect(200);
});

test('a mute ends by itself', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId } =
    await conversation(t, server);
  const mute = (until) => alice.api
    .post(channel(channelId, `/mutes/${bob.id}`), { until });

  await mute('yesterday').expect(400, 'INVALID_REQUEST');
  await mute(new Date(Date.now() - 1000).toISOString())
    .expect(400, 'INVALID_REQUEST');
  await mute(new Date(Date.now() + 1000).toISOString()).expect(204);
  assert.equal((await b.next('member_updated')).muted, true);
  await assert.rejects(b.send(channelId, 'x'), { code: 'FORBIDDEN' });
  await pause(1100);
  await b.send(channelId, 'free');
  await bob.api.post(channel(channelId, `/mutes/${alice.id}`), {})
    .expect(403, 'FORBIDDEN');
});

test('roles are given from above and handed over', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [a], channelId, group: { id } } =
    await conversation(t, server);
  const of = (person) => `/members/${person.id}`;

  await bob.api.put(channel(channelId, of(bob)), { role: 'owner' })
    .expect(403, 'FORBIDDEN');
  const admin = await alice.api
    .put(channel(channelId, of(bob)), { role: 'admin' }).body();
  assert.equal(admin.role, 'admin');
  assert.equal((await a.next('member_updated')).role, 'admin');
  await alice.api.put(channel(channelId, of(bob)), { role: 'king' })
    .expect(400, 'INVALID_REQUEST');

  await alice.api.post(group(id, '/leave')).expect(409, 'CONFLICT');
  await alice.api.put(group(id, of(bob)), { role: 'owner' }).expect(200);
  assert.equal((await alice.api.get(group(id)).body()).role, 'admin');
  await alice.api.del(group(id)).expect(403, 'FORBIDDEN');
  await alice.api.post(group(id, '/leave')).expect(200);
});

test('a group that is deleted is gone for everybody at once', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [a, b], channelId, group: g } =
    await conversation(t, server);
  await bob.api.del(group(g.id)).expect(403, 'FORBIDDEN');

  await alice.api.del(group(g.id)).expect(204);

  for (const chat of [a, b]) {
    await chat.next('group_deleted', (x) => x.groupId === g.id);
    await chat.next('room_removed', (x) => x.channelId === channelId);
    await assert.rejects(chat.send(channelId, 'x'), { code: 'NOT_FOUND' });
  }
  await alice.api.get(group(g.id)).expect(404, 'NOT_FOUND');
  await alice.api.get(channel(channelId)).expect(404, 'NOT_FOUND');
  assert.deepEqual((await bob.api.get('/api/rooms').body()).items, []);
  assert.equal(a.end, undefined);
  await pause(1500);
  // The room's actor ended: nobody is asked to join it again.
  assert.deepEqual(b.all('error').filter((e) => e.event === 'join_channel'), []);
  await alice.api.post('/api/groups', { name: g.name }).expect(201);
});

test('a channel that is deleted leaves the rest of the group', async (t) => {
  const server = await start(t);
  const { people: [alice], chats: [, b], channelId, group: g } =
    await conversation(t, server);
  await alice.api.del(channel(channelId)).expect(204);

  assert.deepEqual(await b.next('channel_deleted'), { groupId: g.id, channelId });
  await b.next('room_removed');
  assert.deepEqual((await alice.api.get(group(g.id, '/channels')).body()).items, []);
  const next = await alice.api.post(group(g.id, '/channels'), { name: 'general' })
    .body(201);
  assert.equal((await b.next('channel_created')).channel.id, next.id);
});

test('invites let in: by link, by name, until they are used up', async (t) => {
  const server = await start(t);
  const alice = await register(server, 'alice');
  const bob = await register(server, 'bob');
  const carol = await register(server, 'carol');
  const g = await alice.api.post('/api/groups',
    { name: 'secret', visibility: 'private' }).body(201);
  const den = await alice.api.post(group(g.id, '/channels'),
    { name: 'den', visibility: 'private' }).body(201);
  const b = await open(t, server, bob);

  const link = await alice.api.post(channel(den.id, '/invites'), { maxUses: 1 })
    .body(201);
  assert.match(link.code, /^[\w-]{22}$/);
  const accept = (person, code) => person.api.post(`/api/invites/${code}/accept`);
  const used = await accept(bob, link.code).body();
  assert.equal(used.channelId, den.id);
  assert.equal((await b.next('room_added')).channelId, den.id);
  await accept(bob, link.code).expect(200);
  await accept(carol, link.code).expect(404, 'NOT_FOUND');
  await b.join(den.id);
  const listed = (await alice.api.get(channel(den.id, '/invites')).body()).items;
  assert.deepEqual(listed, []);
  await bob.api.post(channel(den.id, '/invites'), {}).expect(403, 'FORBIDDEN');

  const c = await open(t, server, carol);
  const named = await alice.api.post(group(g.id, '/invites'),
    { userId: carol.id, expiresIn: 0 }).body(201);
  assert.equal((await c.next('invited')).id, named.id);
  assert.equal((await carol.api.get('/api/invites').body()).items[0].id, named.id);
  await accept(bob, named.code).expect(404, 'NOT_FOUND');
  await accept(carol, named.id).expect(200);
  assert.equal((await carol.api.get(group(g.id)).body()).role, 'member');

  const open2 = await alice.api.post(group(g.id, '/invites'), {}).body(201);
  const path = group(g.id, '/invites');
  const [kept] = (await alice.api.get(path).body()).items;
  assert.equal(kept.code, undefined);
  await alice.api.del(`${path}/${open2.id}`).expect(204);
  const dora = await register(server, 'dora');
  await accept(dora, open2.code).expect(404, 'NOT_FOUND');
});

test('who asks to be let in is let in or not', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group: g } = await gathering(server);
  const den = await alice.api.post(group(g.id, '/channels'),
    { name: 'den', visibility: 'private' }).body(201);
  const at = channel(den.id, '/requests');
  const stranger = await register(server, 'stranger');
  const [a, b] = [await open(t, server, alice), await open(t, server, bob)];

  await stranger.api.post(at, {}).expect(404, 'NOT_FOUND');
  await bob.api.post(at, { message: 'let me in' }).expect(202);
  const asked = await a.next('join_request');
  assert.deepEqual([asked.channelId, asked.userId, asked.message],
    [den.id, bob.id, 'let me in']);
  await bob.api.post(`${at}/${bob.id}/approve`).expect(404, 'NOT_FOUND');
  assert.equal((await alice.api.get(at).body()).items.length, 1);
  await alice.api.post(`${at}/${bob.id}/reject`).expect(204);
  await bob.api.get(channel(den.id)).expect(404, 'NOT_FOUND');
  await bob.api.post(at, {}).expect(202);
  await alice.api.post(`${at}/${bob.id}/approve`).expect(204);
  assert.equal((await b.next('room_added')).channel.name, 'den');
  await b.join(den.id);
  await alice.api.post(`${at}/${bob.id}/approve`).expect(404, 'NOT_FOUND');
});

test('the directory finds public groups by how their words begin', async (t) => {
  const server = await start(t);
  const alice = await register(server, 'alice');
  const bob = await register(server, 'bob');
  const found = (name, visibility) =>
    alice.api.post('/api/groups', { name, visibility }).body(201);
  await found('Quantum physics');
  await found('Physics of secrets', 'private');
  const names = async (person, query) =>
    (await person.api.get(`/api/groups?${query}`).body()).items
      .map((x) => x.name);

  assert.deepEqual(await names(bob, 'q=phys'), ['Quantum physics']);
  assert.deepEqual(await names(bob, 'q=phys&scope=mine'), []);
  assert.deepEqual(await names(alice, 'q=PHYS&scope=mine'),
    ['Physics of secrets', 'Quantum physics']);
  assert.deepEqual(await names(alice, 'scope=public'), ['Quantum physics']);
  assert.deepEqual(await names(alice, `q=${encodeURIComponent('" OR (*')}`), []);
  await alice.api.get('/api/groups?scope=all-of-them').expect(400, 'INVALID_REQUEST');
});

test('a ban from a group takes its channels away', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId, group: g } =
    await conversation(t, server);
  const link = await alice.api.post(group(g.id, '/invites'), {}).body(201);
  const bans = group(g.id, '/bans');

  await alice.api.post(`${bans}/${bob.id}`, {}).expect(204);

  await b.next('room_removed', (x) => x.channelId === channelId);
  await bob.api.get(group(g.id)).expect(404, 'NOT_FOUND');
  await bob.api.post(group(g.id, '/join')).expect(404, 'NOT_FOUND');
  await bob.api.post(`/api/invites/${link.code}/accept`).expect(403, 'FORBIDDEN');
  assert.equal((await alice.api.get(bans).body()).items[0].userId, bob.id);
  await alice.api.del(`${bans}/${bob.id}`).expect(204);
  await bob.api.post(group(g.id, '/join')).expect(200);
});

test('two people who write to each other at once meet in one room', async (t) => {
  const server = await start(t);
  const alice = await register(server, 'alice');
  const bob = await register(server, 'bob');
  const b = await open(t, server, bob);
  const calls = [];
  for (let i = 0; i < 20; ++i)
    calls.push((i % 2 ? alice : bob).api
      .post('/api/direct', { userId: (i % 2 ? bob : alice).id }));
  const answers = await Promise.all(calls);

  assert.equal(new Set(answers.map((x) => x.body.id)).size, 1);
  assert.equal(answers.filter((x) => x.status === 201).length, 1);
  const { id } = answers[0].body;
  assert.deepEqual(answers[0].body.members.map((x) => x.id).sort(),
    [alice.id, bob.id].sort());
  assert.equal((await b.next('room_added')).channelId, id);
  for (const person of [alice, bob])
    assert.equal((await person.api.get('/api/rooms').body()).items[0].id, id);
  await b.join(id);
  await alice.api.post(channel(id, '/messages'), { content: 'hi' }).expect(201);
  assert.equal((await b.next('new_message')).content, 'hi');
  await alice.api.put(channel(id), { name: 'x' }).expect(403, 'FORBIDDEN');
  await bob.api.post(channel(id, '/leave')).expect(403, 'FORBIDDEN');
  await alice.api.post('/api/direct', { userId: alice.id })
    .expect(400, 'INVALID_REQUEST');
  await alice.api.post('/api/direct', {}).expect(400, 'INVALID_REQUEST');
});

test('a blocked user cannot write, nor open a direct room', async (t) => {
  const server = await start(t);
  const { people: [alice, bob, carol] } =
    await gathering(server, ['alice', 'bob', 'carol']);
  const { id } = await alice.api.post('/api/direct', { userId: bob.id }).body(201);
  const b = await open(t, server, bob);
  await b.join(id);
  const block = `/api/users/${bob.id}/block`;

  await alice.api.put(block).expect(204);

  await assert.rejects(b.send(id, 'hello?'), { code: 'FORBIDDEN' });
  await bob.api.post(channel(id, '/messages'), { content: 'x' })
    .expect(403, 'FORBIDDEN');
  await bob.api.post('/api/direct', { userId: alice.id }).expect(403, 'FORBIDDEN');
  await bob.api.get(channel(id, '/messages')).expect(200);
  assert.equal((await alice.api.get('/api/users/me/blocks').body()).items[0].id,
    bob.id);
  await alice.api.del(block).expect(204);
  await b.send(id, 'hello!');

  const stranger = await register(server, 'stranger');
  const privacy = '/api/users/me/privacy';
  assert.equal((await carol.api.get(privacy).body()).directFrom, 'everyone');
  await carol.api.put(privacy, { directFrom: 'shared_groups' }).expect(200);
  await stranger.api.post('/api/direct', { userId: carol.id })
    .expect(403, 'FORBIDDEN');
  await alice.api.post('/api/direct', { userId: carol.id }).expect(201);
  await carol.api.put(privacy, { directFrom: 'anyone' })
    .expect(400, 'INVALID_REQUEST');
});
