// Groups, channels and members: who may see and do what.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { pause } from './support/waiting.mjs';

const unknown = '01890000-0000-7000-8000-000000000000';

test('a client shows first what one answer has', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group, channelId } = await gathering(server);
  await alice.api.post(`/api/channels/${channelId}/messages`,
    { content: 'hello' }).body(201);
  const other = await alice.api.post('/api/groups',
    { name: `other of ${alice.username}`, visibility: 'private' }).body(201);
  await alice.api.post(`/api/groups/${other.id}/invites`, { userId: bob.id }).body(201);
  const path = '/api/client/overview';

  const found = await bob.api.get(path).body();

  assert.deepEqual(found.user, await bob.api.get('/api/users/me').body());
  assert.deepEqual(found.groups.items.map((x) => x.id), [group.id]);
  assert.deepEqual(found.rooms, await bob.api.get('/api/rooms').body());
  assert.deepEqual([found.rooms.items[0].id, found.rooms.items[0].unread], [channelId, 1]);
  assert.deepEqual(found.invites.map((x) => x.groupId), [other.id]);
  const { groups } = await alice.api.get(`${path}?limit=1`).body();
  assert.equal(groups.items.length, 1);
  const rest = await alice.api
    .get(`/api/groups?scope=mine&cursor=${groups.next}`).body();
  assert.equal(rest.items.length, 1);
  await bob.api.get(`${path}?limit=0`).expect(400, 'INVALID_REQUEST');
  await server.api.get(path).expect(401, 'UNAUTHORIZED');
});

test('groups: are founded, found, joined and left', async (t) => {
  const server = await start(t);
  const [alice, bob] = [await register(server), await register(server)];

  const group = await alice.api
    .post('/api/groups', { name: 'Chess', description: 'e4' }).body(201);
  assert.equal(group.role, 'owner');
  assert.equal(group.visibility, 'public');
  await alice.api.post('/api/groups', { name: 'chess' })
    .expect(409, 'NAME_TAKEN');

  const of = `/api/groups/${group.id}`;
  assert.equal((await bob.api.get(of).body()).role, undefined);
  await bob.api.post(`${of}/join`).expect(200);
  await bob.api.post(`${of}/join`).expect(200);
  assert.equal((await bob.api.get(of).body()).role, 'member');
  const members = await alice.api.get(`${of}/members`).body();
  assert.deepEqual(members.items.map((x) => x.role).sort(), ['member', 'owner']);
  await alice.api.post(`${of}/leave`).expect(409, 'CONFLICT');
  await bob.api.post(`${of}/leave`).expect(200);
  assert.equal((await bob.api.get(of).body()).role, undefined);
});

test('groups: the list has what is public and what is one\'s own', async (t) => {
  const server = await start(t);
  const [alice, bob] = [await register(server), await register(server)];
  for (const visibility of ['public', 'private'])
    await alice.api.post('/api/groups', { name: visibility, visibility })
      .expect(201);
  const names = async (who) =>
    (await who.api.get('/api/groups').body()).items.map((x) => x.name).sort();
  assert.deepEqual(await names(alice), ['private', 'public']);
  assert.deepEqual(await names(bob), ['public']);
});

test('channels: names are unique within their group', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group, channel } = await gathering(server);
  const channels = `/api/groups/${group.id}/channels`;
  await alice.api.post(channels, { name: 'General' }).expect(409, 'NAME_TAKEN');
  const other = await alice.api.post('/api/groups', { name: 'other' }).body(201);
  await alice.api.post(`/api/groups/${other.id}/channels`, { name: 'general' })
    .expect(201);
  await bob.api.post(channels, { name: 'mine' }).expect(403, 'FORBIDDEN');
  const { items } = await bob.api.get(channels).body();
  assert.deepEqual(items.map((x) => x.id), [channel.id]);
  assert.equal(items[0].groupId, group.id);
});

