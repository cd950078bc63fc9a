// Those who run the server: users, bans, places, reports, the audit log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from './support/api.mjs';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { logIn, rootPassword, staffed } from './support/staff.mjs';
import { download, uploaded } from './support/uploads.mjs';
import { eventually } from './support/waiting.mjs';

const admin = (rest) => `/api/admin${rest}`;

async function actions(api, query = '') {
  const { items } = await api.get(admin(`/audit${query}`)).body();
  return items.map((x) => x.action);
}

test('the admin area is for admins only, by the role that is stored', async (t) => {
  const { server, root } = await staffed(t);
  const alice = await register(server, 'alice');
  const routes = [['GET', '/users'], ['GET', `/users/${root.id}`], ['GET', '/bans'],
    ['GET', '/groups'], ['GET', '/channels'], ['GET', '/statistics'],
    ['GET', '/audit'], ['GET', '/reports'], ['POST', `/users/${root.id}/ban`, {}],
    ['DELETE', `/users/${root.id}`], ['POST', `/users/${root.id}/logout`],
    ['PUT', `/users/${alice.id}/role`, { role: 'admin' }]];
  for (const [method, path, body] of routes) {
    await server.api.call(method, admin(path), body).expect(401, 'UNAUTHORIZED');
    await alice.api.call(method, admin(path), body).expect(403, 'FORBIDDEN');
  }

  // A new role counts at once, whatever the token says.
  const risen = await root.api.put(admin(`/users/${alice.id}/role`),
    { role: 'moderator' }).body();
  assert.equal(risen.role, 'moderator');
  await alice.api.get(admin('/reports')).expect(200);
  await alice.api.get(admin('/users')).expect(403, 'FORBIDDEN');
  await root.api.put(admin(`/users/${alice.id}/role`), { role: 'admin' }).expect(200);
  await alice.api.get(admin('/users')).expect(200);
  // A lower one ends the devices, and with them the tokens of the higher.
  await root.api.put(admin(`/users/${alice.id}/role`), { role: 'user' }).expect(200);
  await alice.api.get(admin('/users')).expect(401, 'TOKEN_REVOKED');
  await root.api.put(admin(`/users/${root.id}/role`), { role: 'user' })
    .expect(409, 'CONFLICT');
  await root.api.put(admin(`/users/${alice.id}/role`), { role: 'owner' })
    .expect(400, 'INVALID_REQUEST');
});

test('users are found by name, e-mail, role and ban', async (t) => {
  const { server, root } = await staffed(t);
  const alice = await register(server, 'alice');
  const bob = await register(server, 'bob');
  await root.api.post(admin(`/users/${bob.id}/ban`), { reason: 'spam' }).expect(204);
  const found = async (query) =>
    (await root.api.get(admin(`/users?${query}`)).body()).items.map((x) => x.id);

  assert.deepEqual(await found('q=ALICE'), [alice.id]);
  assert.deepEqual(await found(`q=${encodeURIComponent(alice.email)}`), [alice.id]);
  assert.deepEqual(await found('q=nobody@example.com'), []);
  assert.deepEqual(await found('role=admin'), [root.id]);
  assert.deepEqual(await found('state=banned'), [bob.id]);
  assert.deepEqual((await root.api.get(admin('/bans')).body()).items.map((x) => x.id),
    [bob.id]);
  for (const bad of ['role=king', 'state=asleep', 'q=a&role=admin', 'limit=0',
    'cursor=nonsense'])
    await root.api.get(admin(`/users?${bad}`)).expect(400, 'INVALID_REQUEST');

  const first = await root.api.get(admin('/users?limit=2')).body();
  const rest = await root.api.get(admin(`/users?limit=2&cursor=${first.next}`)).body();
  assert.equal(new Set([...first.items, ...rest.items].map((x) => x.id)).size, 3);
  const shown = await root.api.get(admin(`/users/${bob.id}`)).body();
  assert.equal(shown.email, bob.email);
  assert.equal(shown.state, 'banned');
  assert.equal(shown.ban.reason, 'spam');
  assert.equal(shown.ban.by, root.id);
  assert.deepEqual(shown.sessions, []);
  assert.deepEqual(shown.uploads, { files: 0, bytes: 0 });
  assert.equal(shown.passwordHash, undefined);
});

