// Who does not read costs the server little and the others nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bystanders } from './support/bystanders.mjs';
import { Follower } from './support/follower.mjs';
import { conversation, gathering } from './support/people.mjs';
import { frame, opcode, RawSocket } from './support/raw_socket.mjs';
import { start } from './support/server.mjs';
import { eventually, pause, quantile } from './support/waiting.mjs';

const mib = 1 << 20;
const size = 32_000;
const flood = 700; // 21 MiB: more than the kernel takes for a reader
const lanes = 8;
const budget = mib; // OUTBOX_BUDGET
const env = { STORAGE_SYNC: 'normal' }; // sockets are tested, not the disk

/** A member who has joined and then stops reading. */
async function stalled(server, person, channelId) {
  const raw = await RawSocket.open(server, person.token);
  await raw.tell('join_channel', { channelId }, 1);
  const { data } = await raw.text((x) => x.ack === 1);
  raw.socket.pause();
  return Object.assign(raw, { since: data.seq });
}

/**
 * Floods the channel; resolves to the times from send to ack, in ms. Goes no
 * faster than `readers` (seqs that they have seen) read: all of them share one
 * process, and on a busy machine it may not get to their sockets in time.
 * `look` is called after each message.
 */
async function floodRoom(chat, channelId, count = flood, readers = [],
  look = () => {}) {
  const content = 'x'.repeat(size);
  const times = [];
  let next = 0;
  const lane = async () => {
    while (next++ < count) {
      const began = performance.now();
      const { seq } = await chat.send(channelId, content);
      times.push(performance.now() - began);
      chat.forget();
      await look();
      await eventually(
        () => readers.every((seqs) => seqs.at(-1) >= seq - 8),
        'the readers keep up');
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return times;
}

/** The seqs of the messages that a socket gets, from now on. */
function seqsSeen(chat) {
  const seqs = [];
  chat.onFrame = ({ event, data }) => {
    chat.forget();
    if (event === 'new_message') seqs.push(data.seq);
  };
  return seqs;
}

/** What waits for sockets, looked at after every message. */
class Outboxes {
  most = 0;

  constructor(server) {
    this.look = async () => {
      this.most = Math.max(this.most, await server.metric('parley_outbox_bytes'));
    };
  }
}

/** Highest resident memory above that of the start while `work` runs. */
async function growth(server, work) {
  const before = server.rss();
  let peak = before;
  const timer = setInterval(() => { peak = Math.max(peak, server.rss()); }, 5);
  await work().finally(() => clearInterval(timer));
  return Math.max(peak, server.rss()) - before;
}

for (const count of [1, 8])
  test(`${count} stalled in a flooded room: cut, bounded, resumable`, async (t) => {
    const server = await start(t, { env });
    const names = Array.from({ length: count + 2 }, (_, i) => `p${i}`);
    const { people, chats: [sender, reader], channelId } =
      await conversation(t, server, names, 2);
    const bystanders = await Bystanders.talking(t, server);
    const seqs = seqsSeen(reader);
    const outboxes = new Outboxes(server);
    // Caches and buffers get the size that a flood needs, and its usual pace
    // becomes known.
    const usual = quantile(
      await floodRoom(sender, channelId, flood / 2, [seqs], outboxes.look), 0.99);
    outboxes.most = 0;
    const asleep = [];
    for (const person of people.slice(2))
      asleep.push(await stalled(server, person, channelId));
    t.after(() => asleep.forEach((raw) => raw.destroy()));

    let times;
    const grown = await growth(server, async () => {
      const flooding =
        floodRoom(sender, channelId, flood, [seqs], outboxes.look);
      await eventually(
        async () => await server.metric('parley_slow_closes_total') === count,
        'all are cut', 60_000);
      for (const raw of asleep) raw.socket.resume();
      for (const raw of asleep) assert.equal(await raw.closeCode(), 4008);
      times = await flooding;
    });

    // A socket is judged at the end of a turn, which may have brought it all
    // messages in flight; those who read may have as many on their way.
    const turn = lanes * (size + 1000);
    const most = count * budget + (count + 2) * turn;
    const { most: waited } = outboxes;
    assert.ok(waited <= most, `${waited} bytes waited, ${most} may`);
    assert.ok(waited >= budget / 2, `only ${waited} bytes waited`);
    assert.ok(grown <= 16 * mib, `grew by ${(grown / mib).toFixed(1)} MiB`);
    await eventually(() => seqs.length === 1.5 * flood, 'all is seen');
    assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i));
    const p99 = quantile(times, 0.99);
    // The promise is 100 ms, on a machine where no other test runs beside.
    assert.ok(p99 <= 250 + usual, `acks: p99 ${p99} ms, usual ${usual} ms`);
    const { p99: calm } = await bystanders.unharmed(500);
    await eventually(
      async () => await server.metric('parley_outbox_bytes') === 0,
      'the outboxes are empty');

    const { since } = asleep[0];
    const follower = new Follower(people[2], channelId, since);
    await follower.live(server, (chat) => {
      if (follower.since === seqs.at(-1)) chat.destroy();
    });
    assert.equal(follower.messages.length, seqs.at(-1) - since);
    t.diagnostic(`grew by ${(grown / mib).toFixed(1)} MiB; ` +
      `${(waited / mib).toFixed(2)} MiB waited; ack p99 ${p99.toFixed(1)} ms, ` +
      `usual ${usual.toFixed(1)} ms; bystanders p99 ${calm.toFixed(1)} ms`);
  });

