// The own account: devices, profile, password, guesses and the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation, gathering, register } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { eventually, within } from './support/waiting.mjs';

const login = (server, user, password = user.password) =>
  server.api.post('/api/auth/login', { login: user.username, password });

const again = async (server, user) => {
  const { accessToken, refreshToken } = await login(server, user).body();
  return { token: accessToken, refreshToken, api: server.api.as(accessToken) };
};

const closed = async (chat) => (await within(1000, chat.closed, 'the close')).code;

// -- devices ------------------------------------------------------------------

test('logout with all: every device ends with its sockets', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const other = await again(server, user);
  const chats = [await Chat.open(server, user.token),
    await Chat.open(server, other.token)];

  await user.api.post('/auth/logout', { all: true }).expect(200);

  for (const chat of chats) assert.equal(await closed(chat), 4004);
  for (const { token } of [user, other])
    await server.api.as(token).get('/api/auth/profile')
      .expect(401, 'TOKEN_REVOKED');
  await user.api.post('/auth/logout', { all: 'yes' }).expect(401);
});

test('sessions: all others end, this one stays', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const other = await again(server, user);
  const here = await Chat.open(server, user.token);
  const there = await Chat.open(server, other.token);

  await user.api.del('/api/auth/sessions').expect(204);

  assert.equal(await closed(there), 4004);
  await server.api.post('/api/auth/refresh',
    { refreshToken: other.refreshToken }).expect(401, 'TOKEN_REVOKED');
  const { items } = await user.api.get('/auth/sessions').body();
  assert.deepEqual(items.map((x) => x.current), [true]);
  assert.equal(here.end, undefined);
  await here.close();
});

// -- profile ------------------------------------------------------------------

test('a display name is shown wherever somebody is named', async (t) => {
  const server = await start(t);
  const { people: [ann, bob], chats: [, chat], group, channelId } =
    await conversation(t, server);
  await ann.api.post(`/api/channels/${channelId}/messages`,
    { content: 'before' }).body(201);
  const shown = `Ann ${ann.username} Ångström`;
  await ann.api.patch('/api/users/me', { displayName: shown }).body();

  await eventually(async () => (await ann.api.post(
    `/api/channels/${channelId}/messages`, { content: 'x' }).body(201))
    .sender.displayName === shown, 'the name in a message');
  await chat.next('new_message', (x) => x.sender.displayName === shown);
  const { items: [old] } = await bob.api
    .get(`/api/channels/${channelId}/messages`).body();
  assert.equal(old.content, 'before');
  assert.equal(old.sender.displayName, shown);
  for (const place of [`/api/channels/${channelId}`, `/api/groups/${group.id}`]) {
    const { items } = await bob.api.get(`${place}/members`).body();
    const names = new Map(items.map((x) => [x.id, x.displayName]));
    assert.equal(names.get(ann.id), shown);
    assert.equal(names.get(bob.id), undefined);
  }
  const { members } = await bob.api.post('/api/direct', { userId: ann.id }).body(201);
  assert.equal(members.find((x) => x.id === ann.id).displayName, shown);
  const late = await Chat.open(server, bob.token);
  t.after(() => late.destroy());
  const { members: listed } = await late.join(channelId);
  assert.equal(listed.find((x) => x.id === ann.id).displayName, shown);

  const found = async (q) => (await bob.api
    .get(`/api/users?q=${encodeURIComponent(q)}`).body()).items.map((x) => x.id);
  assert.deepEqual(await found(`angstrom ${ann.username}`), [ann.id]);
  assert.deepEqual(await found(ann.username), [ann.id]);
  await ann.api.patch('/api/users/me', { displayName: 'Zoe' }).body();
  assert.deepEqual(await found(`angstrom ${ann.username}`), []);
});

test('profile: what is given changes', async (t) => {
  const server = await start(t);
  const user = await register(server);

  const changed = await user.api.patch('/api/auth/profile',
    { displayName: 'Ada L.', avatar: 'https://example.org/ada.png' }).body();

  assert.equal(changed.displayName, 'Ada L.');
  for (const path of ['/api/users/me', `/api/users/${user.id}`]) {
    const { displayName, avatar, username, email } =
      await user.api.get(path).body();
    assert.deepEqual({ displayName, avatar, username, email }, {
      displayName: 'Ada L.', avatar: 'https://example.org/ada.png',
      username: user.username, email: user.email });
  }
});

