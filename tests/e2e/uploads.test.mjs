// Files that users give to the server: kinds, bounds, who may read them, how
// they are handed out, and what stays on the disk.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { Bystanders } from './support/bystanders.mjs';
import { Chat } from './support/chat.mjs';
import { gathering, register } from './support/people.mjs';
import { commented, gif, jpeg, photo, png, webp } from './support/pictures.mjs';
import { statusOf } from './support/raw_http.mjs';
import { start } from './support/server.mjs';
import { staffed } from './support/staff.mjs';
import { download, filesOf, openUploads, upload, uploaded }
  from './support/uploads.mjs';
import { eventually } from './support/waiting.mjs';

const mib = 1 << 20;

const windowsProgram = Buffer.alloc(512);
windowsProgram.write('MZ');
windowsProgram[0x3c] = 0x80;
windowsProgram.write('PE\0\0\x4c\x01\x01', 0x80, 'latin1');
windowsProgram.write('\xe0\0\x02\x01\x0b\x01', 0x94, 'latin1');

test('a file comes back as it was sent, by its owner alone', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  const bytes = crypto.randomBytes(3 * mib);

  const made = await uploaded(ann, 'file', bytes, 'grüße.bin');

  assert.equal(made.kind, 'file');
  assert.equal(made.name, 'grüße.bin');
  assert.equal(made.size, bytes.length);
  assert.equal(made.url, `/uploads/${made.id}`);
  assert.equal(made.attached, false);
  const got = await download(server, made.url, ann);
  assert.equal(got.status, 200);
  assert.ok(got.bytes.equals(bytes));
  assert.equal((await download(server, made.url, bob)).status, 404);
  assert.equal((await download(server, made.url)).status, 401);
  assert.equal((await download(server, `${made.url}?token=${ann.token}`)).status, 200);
  await bob.api.get(`/api/upload/${made.id}`).expect(404);
  const { items, usage } = await ann.api.get('/api/upload').body();
  assert.deepEqual(items.map((x) => x.id), [made.id]);
  assert.deepEqual([usage.bytes, usage.files], [bytes.length, 1]);
});

test('a picture has a size, a thumbnail and no metadata', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const secret = 'N 52.5200 E 13.4050';

  const made = await uploaded(ann, 'image', photo(secret), 'photo.jpg');

  assert.equal(made.type, 'image/jpeg');
  // It was taken on its side.
  assert.deepEqual([made.width, made.height], [16, 24]);
  const whole = await download(server, made.url, ann);
  assert.equal(whole.headers.get('content-type'), 'image/jpeg');
  assert.match(whole.headers.get('content-disposition'), /^inline/);
  assert.equal(whole.bytes.length, made.size);
  const small = await download(server, made.thumbnailUrl, ann);
  assert.equal(small.status, 200);
  assert.equal(small.headers.get('content-type'), 'image/webp');
  for (const { bytes } of [whole, small])
    assert.ok(!bytes.includes(secret), 'the place is still in there');
  for (const file of filesOf(server))
    assert.ok(!fs.readFileSync(path.join(server.data, 'uploads', file)).includes(secret));

  const commented = await uploaded(ann, 'image', png(40, 30, { comment: secret }));
  assert.ok(!(await download(server, commented.url, ann)).bytes.includes(secret));
  assert.deepEqual([commented.width, commented.height], [40, 30]);
});

test('nothing is hidden where decoders do not look', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const secret = 'N 52.5200 E 13.4050';
  for (const bytes of [png(40, 30, { afterwards: secret }), commented(secret),
    commented(secret, jpeg.length - 2), Buffer.concat([jpeg, Buffer.from(secret)]),
    Buffer.concat([png(40, 30), Buffer.from(secret)])]) {
    const made = await uploaded(ann, 'image', bytes);
    assert.ok(!(await download(server, made.url, ann)).bytes.includes(secret));
  }
});

