// kill -9 in the middle of acknowledged sends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, Unanswered } from './support/chat.mjs';
import { gathering, wholeHistory } from './support/people.mjs';
import { long, restart, start } from './support/server.mjs';

const rounds = long ? 20 : 3;
const sends = long ? 2000 : 400;
const inFlight = 64;

/** Sends until the socket ends; `acked` maps clientId to the ack. */
async function sendUntilCut(chat, channelId, round, acked, onAck) {
  const tried = [];
  const one = async (clientId) => {
    try {
      const ack = await chat.send(channelId, `text of ${clientId}`, clientId);
      acked.set(clientId, ack);
      onAck(acked.size);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  };
  let next = 0;
  const lane = async () => {
    while (next < sends && !chat.end) {
      const clientId = `${round}-${next++}`;
      tried.push(clientId);
      await one(clientId);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return tried;
}

function assertStoredOnce(history, acked) {
  const byClientId = new Map();
  for (const message of history) {
    assert.ok(!byClientId.has(message.clientId), `twice: ${message.clientId}`);
    byClientId.set(message.clientId, message);
  }
  for (const [clientId, ack] of acked) {
    const stored = byClientId.get(clientId);
    assert.ok(stored, `acknowledged and lost: ${clientId}`);
    assert.equal(stored.id, ack.id);
    assert.equal(stored.seq, ack.seq);
    assert.equal(stored.content, `text of ${clientId}`);
  }
  const seqs = history.map((x) => x.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i), 'seq has a gap');
}

test(`kill -9 under load, ${rounds} times: every ack holds`, async (t) => {
  let server = await start(t);
  const { people: [alice, bob], channelId } = await gathering(server);
  const acked = new Map();
  const readyAfter = [];
  for (let round = 0; round < rounds; ++round) {
    const chat = await Chat.open(server, alice.token);
    await chat.join(channelId);
    const before = acked.size;
    // Somewhere in the middle, another place each time.
    const cut = before + Math.floor(sends * (0.2 + 0.6 * Math.random()));
    const tried = await sendUntilCut(chat, channelId, round, acked,
      (size) => { if (size === cut) server.kill(); });
    await server.ended;
    assert.ok(acked.size >= cut, 'the round was cut in its middle');
    assert.ok(acked.size < before + sends, 'the kill came too late');

    const began = performance.now();
    server = await restart(t, server);
    readyAfter.push(performance.now() - began);

    const api = bob.api;
    assertStoredOnce(await wholeHistory(api, channelId), acked);
    const again = await Chat.open(server, alice.token);
    for (const clientId of tried) {
      const ack = await again.send(channelId, `text of ${clientId}`, clientId);
      const first = acked.get(clientId);
      if (first) {
        assert.deepEqual([ack.id, ack.seq, ack.createdAt],
          [first.id, first.seq, first.createdAt]);
        assert.equal(ack.duplicate, true);
      }
      acked.set(clientId, ack);
    }
    assertStoredOnce(await wholeHistory(api, channelId), acked);
    await again.close();
  }
  assert.ok(Math.max(...readyAfter) <= 5000, `ready after ${readyAfter} ms`);
  t.diagnostic(`${acked.size} messages; ready after at most ` +
    `${Math.max(...readyAfter).toFixed(0)} ms`);
});

test('200 sends cut before their ack, retried: none is doubled', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const ids = new Map();
  for (let i = 0; i < 200; i += 20) {
    const batch = Array.from({ length: 20 }, (_, k) => `c-${i + k}`);
    const cut = await Chat.open(server, alice.token);
    for (const clientId of batch) cut.send(channelId, clientId, clientId);
    await new Promise((sent) => cut.socket.ping('', true, sent));
    await cut.destroy();
    const chat = await Chat.open(server, alice.token);
    for (let retry = 0; retry < 3; ++retry)
      for (const clientId of batch) {
        const { id } = await chat.send(channelId, clientId, clientId);
        assert.equal(ids.get(clientId) ?? id, id);
        ids.set(clientId, id);
      }
    await chat.close();
  }
  const history = await wholeHistory(alice.api, channelId);
  assert.deepEqual(new Set(history.map((x) => x.id)), new Set(ids.values()));
  assert.equal(history.length, 200);
});

test('many acks share a commit', async (t) => {
  const server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  await chat.join(channelId);
  const before = await server.metric('parley_commit_seconds_count');
  await Promise.all(
    Array.from({ length: 1600 }, (_, i) => chat.send(channelId, `${i}`)));
  const commits = await server.metric('parley_commit_seconds_count') - before;
  assert.ok(1600 / commits > 4, `${commits} commits for 1600 messages`);
  await chat.close();
});