test('who is banned is cut off at once and told why it cannot come back', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob], chats: [, b], channelId } =
    await conversation(t, server);
  const ban = admin(`/users/${bob.id}/ban`);

  await root.api.post(ban, { reason: 'spam', until: 'yesterday' })
    .expect(400, 'INVALID_REQUEST');
  await root.api.post(ban, { until: new Date(Date.now() + 2000).toISOString() })
    .expect(204);
  assert.equal((await b.closed).code, 4004);
  await bob.api.get('/api/rooms').expect(401, 'TOKEN_REVOKED');
  await server.api.post('/api/auth/login',
    { username: bob.username, password: bob.password }).expect(403, 'ACCOUNT_BANNED');
  await server.api.post('/api/auth/login',
    { username: bob.username, password: 'wrong' }).expect(401, 'INVALID_CREDENTIALS');
  await server.api.post('/api/auth/refresh', { refreshToken: bob.refreshToken })
    .expect(403, 'ACCOUNT_BANNED');
  // The ban ends by itself.
  await eventually(async () => (await server.api.post('/api/auth/login',
    { username: bob.username, password: bob.password })).status === 200,
  'the ban is over');

  await root.api.post(ban, {}).expect(204);
  await root.api.del(ban).expect(204);
  await root.api.del(ban).expect(404, 'NOT_FOUND');
  const back = await logIn(server, bob.username, bob.password);
  const again = await Chat.open(server, back.token);
  t.after(() => again.destroy());
  await again.join(channelId);
  await again.send(channelId, 'I am back');
  await alice.api.get('/api/rooms').expect(200);
  await root.api.post(admin(`/users/${root.id}/ban`), {}).expect(403, 'FORBIDDEN');
});

test('an admin logs users out and deletes them', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob], chats: [a, b] } = await conversation(t, server);

  await root.api.post(admin(`/users/${bob.id}/logout`)).expect(204);
  assert.equal((await b.closed).code, 4004);
  await logIn(server, bob.username, bob.password);

  await root.api.del(admin(`/users/${bob.id}`)).expect(204);
  await a.next('user_left', (x) => x.userId === bob.id);
  await server.api.post('/api/auth/login',
    { username: bob.username, password: bob.password })
    .expect(401, 'INVALID_CREDENTIALS');
  assert.equal((await alice.api.get(`/api/users/${bob.id}`).body()).deleted, true);
  await root.api.del(admin(`/users/${bob.id}`)).expect(404, 'NOT_FOUND');
  const [act] = (await root.api.get(admin('/audit?action=user.delete')).body()).items;
  assert.equal(act.details.username, bob.username);
  assert.equal(act.by.id, root.id);
  assert.equal(act.address, '127.0.0.1');
});

test('admins see and end every group and channel, but no direct room', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob], chats: [a], group, channelId } =
    await conversation(t, server);
  const secret = await alice.api.post('/api/groups',
    { name: 'secret', visibility: 'private' }).body(201);
  const den = await alice.api.post(`/api/groups/${secret.id}/channels`,
    { name: 'den', visibility: 'private' }).body(201);
  const direct = await alice.api.post('/api/direct', { userId: bob.id }).body(201);

  const groups = await root.api.get(admin('/groups')).body();
  assert.deepEqual(groups.items.map((x) => x.id).sort(), [group.id, secret.id].sort());
  assert.deepEqual((await root.api.get(admin('/groups?q=SEC')).body()).items
    .map((x) => x.id), [secret.id]);
  const shown = await root.api.get(admin(`/groups/${secret.id}`)).body();
  assert.equal(shown.memberCount, 1);
  assert.deepEqual(shown.channels.map((x) => x.id), [den.id]);
  const channels = await root.api.get(admin('/channels')).body();
  assert.deepEqual(channels.items.map((x) => x.id), [den.id, channelId]);
  assert.equal((await root.api.get(admin(`/channels/${channelId}`)).body())
    .memberCount, 2);
  await root.api.get(admin(`/channels/${direct.id}`)).expect(404, 'NOT_FOUND');
  await root.api.del(admin(`/channels/${direct.id}`)).expect(404, 'NOT_FOUND');

  await root.api.del(admin(`/channels/${channelId}`)).expect(204);
  await a.next('channel_deleted');
  await root.api.del(admin(`/groups/${secret.id}`)).expect(204);
  await alice.api.get(`/api/groups/${secret.id}`).expect(404, 'NOT_FOUND');
  assert.deepEqual(await actions(root.api),
    ['group.delete', 'channel.delete', 'user.create']);
});

