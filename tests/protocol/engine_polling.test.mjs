// Engine.IO v4 over HTTP long-polling.

import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, test } from 'node:test';
import { eventually, pause, within } from '../e2e/support/waiting.mjs';
import { EngineSocket } from './support/engine_socket.mjs';
import { patience } from './support/inbox.mjs';
import { Polling, separator } from './support/polling.mjs';
import { isReference, startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('eio-protocol');

const maxPayload = 1_000_000;

/** A request whose body is not finished yet; its answer's status. */
function unfinishedPost(session) {
  const headers = { 'content-type': 'text/plain;charset=UTF-8', 'content-length': 9 };
  const post = http.request(session.url, { method: 'POST', headers, agent: false });
  const ended = new Promise((resolve) => {
    post.once('response', ({ statusCode }) => resolve(statusCode));
    post.once('error', () => resolve('reset'));
  });
  post.write('4abc');
  return { post, ended: within(patience, ended, 'the end of the first POST') };
}

const unknownSid = '{"code":1,"message":"Session ID unknown"}';

/** A session that nobody has. */
function unknownSession() {
  return new Polling(fixture, '/engine.io/', { sid: 'abcdefghijklmnopqrst' });
}

describe('Transports / HTTP long-polling / Headers', () => {
  test('a body without a Content-Type is text', async () => {
    const session = await Polling.open(fixture);
    const { status } = await session.post(new Blob(['4plain']), {});
    assert.equal(status, 200);
    assert.deepEqual(await session.packets(), ['4plain']);
  });

  test('a payload that is text is called so', async () => {
    const session = await Polling.open(fixture);
    await session.send('4text', 'bAQID');
    const { headers } = await session.poll();
    assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
  });

  test('bytes must be called bytes, and are not understood as text', async () => {
    const session = await Polling.open(fixture);
    const { status } = await session.post(Buffer.from([0xff, 1, 2]),
      { 'content-type': 'application/octet-stream' });
    assert.equal(status, 400);
    await session.isGone();
  });
});

describe('Transports / HTTP long-polling / Sending data', () => {
  test('to a sid that nobody has: 400', async () => {
    const { status, text } = await unknownSession().post('4hello');
    assert.deepEqual([status, text], [400, unknownSid]);
  });

  test('a packet posted is answered ok', async () => {
    const session = await Polling.open(fixture);
    const { status, headers, text } = await session.post('4hello');
    assert.deepEqual([status, text], [200, 'ok']);
    assert.equal(headers.get('content-type'), 'text/html');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(await session.packets(), ['4hello']);
  });

  test('several packets in one payload arrive in order', async () => {
    const session = await Polling.open(fixture);
    const packets = Array.from({ length: 100 }, (_, i) => `4message ${i}`);
    await session.send(...packets);
    assert.deepEqual(await session.receive(100), packets);
  });

  test('a binary body closes the session', async () => {
    const session = await Polling.open(fixture);
    const { status } = await session.post(Buffer.from([4, 1, 2]),
      { 'content-type': 'application/octet-stream' });
    assert.equal(status, 400);
    await session.isGone();
  });

  test('a second POST beside an unfinished one closes the session', async () => {
    const session = await Polling.open(fixture);
    const { post, ended } = unfinishedPost(session);
    await eventually(async () => (await session.post('4x')).status === 400,
      'the overlap is refused');
    assert.ok(['reset', 400].includes(await ended));
    post.destroy();
    await session.isGone();
  });

  test('a POST that is broken off closes the session', async () => {
    const session = await Polling.open(fixture);
    const { post, ended } = unfinishedPost(session);
    const pending = session.poll();
    await pause(20); // until the server has its beginning
    post.destroy();
    await ended;
    assert.ok(['1', '6'].includes((await pending).text));
    await session.isGone();
  });
});

describe('Transports / HTTP long-polling / Receiving data', () => {
  test('from a sid that nobody has: 400', async () => {
    const { status, text } = await unknownSession().poll();
    assert.deepEqual([status, text], [400, unknownSid]);
  });

  test('a poll waits until there is something', async () => {
    const session = await Polling.open(fixture);
    let answered = false;
    const poll = session.poll().finally(() => { answered = true; });
    await pause(50);
    assert.equal(answered, false);
    await session.send('4now');
    const { headers, text } = await poll;
    assert.equal(text, '4now');
    assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('content-security-policy'), null);
  });

  test('what has gathered comes in one payload, separated by 0x1e', async () => {
    const session = await Polling.open(fixture);
    await session.send('4one', '4two', 'bAQID', '4three');
    const { text } = await session.poll();
    assert.equal(text, ['4one', '4two', 'bAQID', '4three'].join(separator));
  });

  test('a second poll ends the first by 1, itself by 400 and the session',
    async () => {
      const session = await Polling.open(fixture);
      const polls = [session.poll(), session.poll()];
      const answers = (await Promise.all(polls)).map((x) => [x.status, x.text]);
      answers.sort(([a], [b]) => a - b);
      assert.deepEqual(answers, [[200, '1'], [400, '']]);
      await session.isGone();
    });

  test('a poll that is broken off ends the session', async () => {
    const session = await Polling.open(fixture);
    const aborter = new AbortController();
    const poll = session.poll({ signal: aborter.signal });
    await pause(50);
    aborter.abort();
    await assert.rejects(poll, { name: 'AbortError' });
    await session.isGone();
  });

  // In a busy room no poll waits until its client is looked after.
  test('a poll that is broken off and answered ends it, too', async () => {
    const session = await Polling.open(fixture);
    const aborter = new AbortController();
    const poll = session.poll({ signal: aborter.signal });
    await pause(20);
    aborter.abort();
    await assert.rejects(poll, { name: 'AbortError' });
    await session.send('4now');
    await session.isGone();
  });
});

