// Coming back with `since`: every message once, in order, whatever was cut.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { Follower, Talker } from './support/follower.mjs';
import { gathering, wholeHistory } from './support/people.mjs';
import { long, restart, start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

const stages = ['created', 'opened', 'asked', 'joined', 'message'];

/** Ends a socket at a random stage, the stage's moment or just after it. */
function randomDrop() {
  const at = stages[Math.floor(Math.random() * stages.length)];
  const late = Math.random() < 0.5 ? Math.random() * 6 : 0;
  let left = Math.floor(Math.random() * 30);
  return (chat, stage) => {
    if (stage !== at || (stage === 'message' && left-- > 0)) return;
    if (late) setTimeout(() => chat.destroy(), late);
    else chat.destroy();
  };
}

async function headOf(person, channelId) {
  return (await person.api.get(`/api/channels/${channelId}`).body()).seq;
}

/** The last life: until everything that is stored has been shown. */
async function catchUp(follower, server, last) {
  await follower.live(server, (chat, stage) => {
    if (['joined', 'message'].includes(stage) && follower.since >= last)
      setImmediate(() => chat.destroy());
  });
}

async function assertSawAll(follower, start) {
  const stored =
    await wholeHistory(follower.person.api, follower.channelId, start);
  assert.deepEqual(follower.messages.map((x) => x.id), stored.map((x) => x.id));
  return stored.length;
}

const drops = long ? 500 : 60;

test(`${drops} random drops lose, double and disorder nothing`, async (t) => {
  const server = await start(t);
  const { people: [alice, bob, carol], channelId } =
    await gathering(server, ['alice', 'bob', 'carol']);
  const begin = await headOf(bob, channelId);
  const follower = new Follower(bob, channelId, begin);
  const talkers = [alice, carol].map((x) => new Talker(t, x, channelId, () => server));
  const talking = talkers.map((x) => x.talk());

  for (let i = 0; i < drops; ++i) await follower.live(server, randomDrop());

  for (const talker of talkers) talker.stop();
  await Promise.all(talking);
  await catchUp(follower, server, await headOf(bob, channelId));
  const count = await assertSawAll(follower, begin);
  assert.ok(count > drops, `only ${count} messages`);
  t.diagnostic(`${count} messages, joins ${JSON.stringify(follower.joins)}`);
});

test('a server killed in between changes nothing for who resumes', async (t) => {
  let server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const begin = await headOf(bob, channelId);
  const follower = new Follower(bob, channelId, begin);
  const talker = new Talker(t, alice, channelId, () => server);
  const talking = talker.talk();
  for (let i = 0; i < (long ? 20 : 4); ++i) {
    const former = server;
    let left = 100;
    await follower.live(server, (chat, stage) => {
      if (stage === 'message' && --left === 0) former.kill();
    });
    await former.ended;
    server = await restart(t, former);
  }
  talker.stop();
  await talking;
  await catchUp(follower, server, await headOf(bob, channelId));
  const count = await assertSawAll(follower, begin);
  assert.equal(follower.joins.gone, 0, 'a restart keeps the epoch');
  assert.ok(count >= talker.acked);
});

/** Sends `count` messages as fast as the server takes them. */
async function fill(server, person, channelId, count, size = 10) {
  const chat = await Chat.open(server, person.token);
  await chat.join(channelId);
  const content = 'x'.repeat(size);
  for (let sent = 0; sent < count;) {
    const batch = Math.min(500, count - sent);
    await Promise.all(
      Array.from({ length: batch }, () => chat.send(channelId, content)));
    sent += batch;
  }
  await chat.close();
}

test('a gap that outgrew memory is replayed from the store', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const begin = await headOf(bob, channelId);
  await fill(server, alice, channelId, 300, 1000);
  const follower = new Follower(bob, channelId, begin);
  const talker = new Talker(t, alice, channelId, () => server);
  const talking = talker.talk();
  await eventually(() => talker.acked > 20, 'the room is busy');
  await follower.live(server, (chat) => {
    if (follower.messages.length > 600) talker.stop(), chat.destroy();
  });
  await talking;
  assert.deepEqual(follower.joins, { replayed: 1, snapshot: 0, gone: 0 });
  await catchUp(follower, server, await headOf(bob, channelId));
  await assertSawAll(follower, begin);
});