test('admins edit and delete others where these do it themselves', async (t) => {
  const { server, root } = await staffed(t);
  const [ann, bob] = [await register(server, 'ann'), await register(server, 'bob')];
  const of = (who) => `/api/users/${who.id}`;

  const before = await actions(root.api);
  // Of oneself it is the own profile, with all that this asks for.
  const named = await ann.api.patch(of(ann), { displayName: 'Ann A.' }).body();
  assert.equal(named.displayName, 'Ann A.');
  await ann.api.patch(of(ann), { email: 'a@example.org' })
    .expect(400, 'INVALID_REQUEST');
  await ann.api.del(of(ann)).expect(400, 'INVALID_REQUEST');
  await ann.api.del(of(ann), { password: 'guess' })
    .expect(401, 'INVALID_CREDENTIALS');
  await ann.api.patch(of(bob), { displayName: 'x' }).expect(403, 'FORBIDDEN');
  await ann.api.del(of(bob), { password: bob.password }).expect(403, 'FORBIDDEN');
  assert.deepEqual(await actions(root.api), before);

  const email = `moved-${ann.email}`;
  const edited = await root.api.patch(of(ann), { email, displayName: 'Ann' }).body();
  assert.deepEqual([edited.email, edited.displayName], [email, 'Ann']);
  await root.api.patch(of(ann), { displayName: 'Ann' }).expect(200);
  await root.api.patch(of(ann), { username: bob.username }).expect(409, 'NAME_TAKEN');
  await root.api.patch(of(ann), {}).expect(400, 'INVALID_REQUEST');
  await server.api.post('/api/auth/login', { email, password: ann.password }).body();
  await root.api.del(of(bob)).expect(204);
  await server.api.post('/api/auth/login',
    { username: bob.username, password: bob.password })
    .expect(401, 'INVALID_CREDENTIALS');
  await root.api.patch(of(bob), { displayName: 'x' }).expect(404, 'NOT_FOUND');

  const { items } = await root.api.get(admin('/audit')).body();
  assert.deepEqual(items.map((x) => x.action),
    ['user.delete', 'user.update', ...before]);
  assert.deepEqual(items[1].details, { displayName: 'Ann', email: true });
  await ann.api.del(of(ann), { password: ann.password }).expect(204);
  await root.api.del(of(root), { password: rootPassword }).expect(409, 'CONFLICT');
});

test('admins see what lives', async (t) => {
  const { server, root } = await staffed(t);
  const { chats } = await conversation(t, server);
  await eventually(async () => {
    const { rooms, sessions, calls, services, quarantined, crashes } =
      await root.api.get(admin('/actors')).body();
    assert.deepEqual([calls, quarantined, crashes], [0, 0, 0]);
    return rooms >= 1 && sessions === chats.length &&
      ['accounts', 'directory', 'presence'].every((x) => services.includes(x));
  }, 'the actors of a conversation');
});

