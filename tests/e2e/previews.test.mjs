// Link previews: what pages say of themselves, and that no link leads inside.

import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { fetch } from './support/fetch.mjs';
import { register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { eventually, pause } from './support/waiting.mjs';

const page = (title) => `<!doctype html><head><title>${title}</title>
  <meta property="og:image" content="/pic.png"></head><body>`;

/**
 * A small site; resolves to `{ url, port, asked, slow, release }`: pages below
 * /slow come once they are released.
 */
async function site(t) {
  const asked = [];
  const slow = [];
  let released = false;
  const release = () => {
    released = true;
    for (const each of slow) each();
  };
  const pages = {
    '/': (_, answer) => answer.setHeader('content-type', 'text/html')
      .end(page('Welcome')),
    '/on': (_, answer) => answer.writeHead(302, { location: '/' }).end(),
    '/picture': (_, answer) => answer.setHeader('content-type', 'image/png')
      .end(page('no page')),
    '/large': (_, answer) => {
      answer.setHeader('content-type', 'text/html').write(page('Large'));
      answer.on('error', () => {});
      for (let i = 0; i < 64; ++i) answer.write('x'.repeat(65536));
      answer.end();
    },
    '/loop': (_, answer) => answer.writeHead(302, { location: '/loop' }).end(),
    '/file': (_, answer) => answer.writeHead(302,
      { location: 'file:///etc/passwd' }).end(),
    '/inside': (_, answer) => answer.writeHead(302,
      { location: 'http://127.0.0.1:1/' }).end(),
    '/metadata': (_, answer) => answer.writeHead(302,
      { location: 'http://169.254.169.254/latest/' }).end(),
  };
  const server = http.createServer((request, answer) => {
    asked.push(request);
    const found = pages[request.url];
    const welcome = () => pages['/'](request, answer);
    if (found) found(request, answer);
    else if (request.url.startsWith('/slow') && released) welcome();
    else if (request.url.startsWith('/slow')) slow.push(welcome);
    else answer.writeHead(404, { 'content-type': 'text/html' }).end(page('Gone'));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, asked, slow, release };
}

test('a page is previewed once; what is none is not found', async (t) => {
  const other = await site(t);
  const server = await start(t, { env: { LINK_PREVIEWS: 'true',
    LINK_PREVIEW_ALLOW: `127.0.0.1:${other.port}` } });
  const ann = await register(server, 'ann');
  const preview = (url) =>
    ann.api.get(`/api/link-preview?url=${encodeURIComponent(url)}`);

  const shown = await preview(`${other.url}/`).body();
  assert.deepEqual(shown, { url: `${other.url}/`, title: 'Welcome',
    description: '', image: `${other.url}/pic.png`, siteName: '' });
  await preview(`${other.url}/`).body();
  assert.equal(other.asked.length, 1);
  assert.equal(other.asked[0].headers.cookie, undefined);
  assert.equal(other.asked[0].headers.authorization, undefined);
  assert.equal((await preview(`${other.url}/on`).body()).url, `${other.url}/`);
  assert.equal((await preview(`${other.url}/large`).body()).title, 'Large');
  for (const none of ['/picture', '/nowhere', '/loop', '/file'])
    await preview(other.url + none).expect(404, 'NOT_FOUND');
});

test('one user leaves room in the queue for others', async (t) => {
  const other = await site(t);
  const server = await start(t, { env: { LINK_PREVIEWS: 'true',
    LINK_PREVIEW_ALLOW: `127.0.0.1:${other.port}` } });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  const preview = (who, path) => fetch(
    `${server.url}/api/link-preview?url=${encodeURIComponent(other.url + path)}`,
    { headers: { authorization: `Bearer ${who.token}` } });

  const waiting = [preview(ann, '/slow?1'), preview(ann, '/slow?2')];
  await eventually(() => other.slow.length > 0, 'the first to be asked for');
  assert.equal((await preview(ann, '/')).status, 429);
  const his = preview(bob, '/');
  await pause(300);
  other.release();

  assert.equal((await his).status, 200);
  for (const each of waiting) assert.equal((await each).status, 200);
  assert.equal((await preview(ann, '/')).status, 200);
});

test('no link leads inside', async (t) => {
  const other = await site(t);
  const server = await start(t, { env: { LINK_PREVIEWS: 'true',
    LINK_PREVIEW_ALLOW: `127.0.0.1:${other.port}` } });
  const ann = await register(server, 'ann');
  const preview = (url) =>
    ann.api.get(`/api/link-preview?url=${encodeURIComponent(url)}`);

  for (const inside of [`${other.url}/inside`, `${other.url}/metadata`,
    server.url, `http://localhost:${server.port}/`, 'http://127.0.0.1/',
    'http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://0/',
    'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://10.0.0.1/',
    'http://192.168.0.1/', 'http://[fe80::1]/', 'https://169.254.169.254/'])
    await preview(inside).expect(403, 'FORBIDDEN');
  for (const bad of ['', 'nothing', 'ftp://example.org/', 'file:///etc/passwd',
    'javascript:alert(1)', 'http://user:pw@example.org/', 'gopher://127.0.0.1/',
    `http://example.org/${'x'.repeat(3000)}`])
    await preview(bad).expect(400, 'INVALID_REQUEST');
});

test('without the setting there are no previews', async (t) => {
  const server = await start(t);
  const ann = await register(server, 'ann');
  await ann.api.get('/api/link-preview?url=http://example.org/')
    .expect(501, 'NOT_IMPLEMENTED');
  await server.api.get('/api/link-preview?url=http://example.org/').expect(401);
});
