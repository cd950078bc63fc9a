// How uploads end that do not come to their end: connections that break, a
// crash, a stop.

import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { register } from './support/people.mjs';
import { png } from './support/pictures.mjs';
import { restart, start } from './support/server.mjs';
import { download, filesOf, openUploads, upload, uploaded }
  from './support/uploads.mjs';
import { eventually, within } from './support/waiting.mjs';

const mib = 1 << 20;

function abort(server, token, sent) {
  return new Promise((done) => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.on('error', done);
    socket.write('POST /api/upload/file HTTP/1.1\r\nHost: x\r\n' +
      `Authorization: Bearer ${token}\r\nContent-Length: 1000000\r\n` +
      'Content-Type: multipart/form-data; boundary=B\r\n\r\n' +
      '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
    socket.write(Buffer.alloc(sent), () =>
      setTimeout(() => { socket.destroy(); done(); }, 100));
  });
}

test('uploads that break off leave nothing', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const clean = () =>
    openUploads(server) === 0 && filesOf(server).length === 0;

  await Promise.all(Array.from({ length: 40 },
    (_, i) => abort(server, ann.token, i * 10_000)));

  await eventually(clean, 'an end of all that was begun');
  // All their places are free again.
  await Promise.all(Array.from({ length: 40 },
    (_, i) => uploaded(ann, 'file', `whole ${i}`)));
});

test('a crash in the middle of uploads leaves nothing', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const kept = await uploaded(ann, 'file', 'kept');
  const broken = Array.from({ length: 5 }, () => abort(server, ann.token, 500_000));
  await eventually(() => openUploads(server) > 0, 'uploads on their way');
  await server.kill();
  await Promise.all(broken);

  const again = await restart(t, server);

  assert.equal(filesOf(again).length, 1);
  assert.equal((await download(again, kept.url, ann)).bytes.toString(), 'kept');
});

test('a stop in the middle of transfers is orderly', async (t) => {
  const server = await start(t, { env: { SHUTDOWN_GRACE_MS: '2000' } });
  const ann = await register(server, 'ann');
  const { url } = await uploaded(ann, 'file', Buffer.alloc(20 * mib));
  const reader = net.connect(server.port, '127.0.0.1').pause();
  reader.on('error', () => {});
  reader.write(`GET ${url}?token=${ann.token} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const writing = net.connect(server.port, '127.0.0.1');
  writing.on('error', () => {});
  writing.write('POST /api/upload/file HTTP/1.1\r\nHost: x\r\n' +
    `Authorization: Bearer ${ann.token}\r\nContent-Length: 1000000\r\n` +
    'Content-Type: multipart/form-data; boundary=B\r\n\r\n' +
    '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx');
  await eventually(() => openUploads(server) === 2, 'both transfers');

  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.equal(filesOf(server).length, 1);
  reader.destroy();
  writing.destroy();
});

test('a stop answers the pictures that wait for their turn', async (t) => {
  const server = await start(t);
  const people = [];
  for (let i = 0; i < 4; ++i) people.push(await register(server, `p${i}`));
  const picture = png(3000, 2000);
  await uploaded(people[0], 'image', picture);

  const kept = [];
  const sending = people.flatMap((who) => Array.from({ length: 8 }, async () => {
    try {
      const { status, body } = await upload(who, 'image', picture);
      if (status === 201) kept.push({ who, url: body.url, small: body.thumbnailUrl });
      else assert.equal(status, 503, JSON.stringify(body));
    } catch (error) {
      assert.ok(error instanceof TypeError, error); // fetch: it was cut
    }
  }));
  await eventually(() => kept.length > 0, 'the first of them');
  const { code } = await within(10_000, server.stop(), 'the end');
  await Promise.all(sending);

  assert.equal(code, 0, server.output);
  const again = await restart(t, server);
  for (const { who, url, small } of kept)
    for (const path of [url, small])
      assert.equal((await download(again, path, who)).status, 200, path);
  assert.ok(filesOf(again).every((file) => !file.startsWith('drafts')));
  t.diagnostic(`${kept.length} of ${sending.length} were kept`);
});