test('channels: a join makes a member, a leave ends it', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group } = await gathering(server);
  const channel = await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'second' }).body(201);
  const of = `/api/channels/${channel.id}`;
  assert.equal((await bob.api.get(of).body()).role, undefined);
  const member = await bob.api.post(`${of}/join`).body();
  assert.equal(member.userId, bob.id);
  assert.equal((await bob.api.get(of).body()).role, 'member');
  const { items } = await alice.api.get(`${of}/members`).body();
  assert.deepEqual(items.map((x) => x.id).sort(), [alice.id, bob.id].sort());
  const rooms = await bob.api.get('/api/rooms').body();
  assert.ok(rooms.items.some((x) => x.id === channel.id));
  await bob.api.post(`${of}/leave`).expect(200);
  assert.equal((await bob.api.get(of).body()).memberCount, 1);
});

test('members: pages cover each of them once', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId, group } =
    await gathering(server, ['a', 'b', 'c', 'd', 'e']);
  for (const base of [`/api/channels/${channelId}`, `/api/groups/${group.id}`]) {
    const seen = [];
    for (let cursor = ''; ;) {
      const page = await alice.api
        .get(`${base}/members?limit=2&cursor=${cursor}`).body();
      assert.ok(page.items.length <= 2);
      seen.push(...page.items.map((x) => x.id));
      if (!page.next) break;
      cursor = encodeURIComponent(page.next);
    }
    assert.equal(seen.length, 5);
    assert.equal(new Set(seen).size, 5);
  }
});

// What each person gets for each question, by status.
test('rights: the matrix of REST has no wrong cell', async (t) => {
  const server = await start(t);
  const { people: [owner, member], group, channelId } = await gathering(server);
  const insider = await register(server, 'insider');
  await insider.api.post(`/api/groups/${group.id}/join`).expect(200);
  const stranger = await register(server, 'stranger');
  const secret = await owner.api.post(`/api/groups/${group.id}/channels`,
    { name: 'secret', visibility: 'private' }).body(201);
  const closed = await owner.api
    .post('/api/groups', { name: 'closed', visibility: 'private' }).body(201);
  const message = { content: 'hello' };
  const add = { userId: stranger.id };
  const channel = `/api/channels/${channelId}`;
  const hidden = `/api/channels/${secret.id}`;
  const rows = [
    // question                                    owner member insider stranger nobody
    ['GET', channel,                               [200, 200, 200, 404, 401]],
    ['GET', `${channel}/messages`,                 [200, 200, 200, 404, 401]],
    ['GET', `${channel}/members`,                  [200, 200, 200, 404, 401]],
    ['POST', `${channel}/messages`,                [201, 201, 403, 404, 401], message],
    ['POST', `${channel}/members`,                 [404, 403, 403, 404, 401], add],
    ['DELETE', `${channel}/members/${owner.id}`,   [null, 403, 403, 404, 401]],
    ['POST', `${channel}/join`,                    [200, 200, null, 404, 401]],
    ['GET', hidden,                                [200, 404, 404, 404, 401]],
    ['GET', `${hidden}/messages`,                  [200, 404, 404, 404, 401]],
    ['POST', `${hidden}/join`,                     [200, 404, 404, 404, 401]],
    ['POST', `${hidden}/messages`,                 [201, 404, 404, 404, 401], message],
    ['POST', `/api/groups/${group.id}/channels`,   [409, 403, 403, 403, 401], { name: 'general' }],
    ['DELETE', `/api/groups/${group.id}/members/${owner.id}`,
                                                   [null, 403, 403, 403, 401]],
    ['GET', `/api/groups/${closed.id}`,            [200, 404, 404, 404, 401]],
    ['POST', `/api/groups/${closed.id}/join`,      [200, 404, 404, 404, 401]],
    ['GET', `/api/groups/${unknown}`,              [404, 404, 404, 404, 401]],
    ['GET', `/api/channels/${unknown}`,            [404, 404, 404, 404, 401]],
    ['GET', '/api/channels/no-id',                 [404, 404, 404, 404, 401]],
  ];
  const askers = [owner.api, member.api, insider.api, stranger.api, server.api];
  const wrong = [];
  for (const [method, path, cells, body] of rows)
    for (const [i, status] of cells.entries()) {
      if (status === null) continue;
      const answer = await askers[i].call(method, path, body);
      if (answer.status !== status)
        wrong.push(`${method} ${path} as ${i}: ${answer.status} for ${status}`);
      if (status >= 400) assert.equal(typeof answer.body.code, 'string');
    }
  assert.deepEqual(wrong, []);
});