test('statistics count what is there', async (t) => {
  const { server, root } = await staffed(t);
  const { chats: [a, b], channelId } = await conversation(t, server);
  for (const text of ['one', 'two', 'three']) await a.send(channelId, text);

  const all = await root.api.get(admin('/statistics')).body();

  assert.deepEqual(all.users, { total: 3, moderators: 0, admins: 1, banned: 0 });
  assert.equal(all.groups, 1);
  assert.equal(all.channels, 1);
  assert.equal(all.messages, 3);
  assert.equal(all.openReports, 0);
  assert.equal(all.live.connections, 2);
  assert.equal(all.live.rooms, 1);
  assert.equal(all.live.sessions, 2);
  assert.ok(all.uptime > 0 && all.version);
  await b.close();
  await eventually(async () => (await root.api.get(admin('/statistics')).body())
    .live.connections === 1, 'the closed socket is counted out');
});

test('a moderator decides no report about himself', async (t) => {
  const { server, root } = await staffed(t);
  const bob = await register(server, 'bob');
  const carol = await register(server, 'carol');
  await root.api.put(admin(`/users/${carol.id}/role`), { role: 'moderator' })
    .expect(200);
  const { id } = await bob.api.post(`/api/users/${carol.id}/report`,
    { reason: 'hate' }).body(201);

  for (const verdict of ['resolve', 'dismiss'])
    await carol.api.post(admin(`/reports/${id}/${verdict}`))
      .expect(403, 'FORBIDDEN');
  await root.api.post(admin(`/reports/${id}/resolve`)).expect(200);
  await carol.api.post(admin('/reports/nothing/resolve')).expect(404, 'NOT_FOUND');
});

test('the last admin stays, whoever asks', async (t) => {
  const { server, root } = await staffed(t);
  await root.api.del('/api/auth/profile', { password: rootPassword })
    .expect(409, 'CONFLICT');
  const bob = await register(server, 'bob');
  await root.api.put(admin(`/users/${bob.id}/role`), { role: 'admin' }).expect(200);
  await root.api.del('/api/auth/profile', { password: rootPassword })
    .expect(204);
});

test('reports go to moderators with what the message said', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob], chats: [a], channelId } =
    await conversation(t, server);
  const carol = await register(server, 'carol');
  await root.api.put(admin(`/users/${carol.id}/role`), { role: 'moderator' })
    .expect(200);
  const { id } = await a.send(channelId, 'something bad');
  const path = `/api/messages/${id}/report`;

  for (const bad of [{}, { reason: 'boring' }, { reason: 'spam', note: 'x'.repeat(1001) },
    { reason: 7 }])
    await bob.api.post(path, bad).expect(400, 'INVALID_REQUEST');
  const stranger = await register(server, 'stranger');
  await stranger.api.post(path, { reason: 'spam' }).expect(404, 'NOT_FOUND');
  const filed = await bob.api.post(path, { reason: 'hate', note: 'see' }).body(201);
  assert.equal(filed.state, 'open');
  assert.equal(filed.targetId, id);
  // Once a reporter, while it is open.
  assert.equal((await bob.api.post(path, { reason: 'spam' }).body(200)).id, filed.id);
  await a.ask('delete_message', { channelId, messageId: id });
  await stranger.api.post(path, { reason: 'spam' }).expect(404, 'NOT_FOUND');
  await alice.api.post(path, { reason: 'spam' }).expect(410, 'GONE');
  await bob.api.post(`/api/users/${alice.id}/report`, { reason: 'harassment' })
    .expect(201);
  await bob.api.post(`/api/users/${bob.id}/report`, { reason: 'other' })
    .expect(400, 'INVALID_REQUEST');
  await bob.api.post(`/api/channels/${channelId}/report`, { reason: 'illegal' })
    .expect(201);
  await stranger.api.post(`/api/channels/${channelId}/report`, { reason: 'spam' })
    .expect(404, 'NOT_FOUND');

  const queue = await carol.api.get(admin('/reports')).body();
  assert.deepEqual(queue.items.map((x) => x.type), ['message', 'user', 'channel']);
  const [first, second] = queue.items;
  assert.equal(first.content, 'something bad');
  assert.equal(first.author.id, alice.id);
  assert.equal(first.reporter.id, bob.id);
  assert.equal(first.channelId, channelId);
  const decided = await carol.api.post(admin(`/reports/${first.id}/resolve`),
    { note: 'talked to her' }).body();
  assert.equal(decided.state, 'resolved');
  assert.equal(decided.decidedBy.id, carol.id);
  assert.equal(decided.decision, 'talked to her');
  await carol.api.post(admin(`/reports/${first.id}/dismiss`)).expect(409, 'CONFLICT');
  await carol.api.post(admin(`/reports/${second.id}/dismiss`)).expect(200);
  assert.equal((await carol.api.get(admin('/reports')).body()).items.length, 1);
  assert.equal((await carol.api.get(admin('/reports?state=dismissed')).body())
    .items[0].id, second.id);
  assert.equal((await carol.api.get(admin(`/reports/${first.id}`)).body()).id, first.id);
  await carol.api.get(admin('/reports?state=lost')).expect(400, 'INVALID_REQUEST');
  await carol.api.get(admin('/reports/nothing')).expect(404, 'NOT_FOUND');
  assert.deepEqual((await actions(root.api)).slice(0, 2),
    ['report.dismiss', 'report.resolve']);
});