test('an avatar is shown where its owner is, at once', async (t) => {
  const server = await start(t);
  const { people: [ann, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, bob.token);
  t.after(() => chat.destroy());
  await chat.join(channelId);
  const said = async () => {
    const { id } = await ann.api.post(`/api/channels/${channelId}/messages`,
      { content: 'look at me' }).body(201);
    return (await chat.next('new_message', (x) => x.id === id)).sender.avatar;
  };
  assert.equal(await said(), '');

  const made = await uploaded(ann, 'avatar', gif);
  await eventually(async () => (await said()) === made.url, 'the new avatar');
  await ann.api.del(`/api/upload/${made.id}`).expect(204);
  await eventually(async () => (await said()) === '', 'no avatar');
});

test('one reader leaves room for others', async (t) => {
  const server = await start(t);
  const { people: [ann, bob] } = await gathering(server);
  const made = await uploaded(ann, 'avatar', gif);
  const large = await uploaded(ann, 'file', Buffer.alloc(20 * mib));
  // Who holds a place does not read, so that the answer does not end.
  const places = await Promise.all(Array.from({ length: 64 }, async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.write(`GET ${large.url} HTTP/1.1\r\nHost: x\r\n`
      + `Authorization: Bearer ${ann.token}\r\n\r\n`);
    const [head] = await once(socket, 'data');
    socket.pause();
    return head.toString('latin1', 9, 12);
  }));
  assert.deepEqual(new Set(places), new Set(['200']));

  assert.equal((await download(server, made.url.split('?')[0], ann)).status, 429);
  assert.equal((await download(server, made.url.split('?')[0], bob)).status, 200);
  assert.equal((await download(server, made.url)).status, 200);
});

test('a picture without metadata stays as it is', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  for (const [bytes, type] of [[jpeg, 'image/jpeg'], [gif, 'image/gif'],
    [png(900, 700), 'image/png']]) {
    // Neither the name nor what the client says is believed.
    const made = await uploaded(ann, 'image', bytes, 'x.txt');
    assert.equal(made.type, type);
    assert.ok((await download(server, made.url, ann)).bytes.equals(bytes));
  }
  assert.equal((await uploaded(ann, 'image', webp)).type, 'image/webp');
});

test('an avatar is a small square that its link alone opens', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');

  const first = await uploaded(ann, 'avatar', photo('a secret'), 'me.jpg');

  assert.deepEqual([first.type, first.width, first.height],
    ['image/webp', 256, 256]);
  assert.equal((await ann.api.get('/api/users/me').body()).avatar, first.url);
  const got = await download(server, first.url);
  assert.equal(got.status, 200);
  assert.ok(!got.bytes.includes('a secret'));
  assert.equal(got.bytes.toString('latin1', 8, 12), 'WEBP');
  assert.equal((await download(server, `/uploads/${first.id}`)).status, 401);
  assert.equal((await download(server, `/uploads/${first.id}`, bob)).status, 200);

  const second = await uploaded(ann, 'avatar', gif);
  assert.equal((await ann.api.get('/api/users/me').body()).avatar, second.url);
  await ann.api.del(`/api/upload/${second.id}`).expect(204);
  assert.equal((await ann.api.get('/api/users/me').body()).avatar, '');
});

test('a signed link opens one upload for a while', async (t) => {
  const server = await start(t, { env: { UPLOAD_LINK_TTL_S: '2' } });
  const ann = await register(server, 'ann');
  const made = await uploaded(ann, 'image', png(10, 10));
  const other = await uploaded(ann, 'file', 'other');
  const query = new URL(made.signedUrl, server.url).search;

  assert.equal((await download(server, made.signedUrl)).status, 200);
  assert.equal((await download(server, made.signedThumbnailUrl)).status, 200);
  assert.equal((await download(server, other.url + query)).status, 403);
  const later = query.replace(/exp=(\d+)/, (_, x) => `exp=${Number(x) + 9}`);
  for (const bad of [later, query.replace('sig=', 'sig=x'), '?sig=',
    query.replace(/exp=\d+&/, ''), '?exp=99999999999&sig=AAAA'])
    assert.equal((await download(server, made.url + bad)).status, 403, bad);
  assert.equal((await download(server,
    `/uploads/${crypto.randomUUID()}${query}`)).status, 403);
  await eventually(async () =>
    (await download(server, made.signedUrl)).status === 403, 'the end of the link');
  const { signedUrl } = await ann.api.get(`/api/upload/${made.id}`).body();
  assert.equal((await download(server, signedUrl)).status, 200);
});

