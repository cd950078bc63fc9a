// The commands of operators: user, seed, clear.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Api } from './support/api.mjs';
import { register } from './support/people.mjs';
import { run, start, temporaryFolder } from './support/server.mjs';

async function succeeds(args, options) {
  const ended = await run(args, { seconds: 60, ...options });
  assert.equal(ended.code, 0, ended.stderr);
  return ended.stdout;
}

async function fails(args, options, why) {
  const ended = await run(args, { seconds: 60, ...options });
  assert.notEqual(ended.code, 0, ended.stdout);
  assert.match(ended.stderr, why);
}

const logIn = (server, username, password) =>
  server.api.post('/api/auth/login', { username, password });

test('users are added, listed, changed, banned and deleted', async (t) => {
  const data = temporaryFolder();
  const at = { data };
  const added = await succeeds(['user', 'add', 'Ann', '--email', 'ann@example.com',
    '--role', 'admin'], at);
  const [, made] = /^password: (\S{16})$/m.exec(added);
  await succeeds(['user', 'add', 'bob', '--password-stdin'],
    { data, input: 'correct horse bob\n' });
  const list = await succeeds(['user', 'list'], at);
  assert.match(list, /admin +active +Ann {2}ann@example\.com/);
  assert.match(list, /user +active +bob/);
  assert.doesNotMatch(await succeeds(['user', 'list', 'AN'], at), /bob/);

  await succeeds(['user', 'ban', 'bob', '--reason', 'spam', '--until',
    '2099-01-01T00:00:00Z'], at);
  assert.match(await succeeds(['user', 'list', '--banned'], at), /banned +bob/);
  let server = await start(t, at);
  const { accessToken } = await logIn(server, 'ann@example.com', made).body();
  await logIn(server, 'bob', 'correct horse bob').expect(403, 'ACCOUNT_BANNED');
  const acts = await new Api(server.url, accessToken).get('/api/admin/audit').body();
  assert.deepEqual(acts.items.map((x) => x.action),
    ['user.ban', 'user.create', 'user.create']);
  assert.equal(acts.items[0].by, null);
  assert.equal(acts.items[0].address, 'command line');
  assert.equal(acts.items[0].details.reason, 'spam');
  await server.stop();

  await succeeds(['user', 'unban', 'bob'], at);
  await succeeds(['user', 'role', 'bob', 'admin'], at);
  await succeeds(['user', 'role', 'Ann', 'user'], at);
  await fails(['user', 'role', 'bob', 'moderator'], at, /never without an admin/);
  await succeeds(['user', 'password', 'bob', '--password-stdin'],
    { data, input: 'another horse\n' });
  await fails(['user', 'delete', 'Ann'], { data, input: 'bob\n' },
    /nobody was deleted/);
  await succeeds(['user', 'delete', 'Ann'], { data, input: 'Ann\n' });
  server = await start(t, at);
  // What was ended while no server ran stays ended.
  await new Api(server.url, accessToken).get('/api/rooms')
    .expect(401, 'TOKEN_REVOKED');
  await logIn(server, 'bob', 'correct horse bob').expect(401, 'INVALID_CREDENTIALS');
  await logIn(server, 'bob', 'another horse').expect(200);
  await logIn(server, 'Ann', made).expect(401, 'INVALID_CREDENTIALS');
});

test('user refuses what cannot be, and leaves a running server alone', async (t) => {
  const server = await start(t);
  const at = { data: server.data };
  const ann = await register(server, 'ann');
  await fails(['user', 'role', ann.username, 'admin'], at, /another parley server/);
  assert.match(await succeeds(['user', 'list'], at), new RegExp(ann.username));
  await server.stop();

  await fails(['user'], at, /usage:/);
  await fails(['user', 'promote', 'ann'], at, /usage:/);
  await fails(['user', 'role'], at, /name is missing/);
  await fails(['user', 'role', ann.username], at, /role is missing/);
  await fails(['user', 'role', ann.username, 'king'], at, /a role is/);
  await fails(['user', 'role', 'nobody', 'admin'], at, /no such user/);
  await fails(['user', 'add', ann.username], at, /taken/);
  await fails(['user', 'add', 'a b'], at, /./);
  await fails(['user', 'add', 'carl', '--password-stdin'],
    { ...at, input: 'short\n' }, /password|8/i);
  await fails(['user', 'unban', ann.username], at, /no such ban/);
  await fails(['user', 'ban', ann.username, '--until', 'tomorrow'], at, /--until/);
  assert.doesNotMatch(await succeeds(['user', 'list'], at), /carl/);
});