test('a report of a direct message brings its words to the moderators', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob] } = await gathering(server);
  const room = await alice.api.post('/api/direct', { userId: bob.id }).body(201);
  const said = await alice.api.post(`/api/channels/${room.id}/messages`,
    { content: 'a threat' }).body(201);

  await root.api.get(`/api/messages/${said.id}`).expect(404, 'NOT_FOUND');
  await root.api.post(`/api/messages/${said.id}/report`, { reason: 'spam' })
    .expect(404, 'NOT_FOUND');
  await bob.api.post(`/api/messages/${said.id}/report`, { reason: 'violence' })
    .expect(201);

  const [report] = (await root.api.get(admin('/reports')).body()).items;
  assert.equal(report.content, 'a threat');
});

test('a report shows the files of its message, and can end the message', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob] } = await gathering(server);
  const room = await alice.api.post('/api/direct', { userId: bob.id }).body(201);
  const chat = await Chat.open(server, bob.token);
  t.after(() => chat.destroy());
  await chat.join(room.id);
  const [shown, other] = [await uploaded(alice, 'file', 'a threat', 'threat.txt'),
    await uploaded(alice, 'file', 'nobody\'s business')];
  const say = async (attachments) => (await alice.api
    .post(`/api/channels/${room.id}/messages`, { content: 'see', attachments })
    .body(201)).id;
  const [id] = [await say([{ id: shown.id }]), await say([{ id: other.id }])];
  const carol = await register(server, 'carol');
  const read = async (file, who) => (await download(server, file.url, who)).status;
  assert.equal(await read(shown, root), 404);

  const { id: reportId } = await bob.api.post(`/api/messages/${id}/report`,
    { reason: 'violence' }).body(201);

  const path = admin(`/reports/${reportId}`);
  const { attachments } = await root.api.get(path).body();
  assert.deepEqual(attachments.map((x) => [x.id, x.name, x.size, x.url]),
    [[shown.id, 'threat.txt', 8, shown.url]]);
  assert.equal(await read(shown, root), 200);
  await root.api.get(`/api/upload/${shown.id}`).expect(200);
  assert.deepEqual([await read(shown, carol), await read(other, root)], [404, 404]);
  // Deleting it does not take it from those who are to decide.
  await alice.api.del(`/api/upload/${shown.id}`).expect(204);
  assert.deepEqual([await read(shown, alice), await read(shown, bob),
    await read(shown, root)], [404, 404, 200]);
  assert.equal((await download(server, shown.signedUrl)).status, 404);

  const users = await bob.api.post(`/api/users/${alice.id}/report`,
    { reason: 'violence' }).body(201);
  await root.api.post(admin(`/reports/${users.id}/resolve`), { deleteMessage: true })
    .expect(400, 'INVALID_REQUEST');
  await root.api.del(`/api/messages/${id}`).expect(404, 'NOT_FOUND');
  await root.api.post(`${path}/resolve`, { deleteMessage: true }).expect(200);
  const gone = await chat.next('message_deleted', (x) => x.id === id);
  assert.equal(gone.deletedBy, root.id);
  assert.equal((await bob.api.get(`/api/messages/${id}`).body()).content, '');
  await root.api.post(`${path}/resolve`, { deleteMessage: true }).expect(409, 'CONFLICT');
  assert.deepEqual((await actions(root.api)).slice(0, 2),
    ['report.resolve', 'message.delete']);
  assert.equal(await read(shown, root), 200);
});

