// The client for browsers, served where the original server has it.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { root, start } from './support/server.mjs';

const installed = path.join(root, 'web/node_modules/socket.io-client');
const names = ['socket.io.js', 'socket.io.min.js', 'socket.io.esm.min.js',
  'socket.io.msgpack.min.js'].flatMap((name) => [name, `${name}.map`]);

test('every build of the package is there, byte by byte', async (t) => {
  const server = await start(t);
  for (const name of names) {
    const answer = await fetch(`${server.url}/socket.io/${name}`);
    assert.equal(answer.status, 200, name);
    assert.match(answer.headers.get('content-type'),
      name.endsWith('.map') ? /^application\/json/ : /^application\/javascript/);
    assert.equal(await answer.text(),
      fs.readFileSync(path.join(installed, 'dist', name), 'utf8'));
  }
});

test('pages of any origin load it, compressed, and once', async (t) => {
  const server = await start(t);
  const url = `${server.url}/socket.io/socket.io.js`;
  const { version } =
    JSON.parse(fs.readFileSync(path.join(installed, 'package.json')));

  const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(answer.headers.get('cross-origin-resource-policy'),
    'cross-origin');
  assert.equal(answer.headers.get('etag'), `W/"${version}"`);
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(await answer.text(), await plain.text());

  const again = await fetch(url,
    { headers: { 'if-none-match': `W/"${version}"` } });
  assert.equal(again.status, 304);
  const head = await fetch(url, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal((await fetch(`${server.url}/socket.io/other.js`)).status, 404);
});

test('what is served runs: a page finds `io`', async (t) => {
  const server = await start(t);
  const script =
    await (await fetch(`${server.url}/socket.io/socket.io.min.js`)).text();
  const page = { };
  page.self = page.window = page.globalThis = page;
  vm.runInNewContext(script, page);
  assert.equal(typeof page.io, 'function');
});