test('who reads a room reads what a message there names', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [ann, bob], group, channelId } = await gathering(server);
  const eve = await register(server, 'eve');
  const made = await uploaded(ann, 'file', 'for us', 'plan.txt');
  const chat = await Chat.open(server, ann.token);
  t.after(() => chat.destroy());
  await chat.join(channelId);
  const say = (attachments) =>
    chat.ask('send_message', { channelId, content: 'look', attachments });

  assert.equal((await download(server, made.url, bob)).status, 404);
  await say([{ id: made.id, name: made.name }]);
  assert.equal((await download(server, made.url, bob)).bytes.toString(), 'for us');
  assert.equal((await bob.api.get(`/api/upload/${made.id}`).body()).attached, true);
  assert.equal((await download(server, made.url, eve)).status, 404);
  assert.equal((await download(server, made.url, root)).status, 200);
  // The channel is public: to read it takes no membership.
  await bob.api.post(`/api/channels/${channelId}/leave`).expect(200);
  assert.equal((await download(server, made.url, bob)).status, 200);
  await ann.api.put(`/api/channels/${channelId}`, { visibility: 'private' }).expect(200);
  assert.equal((await download(server, made.url, bob)).status, 404);
  await ann.api.put(`/api/channels/${channelId}`, { visibility: 'public' }).expect(200);
  await bob.api.post(`/api/groups/${group.id}/leave`).expect(200);
  assert.equal((await download(server, made.url, bob)).status, 404);

  const others = await uploaded(eve, 'file', 'hers');
  for (const id of [others.id, crypto.randomUUID(), 'no id'])
    await assert.rejects(say([{ id }]), { code: 'INVALID_REQUEST' });
  await ann.api.post(`/api/channels/${channelId}/messages`,
    { content: 'x', attachments: [{ id: others.id }] })
    .expect(400, 'INVALID_REQUEST');
});

test('a file in a direct room is for those in it, of one room at least', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [ann, bob, cid], channelId } =
    await gathering(server, ['ann', 'bob', 'cid']);
  const made = await uploaded(ann, 'file', 'between us');
  const direct = await ann.api.post('/api/direct', { userId: bob.id }).body(201);
  const say = (id) => ann.api.post(`/api/channels/${id}/messages`,
    { content: 'look', attachments: [{ id: made.id }] }).expect(201);
  const statuses = () => Promise.all([bob, cid, root].map(async (who) =>
    (await download(server, made.url, who)).status));

  await say(direct.id);
  assert.deepEqual(await statuses(), [200, 404, 404]);
  await say(channelId);
  assert.deepEqual(await statuses(), [200, 200, 200]);
  await ann.api.del(`/api/channels/${channelId}`).expect(204);
  assert.deepEqual(await statuses(), [200, 404, 404]);
});

test('what is too large or of the wrong type is refused', async (t) => {
  const server = await start(t, { env: {
    UPLOAD_AVATAR_LIMIT: '64KB', UPLOAD_IMAGE_LIMIT: '128KB',
    UPLOAD_FILE_LIMIT: '256KB' } });
  const ann = await register(server, 'ann');
  for (const [kind, most] of [['avatar', 64], ['image', 128], ['file', 256]]) {
    for (const size of [most * 1024 + 1, 4 * mib]) {
      const { status, body } = await upload(ann, kind, Buffer.alloc(size));
      assert.deepEqual([status, body.code], [413, 'PAYLOAD_TOO_LARGE']);
    }
  }
  const refused = async (kind, bytes, ...expected) => {
    const { status, body } = await upload(ann, kind, bytes, 'a.png');
    assert.deepEqual([status, body.code], expected);
  };
  await uploaded(ann, 'file', Buffer.alloc(256 * 1024));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>';
  for (const kind of ['avatar', 'image'])
    for (const bytes of ['just text', svg, '<html>', '%PDF-1.4\n', 'GIF89a'])
      await refused(kind, bytes, ...(bytes === 'GIF89a'
        ? [400, 'INVALID_REQUEST'] : [415, 'UNSUPPORTED_MEDIA_TYPE']));
  await refused('image', jpeg.subarray(0, 560), 400, 'INVALID_REQUEST');
  for (const program of [fs.readFileSync('/bin/true'), windowsProgram])
    await refused('file', program, 415, 'UNSUPPORTED_MEDIA_TYPE');
  await refused('file', '', 400, 'INVALID_REQUEST');
  await ann.api.post('/api/upload/file', { file: 'x' })
    .expect(415, 'UNSUPPORTED_MEDIA_TYPE');
  await ann.api.post('/api/upload/other', {}).expect(405);
  assert.equal((await upload(ann, 'file', 'x', 'x', 'another')).status, 400);
  await server.api.post('/api/upload/file', {}).expect(401);
  await eventually(() => filesOf(server).length === 1, 'nothing of these');
});