describe('Protocol / Heartbeat', { concurrency: true }, () => {
  test('a ping every 300 ms; who answers stays', async () => {
    const session = await Polling.open(fixture);
    let last = performance.now();
    for (let i = 0; i < 4; ++i) {
      const { text } = await session.poll();
      const now = performance.now();
      assert.equal(text, '2');
      assert.ok(now - last > 250 && now - last < 600, `${now - last} ms`);
      last = now;
      await session.send('3');
    }
    await session.isAlive();
  });

  // Staggered: a sweep of the sessions once in a while would be late for some.
  test('who does not answer is closed after 500 ms', async () => {
    const silence = async (_, i) => {
      await pause(i * 130);
      const session = await Polling.open(fixture);
      const began = performance.now();
      assert.equal((await session.poll()).text, '2');
      assert.equal((await session.poll()).text, '1');
      const ms = performance.now() - began;
      assert.ok(ms > 470 && ms < 800, `closed after ${ms} ms`);
      await session.isGone();
    };
    await Promise.all(Array.from({ length: 6 }, silence));
  });

  test('who never polls is closed as well', async () => {
    const session = await Polling.open(fixture);
    await pause(700);
    await session.isGone();
  });
});

describe('Protocol / Message', () => {
  const messages = ['4', '4hello', '4€', '4😀 привет ほげ', '4 a\nb\t"\\', '44',
    `4${'x'.repeat(100_000)}`];
  test('texts come back as they were sent', async () => {
    const session = await Polling.open(fixture);
    for (const message of messages) {
      await session.send(message);
      assert.deepEqual(await session.packets(), [message]);
    }
  });

  test('messages between texts and bytes keep their order', async () => {
    const session = await Polling.open(fixture);
    const packets = ['4a', 'bAA==', '4b', 'b', '4', 'b/+8=', '4c'];
    await session.send(...packets);
    assert.deepEqual(await session.receive(packets.length), packets);
  });
});