test('rights: the matrix of the socket has no wrong cell', async (t) => {
  const server = await start(t);
  const { people: [owner, member], group, channelId } = await gathering(server);
  const insider = await register(server, 'insider');
  await insider.api.post(`/api/groups/${group.id}/join`).expect(200);
  const stranger = await register(server, 'stranger');
  const secret = await owner.api.post(`/api/groups/${group.id}/channels`,
    { name: 'secret', visibility: 'private' }).body(201);
  const events = {
    join_channel: {}, send_message: { content: 'x' },
    typing: { isTyping: true }, broadcast: { event: 'wave', data: 1 },
  };
  // Joining is last, since by it an insider becomes a member.
  const rows = [
    ['send_message', channelId, ['ok', 'ok', 'FORBIDDEN', 'NOT_FOUND']],
    ['typing', channelId, ['ok', 'ok', 'FORBIDDEN', 'NOT_FOUND']],
    ['broadcast', channelId, ['ok', 'ok', 'FORBIDDEN', 'NOT_FOUND']],
    ['send_message', secret.id, ['ok', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']],
    ['broadcast', secret.id, ['ok', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']],
    ['join_channel', secret.id, ['ok', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']],
    ['send_message', unknown, Array(4).fill('NOT_FOUND')],
    ['join_channel', unknown, Array(4).fill('NOT_FOUND')],
    ['join_channel', channelId, ['ok', 'ok', 'ok', 'NOT_FOUND']],
  ];
  const chats = [];
  for (const { token } of [owner, member, insider, stranger])
    chats.push(await Chat.open(server, token));
  const wrong = [];
  for (const [event, room, cells] of rows)
    for (const [i, expected] of cells.entries()) {
      const got = await chats[i].ask(event, { channelId: room, ...events[event] })
        .then(() => 'ok', (refused) => refused.code);
      if (got !== expected)
        wrong.push(`${event} as ${i}: ${got} for ${expected}`);
    }
  assert.deepEqual(wrong, []);
  await Promise.all(chats.map((chat) => chat.close()));
});

test('a removed member gets no further event', async (t) => {
  const server = await start(t);
  const { people: [, bob], chats: [alice, chat], channelId, people } =
    await conversation(t, server);
  const of = `/api/channels/${channelId}/members/${bob.id}`;
  const flood = (async () => {
    for (let i = 0; i < 200; ++i) await alice.send(channelId, `m${i}`);
  })();
  await chat.messages(20);

  await people[0].api.del(of).expect(204);
  const seen = chat.all('new_message').length;

  await chat.next('room_removed', (x) => x.channelId === channelId);
  await flood;
  await pause(50);
  // What was on the wire before the answer may still come before the notice.
  const notice = chat.events.findIndex((e) => e.event === 'room_removed');
  assert.equal(notice, chat.events.length - 1);
  assert.ok(chat.all('new_message').length - seen < 20);
  await assert.rejects(chat.send(channelId, 'let me in'), { code: 'FORBIDDEN' });
});

test('leaving the group takes its channels away', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [, chat], channelId, group } =
    await conversation(t, server);
  await bob.api.post(`/api/groups/${group.id}/leave`).expect(200);
  await chat.next('room_removed', (x) => x.channelId === channelId);
  await alice.api.post(`/api/channels/${channelId}/messages`, { content: 'x' })
    .expect(201);
  await pause(50);
  assert.deepEqual(chat.all('new_message'), []);
  await bob.api.get(`/api/channels/${channelId}/messages`).expect(404);
  await assert.rejects(chat.join(channelId), { code: 'NOT_FOUND' });
});