test('a picture that is a bomb costs next to nothing', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  // Made before somebody talks: this takes our own time.
  const bombs = [png(8000, 8000), png(30_000, 30_000, { rows: 100 }),
    png(6000, 6000, { rows: 10 }), png(2 ** 31 - 1, 2 ** 31 - 1, { rows: 0 })];
  const pair = await Bystanders.talking(t, server);
  const before = server.rss();
  for (const bomb of bombs) {
    const { status } = await upload(ann, 'image', bomb);
    assert.ok([400, 413].includes(status), String(status));
  }
  assert.ok(server.rss() - before < 32 * mib);
  await pair.unharmed();
  await eventually(() => filesOf(server).length === 0, 'an empty folder');
});

test('no name leads out of the folder, none is the client\'s', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  for (const [name, shown] of [['../../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'], ['/etc/cron.d/x', 'x'], ['..', 'file'],
    ['.%2e%2f', '.%2e%2f'], ['a\r\nX-Evil: 1', 'a%0D%0AX-Evil: 1'],
    ['a"; filename="b', 'a"; filename="b'], ['x'.repeat(1000), 'x'.repeat(200)]]) {
    const made = await uploaded(ann, 'file', 'content', name);
    assert.equal(made.name, shown);
    const got = await download(server, made.url, ann);
    assert.equal(got.headers.get('x-evil'), null);
    assert.match(got.headers.get('content-disposition'),
      /^attachment; filename="[^"]*"; filename\*=UTF-8''[\w.%-]+$/);
  }
  for (const file of filesOf(server))
    assert.match(file, /^[0-9a-f]{2}\/[0-9a-f-]{36}$/);
  const known = fs.readdirSync(server.data).sort();
  assert.ok(known.every((x) => /^(parley\.db.*|uploads|secrets.*|\.?lock|.*\.lock)$/.test(x)),
    known.join());
  for (const escape of ['/uploads/..%2f..%2fsecrets', '/uploads/%2e%2e/secrets',
    '/uploads/../secrets', '/uploads/%2fetc%2fpasswd', '/uploads/..\\secrets',
    '/uploads/drafts', '/uploads/00', '/uploads/']) {
    const status = await statusOf(server, `GET ${escape} HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: Bearer ${ann.token}\r\nConnection: close\r\n\r\n`);
    assert.ok([400, 404].includes(status), `${escape}: ${status}`);
  }
});

test('nothing that can run is shown as a page', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  for (const [bytes, name] of [
    ['<!DOCTYPE html><html><script>alert(1)</script></html>', 'a.html'],
    ['<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'a.svg'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'b.png'],
    ['<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', 'c.xhtml'],
    ['alert(1)', 'a.js'], ['%PDF-1.4\n%âãÏÓ\n', 'a.pdf']]) {
    const made = await uploaded(ann, 'file', bytes, name);
    for (const url of [made.url, made.signedUrl]) {
      const { headers } = await download(server, url, ann);
      assert.equal(headers.get('content-type'), 'application/octet-stream');
      assert.match(headers.get('content-disposition'), /^attachment/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'),
        "sandbox; default-src 'none'");
      assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
      assert.match(headers.get('cache-control'), /^private/);
    }
  }
});

test('ranges, tags and dates are understood', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const bytes = crypto.randomBytes(300_000);
  const { url } = await uploaded(ann, 'file', bytes);
  const ask = (headers, method) => download(server, url, ann, headers, method);
  const whole = await ask();
  const tag = whole.headers.get('etag');
  const date = whole.headers.get('last-modified');
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');

  for (const [range, from, to] of [['bytes=0-9', 0, 10],
    ['bytes=100000-', 100_000, 300_000], ['bytes=-5', 299_995, 300_000],
    ['bytes=299999-400000', 299_999, 300_000]]) {
    const part = await ask({ range });
    assert.equal(part.status, 206);
    assert.ok(part.bytes.equals(bytes.subarray(from, to)));
    assert.equal(part.headers.get('content-range'),
      `bytes ${from}-${to - 1}/300000`);
  }
  const behind = await ask({ range: 'bytes=300000-' });
  assert.equal(behind.status, 416);
  assert.equal(behind.headers.get('content-range'), 'bytes */300000');
  for (const fresh of [{ 'if-none-match': tag }, { 'if-modified-since': date }]) {
    const none = await ask(fresh);
    assert.deepEqual([none.status, none.bytes.length], [304, 0]);
    assert.equal(none.headers.get('etag'), tag);
  }
  const range = 'bytes=0-9';
  assert.equal((await ask({ range, 'if-range': tag })).status, 206);
  assert.equal((await ask({ range, 'if-range': '"other"' })).status, 200);
  const head = await ask({}, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-length')],
    [200, '300000']);
  await eventually(() => openUploads(server) === 0, 'the end of all downloads');
});