test('profile: what is not acceptable is refused', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const other = await register(server);
  const attempt = (body) => user.api.patch('/api/users/me', body);

  for (const body of [{}, { displayName: '' }, { displayName: 'a\nb' },
    { displayName: 7 }, { username: 'a b' }, { avatar: 'javascript:alert(1)' },
    { email: 'new@example.com' }, { role: 'admin' }])
    await attempt(body).expect(400, 'INVALID_REQUEST');
  await attempt({ username: other.username.toUpperCase() })
    .expect(409, 'NAME_TAKEN');
  await attempt({ email: other.email, password: user.password })
    .expect(409, 'NAME_TAKEN');
  await attempt({ email: 'new@example.com', password: 'guess' })
    .expect(401, 'INVALID_CREDENTIALS');
  await server.api.patch('/api/users/me', { displayName: 'x' }).expect(401);
});

test('profile: a new name and e-mail log in, the old ones do not', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const name = `new-${user.username}`;
  const { password } = user;

  await user.api.patch('/api/auth/profile',
    { username: name, email: 'moved@example.com', password }).expect(200);

  for (const key of [name, 'Moved@example.com'])
    await server.api.post('/api/auth/login', { login: key, password })
      .expect(200);
  for (const key of [user.username, user.email])
    await server.api.post('/api/auth/login', { login: key, password })
      .expect(401, 'INVALID_CREDENTIALS');
});

test('profile: a live room shows the new name', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [chatA, chatB], channelId } =
    await conversation(t, server, ['alice', 'bob']);
  await chatA.send(channelId, 'before');
  const name = `new-${alice.username}`;

  await alice.api.patch('/api/users/me', { username: name }).expect(200);
  // The rooms are told after the answer.
  let seen;
  for (let i = 0; i < 50 && seen !== name; ++i) {
    const { items } = await bob.api
      .get(`/api/channels/${channelId}/members`).body();
    seen = items.find((x) => x.userId === alice.id).username;
  }

  assert.equal(seen, name);
  await chatA.send(channelId, 'after');
  const message = await chatB.next('new_message', (x) => x.content === 'after');
  assert.equal(message.sender.username, name);
  const late = await Chat.open(server, bob.token);
  const { messages } = await late.join(channelId);
  assert.deepEqual(messages.map((x) => x.sender.username), [name, name]);
  await late.close();
});

test('users: found by the beginning of a name, without their e-mail',
  async (t) => {
    const server = await start(t);
    const user = await register(server, 'searcher');
    for (const name of ['Zed', 'zebra', 'zeppelin', 'ypsilon'])
      await server.api.post('/api/auth/register', { username: name,
        email: `${name}@example.com`, password: 'long enough' }).body(201);
    const find = (query) => user.api.get(`/api/users?${query}`).body();

    const first = await find('q=ZE&limit=2');
    assert.deepEqual(first.items.map((x) => x.username), ['zebra', 'Zed']);
    const second = await find(`q=ZE&limit=2&cursor=${first.next}`);
    assert.deepEqual(second.items.map((x) => x.username), ['zeppelin']);
    assert.equal(second.next, undefined);
    for (const each of first.items) {
      assert.equal(each.email, undefined);
      assert.ok(each.displayName && each.createdAt);
    }
    assert.equal((await find(`q=searcher`)).items[0].email, user.email);
    assert.deepEqual((await find('q=%25')).items, []);
    await user.api.get('/api/users?cursor=zz').expect(400, 'INVALID_REQUEST');
    await user.api.get('/api/users?limit=0').expect(400, 'INVALID_REQUEST');
    await user.api.get('/api/users/not-an-id').expect(404);
    await user.api.get('/api/users/00000000-0000-7000-8000-000000000000')
      .expect(404);
    await server.api.get('/api/users').expect(401);
    await server.api.get(`/api/users/${user.id}`).expect(401);
  });

// -- password -----------------------------------------------------------------

test('password: a new one ends the other devices and their sockets',
  async (t) => {
    const server = await start(t);
    const user = await register(server);
    const other = await again(server, user);
    const here = await Chat.open(server, user.token);
    const there = await Chat.open(server, other.token);
    const change = (currentPassword, newPassword) => user.api
      .post('/api/auth/password', { currentPassword, newPassword });

    await change('guess', 'a new password').expect(401, 'INVALID_CREDENTIALS');
    await change(user.password, 'short').expect(400, 'INVALID_REQUEST');
    await change(user.password, 'a new password').expect(200);

    assert.equal(await closed(there), 4004);
    await login(server, user).expect(401, 'INVALID_CREDENTIALS');
    await login(server, user, 'a new password').expect(200);
    await user.api.get('/api/auth/profile').expect(200);
    await server.api.post('/api/auth/refresh',
      { refreshToken: user.refreshToken }).expect(200);
    assert.equal(here.end, undefined);
    await here.close();
  });

