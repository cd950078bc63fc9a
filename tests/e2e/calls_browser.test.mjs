// Two pages call each other: our events over Socket.IO, plain
// RTCPeerConnections, cameras that are made up.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { openPage, servePage, startBrowser } from './support/browser.mjs';
import { register } from './support/people.mjs';
import { start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

const client = createRequire(import.meta.url)
  .resolve('socket.io-client/dist/socket.io.js');

/** What a page does: runs there, and leaves itself as `window.phone`. */
async function phone({ url, token }) {
  const socket = window.io(url, { auth: { token }, forceNew: true });
  const peer = new RTCPeerConnection();
  const heard = [];
  let call;
  socket.onAny((event, data) => heard.push([event, data]));
  const connected = new Promise((done) => socket.on('authenticated', done));
  const ask = async (event, data) => {
    const answer = await socket.timeout(10_000).emitWithAck(event, data);
    if (answer.ok === false) throw new Error(`${event}: ${answer.error.code}`);
    return answer;
  };
  const say = (signal) => ask('call_signal', { callId: call, signal });
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: true, video: true });
  for (const track of stream.getTracks()) peer.addTrack(track, stream);
  peer.onicecandidate = ({ candidate }) => {
    if (candidate) say({ candidate }).catch(() => {});
  };
  // One after the other: a candidate means nothing before the description.
  let turn = Promise.resolve();
  const take = async ({ description, candidate }) => {
    if (candidate) return peer.addIceCandidate(candidate);
    await peer.setRemoteDescription(description);
    if (description.type !== 'offer') return undefined;
    await peer.setLocalDescription();
    return say({ description: peer.localDescription });
  };
  socket.on('call_signal', ({ signal }) => { turn = turn.then(() => take(signal)); });
  window.phone = {
    heard: (name) => heard.filter(([event]) => event === name).map(([, data]) => data),
    async call(to) {
      call = (await ask('call_invite', { to })).callId;
      await peer.setLocalDescription();
      await say({ description: peer.localDescription });
      return call;
    },
    accept(callId) {
      call = callId;
      return ask('call_accept', { callId });
    },
    end: () => ask('call_end', { callId: call }),
    async frames() {
      const all = [...(await peer.getStats()).values()];
      const video = all.find((x) => x.type === 'inbound-rtp' && x.kind === 'video');
      return video?.framesDecoded ?? 0;
    },
  };
  await connected;
}

test('two pages see each other by our events', { timeout: 120_000 }, async (t) => {
  const server = await start(t);
  const browser = await startBrowser(t);
  const url = await servePage(t, [client]);
  const people = [await register(server, 'alice'), await register(server, 'bob')];
  const pages = [];
  for (const { token } of people) {
    const page = await openPage(browser, url);
    await page.evaluate(phone, { url: server.url, token });
    pages.push(page);
  }
  const [a, b] = pages;
  const heard = (page, name) => eventually(async () =>
    (await page.evaluate((x) => window.phone.heard(x), name)).at(-1), name, 10_000);

  const callId = await a.evaluate((to) => window.phone.call(to), people[1].id);
  assert.equal((await heard(b, 'call_incoming')).callId, callId);
  // The offer and its candidates have waited for this.
  await b.evaluate((id) => window.phone.accept(id), callId);
  await heard(a, 'call_accepted');
  for (const page of pages)
    await eventually(() => page.evaluate(async () =>
      await window.phone.frames() > 20), 'pictures flow', 20_000);

  await b.evaluate(() => window.phone.end());
  for (const page of pages)
    assert.equal((await heard(page, 'call_ended')).status, 'ended');
});