test('a user has a quota, which deleting frees', async (t) => {
  const server = await start(t, { env: { UPLOAD_QUOTA: '100KB' } });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  const half = Buffer.alloc(50_000, 'x');
  const first = await uploaded(ann, 'file', half);
  await uploaded(ann, 'file', half);

  const { status, body } = await upload(ann, 'file', half);
  assert.deepEqual([status, body.code], [413, 'QUOTA_EXCEEDED']);
  await uploaded(bob, 'file', half);
  await bob.api.del(`/api/upload/${first.id}`).expect(404);
  await ann.api.del(`/api/upload/${first.id}`).expect(204);
  await ann.api.del(`/api/upload/${first.id}`).expect(404);
  assert.equal((await download(server, first.url, ann)).status, 404);
  await uploaded(ann, 'file', half);
  // Of many at once no more than fit are taken.
  await ann.api.get('/api/upload').body().then(({ items }) =>
    Promise.all(items.map((x) => ann.api.del(`/api/upload/${x.id}`).expect(204))));
  const all = await Promise.all(
    Array.from({ length: 8 }, () => upload(ann, 'file', half)));
  assert.equal(all.filter((x) => x.status === 201).length, 2);
  await eventually(() => filesOf(server).length === 3, 'no files beyond the quota');
});

test('what nothing uses yet is bounded by kind', async (t) => {
  const server = await start(t,
    { env: { UPLOAD_FILE_PENDING: '2', UPLOAD_IMAGE_PENDING: '1' } });
  const { people: [ann, bob], channelId } = await gathering(server);
  const refusal = async (who, kind, bytes) => {
    const { status, body } = await upload(who, kind, bytes);
    return [status, body.code];
  };
  const full = [409, 'TOO_MANY_UPLOADS'];
  const made = [await uploaded(ann, 'file', 'one'), await uploaded(ann, 'file', 'two')];
  await uploaded(ann, 'image', png(10, 10));

  assert.deepEqual(await refusal(ann, 'file', 'three'), full);
  assert.deepEqual(await refusal(ann, 'image', png(10, 10)), full);
  const { usage } = await ann.api.get('/api/upload').body();
  assert.deepEqual([usage.pendingFiles, usage.pendingImages], [2, 1]);
  await uploaded(bob, 'file', 'his own');
  await uploaded(ann, 'avatar', gif);
  // Those at once are no way around it.
  await ann.api.del(`/api/upload/${made[1].id}`).expect(204);
  const race = await Promise.all(Array.from({ length: 8 }, (_, i) =>
    upload(ann, 'file', `race ${i}`)));
  assert.equal(race.filter((x) => x.status === 201).length, 1);

  await ann.api.post(`/api/channels/${channelId}/messages`,
    { content: 'used', attachments: [{ id: made[0].id }] }).expect(201);
  await uploaded(ann, 'file', 'three');
  assert.deepEqual(await refusal(ann, 'file', 'four'), full);
});

test('a message names at most twenty uploads', async (t) => {
  const server = await start(t);
  const { people: [ann, bob], channelId } = await gathering(server);
  const chat = await Chat.open(server, ann.token);
  t.after(() => chat.destroy());
  await chat.join(channelId);
  const files = await Promise.all(Array.from({ length: 21 }, (_, i) =>
    uploaded(ann, 'file', `number ${i}`)));
  const attachments = files.map(({ id }) => ({ id }));
  const message = { content: 'all of them', attachments };

  await ann.api.post(`/api/channels/${channelId}/messages`, message)
    .expect(400, 'INVALID_REQUEST');
  await assert.rejects(chat.ask('send_message', { channelId, ...message }),
    { code: 'INVALID_REQUEST' });
  // Whatever else is attached is the client's affair.
  message.attachments = [...attachments.slice(0, 20), { url: 'https://example.com' }];
  const said = await ann.api.post(`/api/channels/${channelId}/messages`, message).body(201);
  assert.equal(said.attachments.length, 21);
  assert.equal((await download(server, files[19].url, bob)).status, 200);
  assert.equal((await download(server, files[20].url, bob)).status, 404);
});