test('guesses: limited by account, with the same answers for nobody',
  async (t) => {
    const server = await start(t, { env: { AUTH_RATE_LIMIT_MAX: '20' } });
    const user = await register(server);
    const attempt = async (name) => {
      const { status, body, headers } = await server.api.post(
        '/api/auth/login', { login: name, password: 'guess' });
      return { status, code: body.code, message: body.message,
        wait: headers['retry-after'] };
    };
    for (let i = 0; i < 7; ++i) {
      const known = await attempt(user.username);
      assert.deepEqual(await attempt('nobody-here'), known);
      assert.equal(known.code,
        i < 5 ? 'INVALID_CREDENTIALS' : 'RATE_LIMIT_EXCEEDED');
      if (i >= 5) assert.equal(known.wait, '1');
    }
    await login(server, user).expect(429, 'RATE_LIMIT_EXCEEDED');
    await new Promise((next) => setTimeout(next, 1100));
    await login(server, user).expect(200);
  });

test('guesses: limited by address, whatever it forwards', async (t) => {
  const server = await start(t, { env: { AUTH_RATE_LIMIT_MAX: '20' } });
  let refused = 0;
  for (let i = 0; i < 25; ++i) {
    const { status } = await server.api.call('POST', '/api/auth/login',
      { login: `nobody-${i}`, password: 'guess' },
      { 'x-forwarded-for': `10.0.0.${i}`, 'x-real-ip': `10.0.1.${i}` });
    if (status === 429) ++refused;
  }
  assert.equal(refused, 5);
});

test('a hash of another cost is renewed at the next login', async (t) => {
  const server = await start(t, { env: { BCRYPT_COST: '10' } });
  const user = await register(server);
  await server.stop();
  const next = await start(t, { data: server.data });
  const time = async () => {
    const began = performance.now();
    await login(next, user).expect(200);
    return performance.now() - began;
  };
  await time();
  let quick = Infinity;
  for (let i = 0; i < 5; ++i) quick = Math.min(quick, await time());
  // A hash of cost 10 takes 64 times as long as one of cost 4.
  assert.ok(quick < 30, `${quick} ms`);
});

// -- the end ------------------------------------------------------------------

test('account: deleted with its password, what was written stays', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], chats: [chatA, chatB], channelId } =
    await conversation(t, server, ['alice', 'bob']);
  await chatA.send(channelId, 'I was here');
  const other = await again(server, alice);

  await alice.api.del('/api/auth/profile', { password: 'guess' })
    .expect(401, 'INVALID_CREDENTIALS');
  await alice.api.del('/api/auth/profile').expect(400, 'INVALID_REQUEST');
  await alice.api.del('/api/auth/profile', { password: alice.password })
    .expect(204);

  assert.equal(await closed(chatA), 4004);
  for (const token of [alice.token, other.token])
    await server.api.as(token).get('/api/auth/profile').expect(401);
  await login(server, alice).expect(401, 'INVALID_CREDENTIALS');
  const left = await chatB.next('user_left', (x) => x.userId === alice.id);
  assert.equal(left.user.username, 'deleted user');
  const { items } = await bob.api.get(`/api/channels/${channelId}/messages`)
    .body();
  const mine = items.find((x) => x.content === 'I was here');
  assert.equal(mine.senderId, alice.id);
  assert.equal(mine.sender.username, 'deleted user');
  const grave = await bob.api.get(`/api/users/${alice.id}`).body();
  assert.equal(grave.deleted, true);
  assert.ok(!JSON.stringify(grave).includes(alice.username));
  const rooms = await bob.api.get(`/api/channels/${channelId}/members`).body();
  assert.deepEqual(rooms.items.map((x) => x.userId), [bob.id]);
});

test('account: name and e-mail of a deleted one are free', async (t) => {
  const server = await start(t);
  const user = await register(server);
  const { username, email, password } = user;
  await user.api.del('/api/users/me', { password }).expect(204);

  const { user: next } = await server.api.post('/api/auth/register',
    { username, email, password: 'somebody else' }).body(201);

  assert.notEqual(next.id, user.id);
  await server.api.as(user.token).get('/api/auth/profile').expect(401);
});

test('account: a deletion survives a kill, rooms are left after it',
  async (t) => {
    const server = await start(t);
    const { people: [alice, bob], channelId } = await gathering(server);
    const deleting = alice.api.del('/api/users/me',
      { password: alice.password }).expect(204);
    await deleting;
    await server.kill();

    const next = await restart(t, server);

    await login(next, alice).expect(401, 'INVALID_CREDENTIALS');
    let members;
    for (let i = 0; i < 100; ++i) {
      const { items } = await next.api.as(bob.token)
        .get(`/api/channels/${channelId}/members`).body();
      members = items.map((x) => x.userId);
      if (members.length === 1) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.deepEqual(members, [bob.id]);
  });