test('a gap above the limit is signalled, and history completes it', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const begin = await headOf(bob, channelId);
  const missed = long ? 20_000 : 2000;
  await fill(server, alice, channelId, missed);
  const follower = new Follower(bob, channelId, begin);
  const talker = new Talker(t, alice, channelId, () => server);
  const talking = talker.talk();
  await follower.live(server, (chat) => {
    if (follower.messages.length > missed + 50) talker.stop(), chat.destroy();
  });
  await talking;
  assert.deepEqual(follower.joins, { replayed: 0, snapshot: 1, gone: 0 });
  await catchUp(follower, server, await headOf(bob, channelId));
  await assertSawAll(follower, begin);
});

test('a snapshot holds the newest messages, the head and the members', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  await fill(server, alice, channelId, 80);
  const chat = await Chat.open(server, bob.token);
  const answer = await chat.join(channelId);
  assert.equal(answer.recovered, 'snapshot');
  assert.equal(answer.seq, await headOf(bob, channelId));
  const seqs = answer.messages.map((x) => x.seq);
  assert.deepEqual(seqs, Array.from({ length: 50 }, (_, i) => answer.seq - 49 + i));
  assert.deepEqual(answer.members.map((x) => x.id).sort(),
    [alice.id, bob.id].sort());
  assert.equal(answer.memberCount, 2);
  await chat.close();
});

test('since beyond the head, or of another log, is gone', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  await fill(server, alice, channelId, 5);
  const chat = await Chat.open(server, alice.token);
  const { seq, epoch } = await chat.join(channelId);
  const recovered = async (since, of) =>
    (await chat.join(channelId, since, of)).recovered;
  assert.equal(await recovered(seq + 1), 'gone');
  assert.equal(await recovered(2 ** 53 - 1), 'gone');
  assert.equal(await recovered(seq, 'other'), 'gone');
  assert.equal(await recovered(seq, epoch), 'replayed');
  assert.equal(await recovered(0, epoch), 'replayed');
  for (const since of [-1, 1.5, '1', {}])
    await assert.rejects(chat.join(channelId, since), { code: 'INVALID_REQUEST' });
  const gone = await server.metric('parley_joins_total', '{recovered="gone"}');
  assert.equal(gone, 3);
  await chat.close();
});

test('joins and leaves are replayed with the messages', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  const { seq } = await chat.join(channelId);
  await chat.close();
  await bob.api.post(`/api/channels/${channelId}/leave`).expect(200);
  await bob.api.post(`/api/channels/${channelId}/join`).expect(200);
  await bob.api.post(`/api/channels/${channelId}/messages`, { content: 'back' })
    .expect(201);
  const again = await Chat.open(server, alice.token);
  const { messages, events } = await again.join(channelId, seq);
  assert.deepEqual(events.map((x) => [x.event, x.data.seq, x.data.userId]),
    [['user_left', seq + 1, bob.id], ['user_joined', seq + 2, bob.id]]);
  assert.deepEqual(messages.map((x) => x.seq), [seq + 3]);
  await again.close();
});

test('a room that left memory resumes from the store', async (t) => {
  const server = await start(t,
    { env: { ROOM_IDLE_MS: '100', RESUME_WINDOW_MS: '100' } });
  const { people: [alice, bob], channelId } = await gathering(server);
  const begin = await headOf(bob, channelId);
  await fill(server, alice, channelId, 30);
  await eventually(
    async () => await server.metric('parley_actors', '{kind="room"}') === 0,
    'the room leaves memory');
  const follower = new Follower(bob, channelId, begin);
  await catchUp(follower, server, begin + 30);
  assert.equal(await assertSawAll(follower, begin), 30);
});