const town = ['seed', '--users', '30', '--groups', '3', '--channels', '9',
  '--messages', '2000'];

async function look(t, data) {
  const server = await start(t, { data });
  const names = (await succeeds(['user', 'list'], { data })).split('\n');
  const admin = names.find((x) => / admin /.test(x)).split(/ +/)[3];
  const { accessToken } = await logIn(server, admin, 'parley-sample').body();
  const api = new Api(server.url, accessToken);
  const numbers = await api.get('/api/admin/statistics').body();
  const { items: rooms } = await api.get('/api/rooms?limit=200').body();
  const { items: messages } = await api
    .get(`/api/channels/${rooms.at(-1).id}/messages?limit=200`).body();
  await server.stop();
  return { names, numbers, rooms, messages };
}

test('seed makes the same town of the same seed', async (t) => {
  const data = temporaryFolder();
  const other = temporaryFolder();
  const said = await succeeds(town, { data });
  assert.match(said, /2000 messages/);
  assert.match(said, /\(admin\)/);
  await succeeds(town, { data: other });
  const made = await look(t, data);
  const again = await look(t, other);

  assert.equal(made.numbers.users.total, 30);
  assert.equal(made.numbers.users.admins, 1);
  assert.equal(made.numbers.groups, 3);
  assert.equal(made.numbers.channels, 9);
  assert.equal(made.numbers.directRooms, 15);
  assert.equal(made.numbers.messages, 2000);
  assert.deepEqual(again.names, made.names);
  assert.deepEqual(again.messages.map((x) => [x.id, x.content]),
    made.messages.map((x) => [x.id, x.content]));
  assert.ok(made.rooms.some((x) => x.unread > 0));
  assert.ok(made.rooms.some((x) => x.unread === 0));
  const { messages } = made;
  for (const kind of [(x) => x.replyTo, (x) => x.mentions.length > 0,
    (x) => x.reactions.length > 0])
    assert.ok(messages.some(kind), `none of ${kind}`);
  const times = messages.map((x) => x.createdAt);
  assert.deepEqual(times, [...times].sort());
  assert.ok(new Date(times.at(-1)) <= new Date());

  const third = temporaryFolder();
  await succeeds([...town, '--seed', '2'], { data: third });
  assert.notDeepEqual((await succeeds(['user', 'list'], { data: third })).split('\n'),
    made.names);
});

test('seed touches nothing that is there, and no production', async () => {
  const data = temporaryFolder();
  await fails([...town, '--users', '1'], { data }, /--users must be from/);
  await fails([...town, '--messages', 'many'], { data }, /takes a number/);
  await fails(town, { data, env: { APP_ENV: 'production' } }, /not in production/);
  await fails(town, { data, env: { STORAGE: 'memory' } }, /STORAGE=memory/);
  await succeeds(['user', 'add', 'ann'], { data });
  await fails(town, { data }, /there are users/);
});

test('seed writes many messages, and says how fast', async () => {
  const data = temporaryFolder();
  const said = await succeeds(['seed', '--messages', '200000'],
    { data, seconds: 120 });
  assert.match(said, /200000 messages in \d\S* s/);
});

test('clear asks, and then deletes all but the secrets', async (t) => {
  const data = temporaryFolder();
  const name = path.basename(data);
  const server = await start(t, { data });
  await register(server, 'ann');
  await fails(['clear', '--yes'], { data }, /another parley server/);
  await server.stop();
  fs.mkdirSync(path.join(data, 'uploads', 'aa'), { recursive: true });

  await fails(['clear'], { data, input: 'yes\n' }, /nothing was deleted/);
  await fails(['clear'], { data, input: '' }, /nothing was deleted/);
  assert.ok(fs.existsSync(path.join(data, 'parley.db')));
  const said = await succeeds(['clear'], { data, input: `${name}\n` });
  assert.match(said, /secrets in .* are kept/);
  const left = fs.readdirSync(data);
  assert.ok(!left.includes('uploads'));
  assert.ok(!left.some((x) => /^parley\.db(-wal|-shm)?$/.test(x)), left.join());
  assert.ok(left.some((x) => /secret/.test(x)), left.join());
  assert.match(await succeeds(['clear', '--yes'], { data }), /there is nothing/);
  assert.equal((await succeeds(['user', 'list'], { data })).trim(), '');
  await fails(['clear', '--yes'], { data, env: { STORAGE: 'memory' } }, /memory/);
});