test('a reader that stays away is dropped without its goodbye', async (t) => {
  const server = await start(t, { env });
  const { people: [, bob], chats: [sender], channelId } =
    await conversation(t, server, ['alice', 'bob'], 1);
  const raw = await stalled(server, bob, channelId);
  t.after(() => raw.destroy());
  const before = await server.metric('parley_connections');
  await floodRoom(sender, channelId);
  await eventually(
    async () => await server.metric('parley_connections') === before - 1,
    'the socket is gone', 9000);
});

test('a client that never reads its answers is cut, the rest goes on', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], chats: [sender], channelId } =
    await conversation(t, server);
  await floodRoom(sender, channelId, 60); // each join answers 50 of them
  const bystanders = await Bystanders.talking(t, server);
  const raw = await stalled(server, alice, channelId);
  t.after(() => raw.destroy());
  const ask = frame(opcode.text, JSON.stringify(
    { id: 1, event: 'join_channel', data: { channelId } }));

  const grown = await growth(server, async () => {
    for (let i = 0; i < 2000 && !raw.end; ++i) raw.socket.write(ask);
    await eventually(
      async () => await server.metric('parley_slow_closes_total') === 1,
      'the socket is cut', 20_000);
  });

  assert.ok(grown <= 32 * mib, `grew by ${(grown / mib).toFixed(1)} MiB`);
  await bystanders.unharmed();
  t.diagnostic(`grew by ${(grown / mib).toFixed(1)} MiB`);
});

test('a client that sends and never reads its acks harms nobody', async (t) => {
  const server = await start(t, { env });
  const { people: [alice], channelId } = await gathering(server);
  const bystanders = await Bystanders.talking(t, server);
  const raw = await RawSocket.open(server, alice.token);
  t.after(() => raw.destroy());
  raw.socket.pause();
  const text = JSON.stringify(
    { id: 1, event: 'send_message', data: { channelId, content: 'x' } });
  const many = Buffer.concat(
    Array.from({ length: 100 }, () => frame(opcode.text, text)));

  const grown = await growth(server, async () => {
    const taken = await server.metric('parley_messages_received_total');
    for (let i = 0; i < 100; ++i) raw.socket.write(many);
    await eventually(async () => raw.end ||
      await server.metric('parley_messages_received_total') - taken >= 10_000,
    'the server has read them all', 30_000);
  });

  assert.ok(grown <= 32 * mib, `grew by ${(grown / mib).toFixed(1)} MiB`);
  await bystanders.unharmed();
  t.diagnostic(`grew by ${(grown / mib).toFixed(1)} MiB`);
});