test('what those who manage groups and channels do is kept', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob, carol], chats: [, b], group, channelId } =
    await conversation(t, server, ['alice', 'bob', 'carol'], 2);
  const { id } = await b.send(channelId, 'not nice');
  const channel = `/api/channels/${channelId}`;

  await alice.api.post(`${channel}/mutes/${bob.id}`, { reason: 'noise' }).expect(204);
  await alice.api.del(`/api/messages/${id}`).expect(200);
  await alice.api.put(channel, { topic: 'be nice' }).expect(200);
  await alice.api.del(`${channel}/members/${carol.id}`).expect(204);
  await alice.api.post(`/api/groups/${group.id}/bans/${carol.id}`, {}).expect(204);
  await bob.api.post(`${channel}/mutes/${alice.id}`, {}).expect(403, 'FORBIDDEN');
  await bob.api.post(`${channel}/leave`).expect(200);

  const seen = await alice.api.get(`/api/groups/${group.id}/audit`).body();
  assert.deepEqual(seen.items.map((x) => x.action),
    ['group.ban', 'channel.member_remove', 'channel.update', 'message.delete',
      'channel.mute']);
  assert.ok(seen.items.every((x) => x.by.id === alice.id && x.groupId === group.id));
  assert.ok(seen.items.every((x) => !('address' in x)));
  assert.deepEqual(seen.items[2].details, { topic: 'be nice' });
  assert.equal(seen.items[3].targetId, id);
  assert.equal(seen.items[3].details.author, bob.id);
  assert.deepEqual(seen.items[4].details, { reason: 'noise' });
  await bob.api.get(`/api/groups/${group.id}/audit`).expect(403, 'FORBIDDEN');
  await carol.api.get(`/api/groups/${group.id}/audit`).expect(404, 'NOT_FOUND');
  const part = await alice.api.get(`/api/groups/${group.id}/audit?limit=2`).body();
  const next = await alice.api
    .get(`/api/groups/${group.id}/audit?limit=3&cursor=${part.next}`).body();
  assert.deepEqual([...part.items, ...next.items], seen.items);

  assert.equal((await actions(root.api, `?actor=${alice.id}`)).length, 5);
  assert.deepEqual(await actions(root.api, `?target=${carol.id}`),
    ['group.ban', 'channel.member_remove']);
  assert.deepEqual(await actions(root.api, `?group=${group.id}&action=channel.mute`),
    ['channel.mute']);
  await root.api.get(admin('/audit?actor=me')).expect(400, 'INVALID_REQUEST');
});

test('acts are kept over a crash, with what they are about', async (t) => {
  const { server, root } = await staffed(t);
  const alice = await register(server, 'alice');
  await root.api.post(admin(`/users/${alice.id}/ban`), { reason: 'x' }).expect(204);
  await server.kill();
  const next = await start(t, { data: server.data });
  const again = await logIn(next, 'root');

  assert.deepEqual(await actions(again.api), ['user.ban', 'user.create']);
  await next.api.post('/api/auth/login',
    { username: alice.username, password: alice.password })
    .expect(403, 'ACCOUNT_BANNED');
  await new Api(next.url, alice.token).get('/api/rooms').expect(401, 'TOKEN_REVOKED');
});
