// A disk that is full, and one that takes no writes.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { gathering, register, wholeHistory } from './support/people.mjs';
import { restart, run, start, temporaryFolder } from './support/server.mjs';

/** A small file system of our own, or undefined where we may not mount. */
function smallDisk(t, size) {
  let mounted = false;
  const folder = temporaryFolder((at) => {
    if (mounted) execFileSync('umount', ['-l', at]);
  });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder],
      { stdio: 'ignore' });
    mounted = true;
    return folder;
  } catch {
    t.skip('mounting a small file system needs root');
    return undefined;
  }
}

/** Sends until the answer is an error; resolves to it. */
async function sendUntilRefused(chat, channelId, acked) {
  const content = 'x'.repeat(4000);
  for (let i = 0; i < 5000; ++i) {
    const clientId = `c-${acked.size}`;
    try {
      acked.set(clientId, await chat.send(channelId, content, clientId));
    } catch (error) {
      return error;
    }
  }
  throw new Error('the disk does not become full');
}

async function assertStored(api, channelId, acked) {
  const stored = new Map((await wholeHistory(api, channelId))
    .map((x) => [x.clientId, x]));
  for (const [clientId, ack] of acked) {
    assert.equal(stored.get(clientId)?.id, ack.id, `lost: ${clientId}`);
    assert.equal(stored.get(clientId).seq, ack.seq);
  }
}

test('a full disk: no false ack, nothing lost, and on with space', async (t) => {
  const data = smallDisk(t, '6m');
  if (!data) return;
  const ballast = path.join(data, 'ballast');
  fs.writeFileSync(ballast, Buffer.alloc(2 << 20));
  const server = await start(t, { data });
  const { people: [alice, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  const other = await Chat.open(server, bob.token);
  for (const each of [chat, other]) await each.join(channelId);
  const acked = new Map();

  const refused = await sendUntilRefused(chat, channelId, acked);

  assert.equal(refused.code, 'STORAGE_FULL', refused.message);
  assert.ok(acked.size > 50);
  const content = 'y'.repeat(4000);
  const burst = await Promise.allSettled(Array.from({ length: 50 },
    (_, i) => chat.send(channelId, content, `late-${i}`)));
  for (const [i, { value, reason }] of burst.entries())
    if (value) acked.set(`late-${i}`, value);
    else assert.equal(reason.code, 'STORAGE_FULL');
  await alice.api.post(`/api/channels/${channelId}/messages`, { content })
    .expect(507, 'STORAGE_FULL');
  await server.api.get('/health').expect(200);
  await assertStored(bob.api, channelId, acked);
  assert.equal(chat.end, undefined, 'nobody is cut off');
  const seen = other.all('new_message').map((x) => x.seq);
  const seqs = [...acked.values()].map((x) => x.seq).sort((a, b) => a - b);
  assert.deepEqual(seen, seqs, 'what was not stored was not shown');

  fs.rmSync(ballast);
  acked.set('after', await chat.send(channelId, 'space again', 'after'));
  assert.equal(acked.get('after').seq, seqs.at(-1) + 1, 'seq has no gap');
  await assertStored(bob.api, channelId, acked);
  await server.kill();
  await restart(t, server);
  await assertStored(bob.api, channelId, acked);
});

test('a full disk at the start is refused with a reason', async (t) => {
  const data = smallDisk(t, '64k');
  if (!data) return;
  fs.writeFileSync(path.join(data, 'ballast'), Buffer.alloc(60 << 10));
  const { code, stderr } = await run(['serve'], { data });
  assert.equal(code, 1, stderr);
  assert.match(stderr, /full|no space/i);
});

test('a data folder that cannot be written is refused with a reason', async (t) => {
  const data = smallDisk(t, '6m');
  if (!data) return;
  execFileSync('mount', ['-o', 'remount,ro', data]);
  for (const env of [{}, { JWT_SECRET: '5e1f0c9a7b3d42868f90a1b2c3d4e5f6'.repeat(2) }]) {
    const { code, stderr } = await run(['serve'], { data, env });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /read-only file system/i);
    assert.ok(stderr.includes(data), stderr);
  }
});

test('a file that is no database is refused and left alone', async (t) => {
  const data = temporaryFolder();
  const file = path.join(data, 'parley.db');
  const text = 'this is somebody\'s diary\n'.repeat(500);
  fs.writeFileSync(file, text);
  const { code, stderr } = await run(['serve'], { data });
  assert.equal(code, 1);
  assert.ok(stderr.includes(file), stderr);
  assert.equal(fs.readFileSync(file, 'utf8'), text);
});

test('storage in memory serves and forgets', async (t) => {
  const server = await start(t, { env: { STORAGE: 'memory' } });
  const user = await register(server);
  assert.ok(!fs.existsSync(path.join(server.data, 'parley.db')));
  await server.stop();
  const next = await restart(t, server);
  await next.api.post('/api/auth/login',
    { login: user.username, password: user.password }).expect(401);
});
