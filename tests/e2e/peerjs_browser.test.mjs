// The real peerjs in two pages of a real browser, through our /peerjs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { openPage, servePage, startBrowser } from './support/browser.mjs';
import { register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

// What a page waits for in vain it waits for without end.
const inTime = { timeout: 120_000 };

const entry = createRequire(import.meta.url).resolve('peerjs');
const library = path.join(path.dirname(entry), 'peerjs.min.js');

/** Two pages with peerjs, and a server for them. */
async function twoPages(t, env = {}) {
  const server = await start(t, { env });
  const url = await servePage(t, [library]);
  const browser = await startBrowser(t);
  const pages = [await openPage(browser, url), await openPage(browser, url)];
  return { server, pages };
}

/** Makes `window.peer` and resolves to its id once it is open. */
function openPeer(page, server, id, options = {}) {
  return page.evaluate(([name, more]) => new Promise((resolve, reject) => {
    const peer = name ? new window.Peer(name, more) : new window.Peer(more);
    window.peer = peer;
    window.errors = [];
    peer.on('error', (error) => { window.errors.push(error.type); reject(error); });
    peer.on('open', resolve);
  }), [id, { host: '127.0.0.1', port: server.port, path: '/peerjs', secure: false,
    config: { iceServers: [] }, ...options }]);
}

test('a data connection carries both ways', inTime, async (t) => {
  const { server, pages: [a, b] } = await twoPages(t);
  await openPeer(a, server, 'ann');
  const bob = await openPeer(b, server); // by an id of the server's
  assert.match(bob, /^[0-9a-f-]{36}$/);
  await b.evaluate(() => {
    window.peer.on('connection', (from) => {
      from.on('data', (data) => from.send({ echo: data, by: window.peer.id }));
    });
  });

  const got = await a.evaluate((id) => new Promise((resolve, reject) => {
    const to = window.peer.connect(id, { reliable: true, metadata: { why: 'test' } });
    const answers = [];
    to.on('error', reject);
    to.on('open', () => {
      to.send('hello');
      to.send({ bytes: new Uint8Array(200_000).fill(7) });
    });
    to.on('data', (data) => {
      answers.push(data);
      if (answers.length < 2) return;
      const bytes = new Uint8Array(answers[1].echo.bytes);
      resolve({ text: answers[0], size: bytes.length, last: bytes.at(-1) });
    });
  }), bob);

  assert.deepEqual(got.text, { echo: 'hello', by: bob });
  assert.deepEqual([got.size, got.last], [200_000, 7]);
  assert.equal(await server.metric('parley_peerjs_peers'), 2);
  assert.ok(await server.metric('parley_peerjs_relayed_total') >= 2);
});

/** What a page has received of the call so far. */
function received(page) {
  return page.evaluate(async () => {
    const { call, video } = window;
    if (!call?.peerConnection || !video) return {};
    const got = { width: video.videoWidth, time: video.currentTime };
    for (const each of (await call.peerConnection.getStats()).values())
      if (each.type === 'inbound-rtp')
        got[each.kind] = { frames: each.framesDecoded, bytes: each.bytesReceived };
    return got;
  });
}

test('a media call shows moving pictures on both sides', inTime, async (t) => {
  const { server, pages: [a, b] } = await twoPages(t);
  await openPeer(a, server, 'ann');
  await openPeer(b, server, 'bob');
  const prepare = () => {
    window.show = (call) => {
      window.call = call;
      call.on('stream', (stream) => {
        window.video = Object.assign(document.createElement('video'),
          { muted: true, autoplay: true, srcObject: stream });
        document.body.append(window.video);
      });
    };
    window.camera = () =>
      navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  };
  for (const page of [a, b]) await page.evaluate(prepare);
  await b.evaluate(() => window.peer.on('call', async (call) => {
    window.show(call);
    call.answer(await window.camera());
  }));
  await a.evaluate(async () => {
    window.show(window.peer.call('bob', await window.camera()));
  });

  for (const page of [a, b]) {
    const got = await eventually(async () => {
      const now = await received(page);
      return now.width > 0 && now.video?.frames > 10 && now.audio?.bytes > 0 && now;
    }, 'pictures', 20_000);
    await eventually(async () =>
      (await received(page)).video.frames > got.video.frames, 'more of them', 10_000);
    t.diagnostic(JSON.stringify(got));
  }
});

test('who is not there and what is taken is told as the library expects', inTime, async (t) => {
  const { server, pages: [a, b] } = await twoPages(t, { PEERJS_EXPIRE_TIMEOUT: '500' });
  await openPeer(a, server, 'ann');
  await assert.rejects(openPeer(b, server, 'ann'), /is taken/);
  assert.deepEqual(await b.evaluate(() => window.errors), ['unavailable-id']);
  await assert.rejects(openPeer(b, server, 'bob', { key: 'another' }), /Invalid key/);

  await a.evaluate(() => { window.peer.connect('nobody'); });
  await eventually(() => a.evaluate(() => window.errors.includes('peer-unavailable')),
    'peer-unavailable');
});

test('a client that lost the server comes back under its id', inTime, async (t) => {
  const { server, pages: [a, b] } = await twoPages(t);
  await openPeer(a, server, 'ann');
  await openPeer(b, server, 'bob');
  const again = await a.evaluate(() => new Promise((resolve) => {
    window.peer.on('disconnected', () => {
      window.peer.on('open', resolve);
      setTimeout(() => window.peer.reconnect(), 100);
    });
    window.peer.disconnect();
  }));
  assert.equal(again, 'ann');
  const reached = await b.evaluate(() => new Promise((resolve, reject) => {
    const to = window.peer.connect('ann');
    to.on('open', () => resolve(true));
    to.on('error', reject);
  }));
  assert.ok(reached);
});

test('users call each other by ids of their own', inTime, async (t) => {
  const { server, pages: [a, b] } = await twoPages(t, { PEERJS_AUTH: 'token' });
  const ann = await register(server, 'ann');
  const bob = await register(server, 'bob');
  await openPeer(a, server, ann.id, { token: ann.token });
  await assert.rejects(openPeer(b, server, ann.id, { token: bob.token }), /The id must begin/);
  await openPeer(b, server, `${bob.id}-laptop`, { token: bob.token });
  const called = a.evaluate(() => new Promise((resolve) =>
    window.peer.on('connection', ({ peer }) => resolve(peer))));
  await b.evaluate((id) => { window.peer.connect(id); }, ann.id);
  assert.equal(await called, `${bob.id}-laptop`);
});
