// What users are, who looks, and who may.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, Refused } from './support/chat.mjs';
import { gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { SocketIoChat } from './support/socketio_chat.mjs';
import { logIn, staffed } from './support/staff.mjs';
import { eventually, pause } from './support/waiting.mjs';

const about = (user, status) => (x) => x.userId === user.id && x.status === status;

/** A socket of a new user that looks at these. */
async function lookout(t, server, ...users) {
  const who = await register(server, 'lookout');
  const chat = await Chat.open(server, who.token);
  t.after(() => chat.destroy());
  await chat.ask('presence_subscribe', { userIds: users.map((x) => x.id) });
  return Object.assign(chat, { who });
}

test('presence: who looks is told what is and what becomes', async (t) => {
  const server = await start(t);
  const bob = await register(server);
  const chat = await lookout(t, server, bob);
  await chat.next('presence', about(bob, 'offline'));

  const guest = await Chat.open(server, bob.token);
  await chat.next('presence', about(bob, 'online'));
  await guest.ask('presence_set', { status: 'busy', text: 'in a meeting' });
  const { text } = await chat.next('presence', about(bob, 'busy'));
  assert.equal(text, 'in a meeting');
  await guest.ask('presence_set', { status: 'online', text: '' });
  await guest.close();
  chat.forget();
  const { lastSeen } = await chat.next('presence', about(bob, 'offline'), 10_000);
  assert.ok(Math.abs(Date.now() - Date.parse(lastSeen)) < 10_000);

  await chat.ask('presence_unsubscribe');
  chat.forget();
  const again = await Chat.open(server, bob.token);
  await pause(400);
  assert.deepEqual(chat.all('presence'), []);
  await again.close();
});

test('presence: a user is what the devices are together', async (t) => {
  const server = await start(t, { env: { RESUME_WINDOW_MS: '100' } });
  const bob = await register(server);
  const desk = await logIn(server, bob.username, bob.password);
  const chat = await lookout(t, server, bob);
  const phone = await Chat.open(server, bob.token);
  const laptop = await Chat.open(server, desk.token);
  await chat.next('presence', about(bob, 'online'));

  await phone.ask('presence_set', { status: 'away' });
  await pause(300);
  assert.ok(!chat.events.some((x) => x.data.status === 'away'));
  await laptop.ask('presence_set', { status: 'away' });
  await chat.next('presence', about(bob, 'away'));
  chat.forget();
  await phone.ask('presence_set', { status: 'online' });
  await chat.next('presence', about(bob, 'online'));
  await phone.close();
  await chat.next('presence', about(bob, 'away'), 10_000);
  await laptop.close();
  await chat.next('presence', about(bob, 'offline'), 10_000);
});

test('presence: a device that says nothing for long is away', async (t) => {
  const server = await start(t, { env: { PRESENCE_AWAY_MS: '1000' } });
  const { people: [bob], channelId } = await gathering(server, ['bob']);
  const chat = await lookout(t, server, bob);
  const guest = await Chat.open(server, bob.token);
  await guest.join(channelId);
  await chat.next('presence', about(bob, 'online'));

  await chat.next('presence', about(bob, 'away'), 3000);
  chat.forget();
  await guest.send(channelId, 'I am here');
  await chat.next('presence', about(bob, 'online'));
  await guest.close();
});

test('presence: what is chosen ends at its time', async (t) => {
  const server = await start(t);
  const bob = await register(server);
  const chat = await lookout(t, server, bob);
  const guest = await Chat.open(server, bob.token);
  await guest.ask('presence_set', { status: 'busy', text: 'lunch',
    expiresAt: new Date(Date.now() + 1500).toISOString() });
  await chat.next('presence', about(bob, 'busy'));
  chat.forget();

  const now = await chat.next('presence', about(bob, 'online'), 5000);

  assert.equal(now.text, undefined);
  await assert.rejects(guest.ask('presence_set',
    { status: 'busy', expiresAt: '2001-01-01T00:00:00Z' }),
  (error) => error instanceof Refused && error.code === 'INVALID_REQUEST');
  await guest.close();
});

test('presence: who is invisible looks offline everywhere', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const member = await Chat.open(server, alice.token);
  await member.join(channelId);
  const chat = await lookout(t, server, bob);
  const guest = await Chat.open(server, bob.token);
  await guest.join(channelId);
  for (const each of [chat, member]) await each.next('presence', about(bob, 'online'));

  await guest.ask('presence_set', { status: 'invisible' });

  const gone = await chat.next('presence',
    (x) => about(bob, 'offline')(x) && Date.now() - Date.parse(x.lastSeen) < 5000);
  await member.next('presence', about(bob, 'offline'));
  const joined = await member.join(channelId);
  assert.deepEqual(joined.online, [alice.id]);
  assert.deepEqual(joined.presence, []);
  const seen = async (api) => (await api.get(`/api/users/${bob.id}/presence`).body());
  for (const each of [chat, member]) each.forget();
  await guest.send(channelId, 'hidden, and here');
  await pause(1200);
  assert.deepEqual(await seen(chat.who.api),
    { userId: bob.id, status: 'offline', lastSeen: gone.lastSeen });
  for (const each of [chat, member]) assert.deepEqual(each.all('presence'), []);

  // To those who may know, it explains itself.
  for (const api of [bob.api, root.api]) {
    const { status, because } = await seen(api);
    assert.equal(status, 'offline');
    assert.equal(because.chosen, 'invisible');
    assert.equal(because.devices.length, 1);
    assert.ok(Date.parse(because.devices[0].until) > Date.now());
    assert.deepEqual([because.rooms, because.lookers], [1, 1]);
  }
  await Promise.all([guest.close(), member.close()]);
});

