// What sockets that are open are told of groups, channels and people.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';

const channel = (id, rest = '') => `/api/channels/${id}${rest}`;
const group = (id, rest = '') => `/api/groups/${id}${rest}`;

async function open(t, server, person) {
  const chat = await Chat.open(server, person.token);
  t.after(() => chat.destroy());
  return chat;
}

test('who comes to a group and who goes is told, also to themselves', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group: { id } } = await gathering(server);
  const carol = await register(server, 'carol');
  const [a, b, c] = [await open(t, server, alice), await open(t, server, bob),
    await open(t, server, carol)];
  const of = (person) => (x) => x.groupId === id && x.userId === person.id;

  await carol.api.post(group(id, '/join')).expect(200);
  const came = await a.next('group_member_joined', of(carol));
  assert.deepEqual([came.user.username, came.role], [carol.username, 'member']);
  await c.next('group_member_joined', of(carol));

  await bob.api.post(group(id, '/leave')).expect(200);
  assert.equal((await a.next('group_member_left', of(bob))).reason, 'left');
  assert.deepEqual(await b.next('group_removed'), { groupId: id, reason: 'left' });

  await alice.api.del(group(id, `/members/${carol.id}`)).expect(204);
  assert.equal((await a.next('group_member_left', of(carol))).reason, 'removed');
  assert.deepEqual(await c.next('group_removed'),
    { groupId: id, reason: 'removed' });

  await bob.api.post(group(id, '/join')).expect(200);
  await a.next('group_member_joined', of(bob));
  await alice.api.post(group(id, `/bans/${bob.id}`), {}).expect(204);
  await a.next('group_member_left', (x) => of(bob)(x) && x.reason === 'banned');
  await b.next('group_removed', (x) => x.reason === 'banned');
  assert.equal(c.all('group_member_left').length, 1); // of bob, before she went
});

test('a channel comes and goes for those outside as it is opened and closed', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId, group: { id } } =
    await conversation(t, server);
  const carol = await register(server, 'carol');
  await carol.api.post(group(id, '/join')).expect(200);
  const c = await open(t, server, carol);
  const set = (visibility) =>
    alice.api.put(channel(channelId), { visibility }).expect(200);

  await set('private');
  assert.deepEqual(await c.next('channel_deleted'), { groupId: id, channelId });
  await b.next('channel_updated', (x) => x.channel.visibility === 'private');
  await carol.api.get(channel(channelId)).expect(404, 'NOT_FOUND');
  await set('public');
  assert.equal((await c.next('channel_created')).channel.id, channelId);
  await b.next('channel_updated', (x) => x.channel.visibility === 'public');
  assert.deepEqual(b.all('channel_deleted'), []);
  assert.deepEqual(b.all('channel_created'), []);
  await bob.api.get(channel(channelId)).expect(200);
});

test('a new name is told to those in a room with whoever has it, once', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, b], channelId, group: { id } } =
    await conversation(t, server);
  const second = await alice.api.post(group(id, '/channels'), { name: 'second' })
    .body(201);
  await b.join(second.id);
  const stranger = await open(t, server, await register(server, 'stranger'));
  const username = `${alice.username}x`;

  await alice.api.patch('/api/users/me', { username }).expect(200);
  const renamed = await b.next('user_updated');
  assert.equal(renamed.userId, alice.id);
  assert.equal(renamed.user.username, username);
  await alice.api.patch('/api/users/me', { displayName: 'Alice' }).expect(200);
  await b.next('user_updated', (x) => x.displayName === 'Alice');

  assert.equal(b.all('user_updated').length, 2);
  assert.deepEqual(stranger.all('user_updated'), []);
  await bob.api.get(channel(channelId)).expect(200);
});

test('who asks to be let in sees that, takes it back, is told no', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group: g } = await gathering(server);
  const den = await alice.api.post(group(g.id, '/channels'),
    { name: 'den', visibility: 'private' }).body(201);
  const secret = await alice.api.post('/api/groups',
    { name: 'secret', visibility: 'private' }).body(201);
  const b = await open(t, server, bob);
  const own = async () =>
    (await bob.api.get('/api/users/me/requests').body()).items;

  await bob.api.post(channel(den.id, '/requests'), { message: 'please' }).expect(202);
  await bob.api.post(group(secret.id, '/requests'), {}).expect(202);
  const [first, last] = (await own()).sort((x, y) => x.channelId === null ? 1 : -1);
  assert.deepEqual([first.groupId, first.channelId, first.message],
    [g.id, den.id, 'please']);
  assert.deepEqual([last.groupId, last.channelId], [secret.id, null]);

  await bob.api.del(group(secret.id, '/requests')).expect(204);
  await bob.api.del(group(secret.id, '/requests')).expect(404, 'NOT_FOUND');
  assert.deepEqual((await alice.api.get(group(secret.id, '/requests')).body()).items, []);
  await alice.api.post(channel(den.id, `/requests/${bob.id}/reject`)).expect(204);
  assert.deepEqual(await b.next('join_request_decided'),
    { groupId: g.id, channelId: den.id, approved: false });
  assert.deepEqual(await own(), []);
  assert.deepEqual((await alice.api.get(group(g.id, '/audit')).body())
    .items.map((x) => [x.action, x.targetId]),
  [['channel.request_reject', bob.id]]);
});

test('an invite shows what it leads into before it is accepted', async (t) => {
  const server = await start(t);
  const alice = await register(server, 'alice');
  const bob = await register(server, 'bob');
  const carol = await register(server, 'carol');
  const g = await alice.api.post('/api/groups',
    { name: 'secret', visibility: 'private' }).body(201);
  const den = await alice.api.post(group(g.id, '/channels'),
    { name: 'den', visibility: 'private' }).body(201);
  const b = await open(t, server, bob);
  const show = (person, code) => person.api.get(`/api/invites/${code}`);

  const named = await alice.api.post(channel(den.id, '/invites'), { userId: bob.id })
    .body(201);
  const told = await b.next('invited');
  const [listed] = (await bob.api.get('/api/invites').body()).items;
  for (const each of [named, told, listed]) {
    assert.deepEqual([each.groupName, each.channelName], ['secret', 'den']);
    assert.equal(each.inviter.username, alice.username);
  }
  const shown = await show(bob, named.id).body();
  assert.equal(shown.memberCount, 1);
  assert.equal(shown.expiresAt, named.expiresAt);
  await show(carol, named.id).expect(404, 'NOT_FOUND');
  await bob.api.get(group(g.id)).expect(404, 'NOT_FOUND');

  const link = await alice.api.post(group(g.id, '/invites'), { maxUses: 1 }).body(201);
  const seen = await show(carol, link.code).body();
  assert.deepEqual([seen.groupName, seen.channelName, seen.memberCount],
    ['secret', null, 1]);
  assert.equal('code' in seen, false);
  await bob.api.post(`/api/invites/${link.code}/accept`).expect(200);
  await show(carol, link.code).expect(404, 'NOT_FOUND');
  await server.api.get(`/api/invites/${link.code}`).expect(401, 'UNAUTHORIZED');
});