test('the icon of a group or a channel is an upload that is used', async (t) => {
  const server = await start(t);
  const { people: [ann, bob], group, channelId } = await gathering(server);
  const eve = await register(server, 'eve');
  const picture = await uploaded(ann, 'image', png(20, 20));
  const read = async (who) => (await download(server, picture.url, who)).status;
  const used = async () => (await ann.api.get(`/api/upload/${picture.id}`).body()).attached;
  const [inGroup, inChannel] = [`/api/groups/${group.id}`, `/api/channels/${channelId}`];
  assert.equal(await read(eve), 404);

  const shown = await ann.api.put(inGroup, { icon: picture.id }).body();
  assert.equal(shown.icon, picture.url);
  assert.equal(await used(), true);
  // A public group is for everybody to see.
  assert.deepEqual([await read(bob), await read(eve)], [200, 200]);
  await ann.api.put(inGroup, { visibility: 'private' }).expect(200);
  assert.deepEqual([await read(bob), await read(eve)], [200, 404]);

  assert.equal((await ann.api.put(inChannel, { icon: picture.signedUrl }).body()).icon,
    picture.url);
  await ann.api.put(inGroup, { icon: '/plain.png' }).expect(200);
  assert.deepEqual([await used(), await read(bob), await read(eve)], [true, 200, 404]);
  const others = await uploaded(bob, 'image', png(20, 20));
  const file = await uploaded(ann, 'file', 'no picture');
  for (const icon of [others.id, others.url, file.id, crypto.randomUUID()])
    for (const place of [inGroup, inChannel])
      await ann.api.put(place, { icon }).expect(400, 'INVALID_REQUEST');
  await ann.api.put(inChannel, { topic: 'the icon stays' }).expect(200);
  assert.equal((await bob.api.get(inChannel).body()).icon, picture.url);

  await ann.api.put(inChannel, { icon: '' }).expect(200);
  assert.deepEqual([await used(), await read(bob)], [false, 404]);
});

test('uploads that no message names are removed, others stay', async (t) => {
  const server = await start(t,
    { env: { UPLOAD_ORPHAN_AFTER_S: '2', UPLOAD_SWEEP_S: '1' } });
  const { people: [ann], channelId } = await gathering(server);
  const named = await uploaded(ann, 'file', 'named');
  await ann.api.post(`/api/channels/${channelId}/messages`,
    { content: 'x', attachments: [{ id: named.id }] }).expect(201);
  const old = await uploaded(ann, 'avatar', gif);
  const avatar = await uploaded(ann, 'avatar', gif);
  const loose = await uploaded(ann, 'image', jpeg);

  await eventually(() => filesOf(server).length === 2, 'the sweep', 10_000);

  for (const [{ id }, status] of
    [[named, 200], [avatar, 200], [loose, 404], [old, 404]])
    assert.equal((await download(server, `/uploads/${id}`, ann)).status, status);
  assert.equal((await ann.api.get('/api/upload').body()).usage.files, 2);
});

test('forty uploads at a time do not disturb who talks', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const picture = png(1500, 1000);
  const bytes = crypto.randomBytes(2 * mib);
  await uploaded(ann, 'image', picture);
  const pair = await Bystanders.talking(t, server);
  const before = server.rss();

  await Promise.all(Array.from({ length: 40 }, (_, i) => i % 4 === 0
    ? uploaded(ann, 'image', picture) : uploaded(ann, 'file', bytes)));

  const { p99 } = await pair.unharmed(250);
  t.diagnostic(`p99 ${p99.toFixed(1)} ms, RSS +${(server.rss() - before) >> 20} MiB`);
  assert.ok(server.rss() - before < 64 * mib);
});

test('slow readers of a large file hold little of it', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  const { url } = await uploaded(ann, 'file', Buffer.alloc(20 * mib));
  const before = server.rss();
  const sockets = Array.from({ length: 20 }, () => {
    const socket = net.connect(server.port, '127.0.0.1').pause();
    socket.write(`GET ${url}?token=${ann.token} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  });
  t.after(() => sockets.forEach((x) => x.destroy()));
  await eventually(() => openUploads(server) === 20, 'all downloads');
  const pair = await Bystanders.talking(t, server);
  await uploaded(ann, 'file', 'another');
  await pair.unharmed();
  assert.ok(server.rss() - before < 24 * mib);
  sockets.forEach((x) => x.destroy());
  await eventually(() => openUploads(server) === 0, 'the end of all downloads');
});