test('presence: is shown to whom its user wants', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const mate = await Chat.open(server, alice.token);
  await mate.ask('presence_subscribe', { userIds: [bob.id] });
  const stranger = await lookout(t, server, bob);
  const guest = await Chat.open(server, bob.token);
  for (const each of [mate, stranger]) {
    await each.next('presence', about(bob, 'online'));
    each.forget();
  }
  const privacy = '/api/users/me/privacy';
  const show = (presenceTo) => bob.api.put(privacy, { presenceTo }).body();

  assert.deepEqual(await show('shared_rooms'),
    { directFrom: 'everyone', presenceTo: 'shared_rooms' });
  const hidden = await stranger.next('presence', about(bob, 'offline'));
  assert.equal(hidden.lastSeen, null);
  assert.deepEqual(mate.all('presence'), []);
  await show('nobody');
  await mate.next('presence', about(bob, 'offline'));
  await guest.join(channelId);
  assert.ok(!(await mate.join(channelId)).online.includes(bob.id));
  assert.equal((await alice.api.get(`/api/users/${bob.id}/presence`).body()).status,
    'offline');
  await show('everyone');
  for (const each of [mate, stranger]) await each.next('presence', about(bob, 'online'));
  await bob.api.put(privacy, {}).expect(400, 'INVALID_REQUEST');
  await Promise.all([guest.close(), mate.close()]);
});

test('presence: users are shown with what whoever asks may see', async (t) => {
  const server = await start(t);
  const [alice, bob, cid] = [await register(server, 'pat'),
    await register(server, 'pat'), await register(server, 'pat')];
  const listed = async (who, whom) => (await who.api.get('/api/users?q=pat-').body())
    .items.find((x) => x.id === whom.id);
  const shown = (who, whom) => who.api.get(`/api/users/${whom.id}`).body();
  const both = async (who, whom, status) => {
    for (const each of [await listed(who, whom), await shown(who, whom)])
      assert.equal(each.status, status);
  };
  await both(alice, bob, 'offline');
  assert.ok(Date.parse((await shown(alice, bob)).lastSeen) <= Date.now());

  const guest = await Chat.open(server, bob.token);
  await eventually(async () =>
    (await shown(alice, bob)).status === 'online', 'bob is there');
  await both(alice, bob, 'online');
  await both(alice, cid, 'offline');
  const login = await server.api.post('/api/auth/login',
    { login: bob.username, password: bob.password }).body();
  assert.equal(login.user.status, 'online');
  await guest.ask('presence_set', { status: 'busy' });
  await both(alice, bob, 'busy');
  await bob.api.put(`/api/users/${cid.id}/block`).expect(204);
  await eventually(async () =>
    (await shown(cid, bob)).status === 'offline', 'bob hides from cid');
  assert.equal((await listed(cid, bob)).lastSeen, null);
  await both(alice, bob, 'busy');
  await guest.ask('presence_set', { status: 'invisible' });
  await both(alice, bob, 'offline');
  assert.equal((await bob.api.get('/api/auth/profile').body()).status, 'offline');
  await guest.close();
});

