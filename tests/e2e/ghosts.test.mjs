// Nobody stays present, or types, who is gone: whichever way a client is lost,
// the others are told within its lease, and a restart leaves nothing behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { losses } from './support/losses.mjs';
import { gathering, register } from './support/people.mjs';
import { restart, start } from './support/server.mjs';

// A socket without a sign of life ends after the sum of these; then three
// seconds hide a short break, and news wait a tenth of one.
const env = { PING_INTERVAL_MS: '1000', PING_TIMEOUT_MS: '1000' };
const heartbeat = 2000;
const slack = 2000; // the sweeps of the edge, and a busy machine
const lease = heartbeat + 3000 + slack;
const typingLease = 6000 + 1000 + slack;

const about = (user, status) => (x) => x.userId === user.id && x.status === status;

for (const [name, lost] of Object.entries(losses))
  test(`no ghost of a client ${name}`, async (t) => {
    const server = await start(t, { env });
    const { people: [alice, bob], channelId } = await gathering(server);
    const member = await Chat.open(server, alice.token);
    await member.join(channelId);
    // Somebody who shares no room and only looks.
    const stranger = await Chat.open(server, (await register(server)).token);
    await stranger.ask('presence_subscribe', { userIds: [bob.id] });
    const lose = await lost(t, server, bob.token, [
      ['join_channel', { channelId }], ['typing', { channelId, isTyping: true }]]);
    await stranger.next('presence', about(bob, 'online'));
    await member.next('presence', about(bob, 'online'));
    await member.next('typing', (x) => x.isTyping && x.userId === bob.id);
    for (const chat of [member, stranger]) chat.forget();

    const began = performance.now();
    lose();

    const gone = await Promise.all([member, stranger].map(async (chat) => {
      const { lastSeen } = await chat.next('presence', about(bob, 'offline'), lease);
      assert.ok(Date.now() - Date.parse(lastSeen) < lease + 1000);
      return performance.now() - began;
    }));
    await member.next('typing', (x) => !x.isTyping && x.userId === bob.id,
      typingLease);
    const typed = performance.now() - began;
    assert.ok(typed <= typingLease, `typed for ${typed} ms`);
    const { online, typing } = await member.join(channelId);
    assert.deepEqual([online, typing], [[alice.id], []]);
    const { body } = await alice.api.get(`/api/users/${bob.id}/presence`);
    assert.equal(body.status, 'offline');
    t.diagnostic(`offline after ${gone.map(Math.round)} ms, ` +
      `typing over after ${Math.round(typed)} ms`);
    await Promise.all([member.close(), stranger.close()]);
  });

for (const [name, lost] of Object.entries(losses))
  test(`no ghost in a call of a client ${name}`, async (t) => {
    const grace = 1000;
    const server = await start(t,
      { env: { ...env, CALL_RECONNECT_GRACE_S: String(grace / 1000) } });
    const { people: [alice, bob, carol] } =
      await gathering(server, ['alice', 'bob', 'carol']);
    const caller = await Chat.open(server, alice.token);
    const third = await Chat.open(server, carol.token);
    const { callId } = await caller.ask('call_invite', { to: bob.id });
    const lose = await lost(t, server, bob.token, [['call_accept', { callId }]]);
    await caller.next('call_accepted');

    const began = performance.now();
    lose();

    const longest = heartbeat + grace + slack;
    const { status, reason } = await caller.next('call_ended', undefined, longest);
    const over = performance.now() - began;
    assert.deepEqual([status, reason], ['ended', 'connection_lost']);
    t.diagnostic(`the call is over after ${Math.round(over)} ms`);
    // Nobody is taken for busy.
    await caller.ask('call_invite', { to: carol.id });
    await third.next('call_incoming');
    const { items } = await bob.api.get('/api/video-call?status=accepted').body();
    assert.deepEqual(items, []);
    await Promise.all([caller.close(), third.close()]);
  });

for (const how of ['SIGKILL', 'SIGTERM'])
  test(`a restart after ${how} brings back no ghost`, async (t) => {
    const former = await start(t, { env });
    const { people: [alice, bob], channelId } = await gathering(former);
    const guest = await Chat.open(former, bob.token);
    await guest.join(channelId);
    await guest.ask('typing', { channelId, isTyping: true });
    await guest.ask('presence_set', { status: 'busy', text: 'writing' });
    await former.stop(how);

    const server = await restart(t, former);
    const chat = await Chat.open(server, alice.token);
    await chat.ask('presence_subscribe', { userIds: [bob.id] });
    const first = await chat.next('presence', (x) => x.userId === bob.id);
    const joined = await chat.join(channelId);

    assert.equal(first.status, 'offline');
    assert.ok(Date.now() - Date.parse(first.lastSeen) < 60_000);
    assert.ok(!joined.online.includes(bob.id));
    assert.deepEqual(joined.typing, []);
    // What he has chosen is there when he is.
    const back = await Chat.open(server, bob.token);
    const { text } = await chat.next('presence', about(bob, 'busy'));
    assert.equal(text, 'writing');
    await Promise.all([chat.close(), back.close()]);
  });
