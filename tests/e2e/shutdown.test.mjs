// An ordered stop, and what keeps a server from starting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, Refused, Unanswered } from './support/chat.mjs';
import { conversation, gathering, register, wholeHistory }
  from './support/people.mjs';
import { restart, run, start, temporaryFolder } from './support/server.mjs';
import { within } from './support/waiting.mjs';

/** Sends until the server goes; resolves to the acked messages by id. */
async function sendOn(chat, channelId, acked) {
  while (!chat.end) {
    try {
      const ack = await chat.send(channelId, 'under load');
      acked.set(ack.id, ack.seq);
    } catch (error) {
      assert.ok(error instanceof Unanswered || error instanceof Refused, error);
    }
  }
}

test('SIGTERM under load: all are told, nothing acked is lost', async (t) => {
  const server = await start(t);
  const names = Array.from({ length: 10 }, (_, i) => `p${i}`);
  const { people, chats, channelId } = await conversation(t, server, names);
  const idle = Chat.unauthenticated(server);
  await idle.opened;
  const acked = new Map();
  const sending = chats.flatMap((chat) =>
    [1, 2, 3].map(() => sendOn(chat, channelId, acked)));
  await chats[0].messages(300);

  const began = performance.now();
  const { code, signal } = await within(15_000, server.stop(), 'the end');
  const took = performance.now() - began;

  assert.deepEqual([code, signal], [0, null], server.output);
  assert.ok(took <= 10_000, `the stop took ${took} ms`);
  await Promise.all(sending);
  for (const chat of [...chats, idle]) {
    assert.equal((await chat.closed).code, 4010);
    const { reconnectAfter } = chat.all('server_draining')[0];
    assert.ok(reconnectAfter >= 0 && reconnectAfter <= 60_000);
    assert.equal(chat.events.at(-1).event, 'server_draining');
  }
  const next = await restart(t, server);
  const stored = new Map((await wholeHistory(people[0].api, channelId))
    .map((x) => [x.id, x.seq]));
  for (const [id, seq] of acked) assert.equal(stored.get(id), seq, 'lost');
  const again = await Chat.open(next, people[0].token);
  await again.join(channelId);
  await again.close();
  t.diagnostic(`stopped in ${took.toFixed(0)} ms; ${acked.size} acks hold`);
});

test('SIGINT stops an idle server at once', async (t) => {
  const server = await start(t);
  await register(server);
  const { code } = await within(3000, server.stop('SIGINT'), 'the end');
  assert.equal(code, 0, server.output);
});

test('a stop does not wait for who never reads or answers', async (t) => {
  const env = { SHUTDOWN_GRACE_MS: '2000' };
  const server = await start(t, { env });
  const { chats } = await conversation(t, server);
  for (const chat of chats) chat.socket.pause();
  const { code } = await within(10_000, server.stop(), 'the end');
  assert.equal(code, 0, server.output);
});

test('a request under way is answered, a new one finds nobody', async (t) => {
  const server = await start(t, { env: { BCRYPT_COST: '12' } });
  const asked = register(server);
  await server.api.get('/health').expect(200); // so the other is under way
  const stopping = server.stop();
  assert.ok((await asked).token);
  await stopping;
  await assert.rejects(server.api.get('/health'), { code: 'ECONNREFUSED' });
});

test('a second server on the same data is refused with a reason', async (t) => {
  const server = await start(t);
  const { code, stderr } = await run(['serve'], { data: server.data });
  assert.equal(code, 1);
  assert.match(stderr, /another parley server uses .*parley\.db/);
  await server.api.get('/health').expect(200);
  await server.kill();
  await start(t, { data: server.data });
});

test('a taken port is refused with a reason', async (t) => {
  const server = await start(t);
  const { code, stderr } = await run(['serve'],
    { data: temporaryFolder(), env: { PORT: String(server.port) } });
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`${server.port}`));
  assert.match(stderr, /in use/i);
});

test('a server that was stopped in order starts with everything', async (t) => {
  let server = await start(t);
  const { people: [alice], channelId } = await gathering(server);
  for (let i = 0; i < 3; ++i) {
    await alice.api.post(`/api/channels/${channelId}/messages`,
      { content: `life ${i}` }).expect(201);
    await server.stop();
    server = await restart(t, server);
  }
  const history = await wholeHistory(alice.api, channelId);
  assert.deepEqual(history.map((x) => x.content), ['life 0', 'life 1', 'life 2']);
});