test('presence: a block hides it, in rooms as well', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const mate = await Chat.open(server, alice.token);
  await mate.join(channelId);
  await mate.ask('presence_subscribe', { userIds: [bob.id] });
  const guest = await Chat.open(server, bob.token);
  await guest.join(channelId);
  await mate.next('presence', about(bob, 'online'));
  mate.forget();

  await bob.api.put(`/api/users/${alice.id}/block`).expect(204);
  await mate.next('presence', about(bob, 'offline'));
  await pause(300);
  mate.forget();
  await guest.ask('presence_set', { status: 'busy' });
  await pause(300);
  assert.deepEqual(mate.all('presence'), []);
  assert.deepEqual((await mate.join(channelId)).online, [alice.id]);

  await bob.api.del(`/api/users/${alice.id}/block`).expect(204);
  await mate.next('presence', about(bob, 'busy'));
  await Promise.all([guest.close(), mate.close()]);
});

test('presence: who looks and shares rooms is told once', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], group, channelId } = await gathering(server);
  const other = await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'other' }).body(201);
  await bob.api.post(`/api/channels/${other.id}/join`).body();
  const mate = await Chat.open(server, alice.token);
  const guest = await Chat.open(server, bob.token);
  for (const id of [channelId, other.id]) {
    await mate.join(id);
    await guest.join(id);
  }
  await mate.ask('presence_subscribe', { userIds: [bob.id] });
  await pause(1500);
  mate.forget();

  for (const status of ['busy', 'online', 'busy', 'online', 'busy'])
    guest.tell('presence_set', { status });
  await mate.next('presence', about(bob, 'busy'));
  await pause(400);

  assert.ok(mate.all('presence').length <= 3, JSON.stringify(mate.all('presence')));
  mate.forget();
  await guest.ask('presence_set', { status: 'away' });
  await guest.ask('presence_set', { status: 'online' });
  await mate.next('presence', about(bob, 'online'));
  await pause(300);
  assert.equal(mate.all('presence').filter((x) => x.status === 'online').length, 1);
  await Promise.all([guest.close(), mate.close()]);
});

test('presence: whoever leaves a room and then goes is seen to go', async (t) => {
  const server = await start(t, { env: { RESUME_WINDOW_MS: '100' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const mate = await Chat.open(server, alice.token);
  await mate.join(channelId);
  const guest = await Chat.open(server, bob.token);
  await guest.join(channelId);
  await mate.next('presence', about(bob, 'online'));

  await guest.ask('leave_channel', { channelId });
  await guest.close();

  await mate.next('presence', about(bob, 'offline'), 10_000);
  await mate.close();
});

test('presence: a Socket.IO client that comes back goes on looking', async (t) => {
  const server = await start(t);
  const [alice, bob] = [await register(server), await register(server)];
  const chat = await SocketIoChat.open(t, server, alice.token,
    { transports: ['websocket'], reconnection: true, reconnectionDelay: 50 });
  await chat.ask('presence_subscribe', { userIds: [bob.id] });
  await chat.next('presence', about(bob, 'offline'));
  const back = new Promise((done) => chat.socket.once('connect', done));
  chat.socket.io.engine.transport.ws.close();
  await back;
  assert.equal(chat.socket.recovered, true);

  const guest = await Chat.open(server, bob.token);

  await chat.next('presence', about(bob, 'online'));
  await guest.close();
});

test('presence: nonsense is refused', async (t) => {
  const server = await start(t);
  const { token, id } = await register(server);
  const chat = await Chat.open(server, token);
  const refused = (event, data) => assert.rejects(chat.ask(event, data),
    (error) => error.code === 'INVALID_REQUEST');
  await refused('presence_set', { status: 'dancing' });
  await refused('presence_set', { status: 'busy', text: 'x'.repeat(257) });
  await refused('presence_set', {});
  await refused('presence_subscribe', { userIds: Array(1001).fill(id) });
  await refused('presence_subscribe', { userIds: [null] });
  await chat.ask('presence_subscribe', { userIds: Array(1000).fill(id) });
  await chat.next('presence', about({ id }, 'online'));
  assert.equal(chat.all('presence').length, 1);
  await chat.close();
});