describe('Packet encoding / HTTP long-polling', () => {
  test('bytes of any length are b and base64', async () => {
    const session = await Polling.open(fixture);
    for (const length of [0, 1, 2, 3, 4, 255, 256, 70_000]) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => i & 255));
      await session.send(`b${bytes.toString('base64')}`);
      const [packet] = await session.packets();
      assert.equal(packet, `b${bytes.toString('base64')}`);
    }
  });

  const broken = [
    ['no packet', ''],
    ['a letter', 'abc'],
    ['a type above 6', '7'],
    ['a type far above 6', '9x'],
    ['a space before the type', ' 4a'],
    ['a ping, which only the server sends', '2'],
    ['a probe outside an upgrade', '2probe'],
    ['a separator alone', separator],
    ['a separator at the end', `4a${separator}`],
    ['a separator at the beginning', `${separator}4a`],
    ['two separators', `4a${separator}${separator}4b`],
    ['a good packet and a bad one', `4a${separator}abc`],
    ['a capital B', 'BAQID'],
    ['a letter of another alphabet', 'ъ'],
  ];
  for (const [name, payload] of broken) {
    test(`${name} closes the session`, async () => {
      const session = await Polling.open(fixture);
      await session.post(payload);
      await session.isGone();
    });
  }

  test('text that is not UTF-8 closes the session', {
    skip: isReference && 'the original reads it as U+FFFD' }, async () => {
    const text = { 'content-type': 'text/plain;charset=UTF-8' };
    for (const payload of ['4\xff', '4a\xc3', '4\xed\xa0\x80', 'b\xff']) {
      const session = await Polling.open(fixture);
      const { status } = await session.post(Buffer.from(payload, 'latin1'), text);
      assert.equal(status, 400);
      await session.isGone();
    }
  });

  test('open, upgrade, noop and an unasked pong are ignored', async () => {
    const session = await Polling.open(fixture);
    await session.send('0', '5', '6', '3', '3probe');
    await session.isAlive();
  });
});

describe('Protocol / Close', () => {
  test('a 1 ends the session; a poll that waits gets a noop', async () => {
    const session = await Polling.open(fixture);
    const poll = session.poll();
    await pause(20); // until it waits
    const { status, text } = await session.post('1');
    assert.deepEqual([status, text], [200, 'ok']);
    assert.equal((await poll).text, '6');
    await session.isGone();
  });

  test('a 1 without a poll ends the session', async () => {
    const session = await Polling.open(fixture);
    await session.send('1');
    await session.isGone();
  });
});

describe('Protocol / Handshake / maxPayload', () => {
  test('a payload of that many bytes is taken', async () => {
    const session = await Polling.open(fixture);
    const euros = (maxPayload - 1) / 3;
    for (const message of [`4${'x'.repeat(maxPayload - 1)}`, `4${'€'.repeat(euros)}`]) {
      assert.equal(Buffer.byteLength(message), maxPayload);
      await session.send(message);
      const [packet] = await session.packets();
      assert.ok(packet === message, `${packet.length} characters came back`);
    }
  });

  // With a length announced and without; bytes count, not characters.
  const tooMuch = [
    ['one byte more', () => [`4${'x'.repeat(maxPayload)}`, {}]],
    ['fewer characters, more bytes', () => [`4${'€'.repeat(maxPayload / 3 + 1)}`, {}]],
    ['chunks without a length', () => [
      new Blob([`4${'x'.repeat(maxPayload)}`]).stream(), { duplex: 'half' }]],
  ];
  for (const [name, make] of tooMuch) {
    test(`${name}: status 413, nothing more`, async () => {
      const bystander = await EngineSocket.open(fixture);
      const session = await Polling.open(fixture);
      const [body, options] = make();
      const { status, text } = await session.poll({
        method: 'POST', headers: { 'content-type': 'text/plain' }, body, ...options });
      assert.deepEqual([status, text], [413, '']);
      bystander.send('4still here');
      assert.equal(await bystander.take(), '4still here');
      await bystander.close();
    });
  }
});
