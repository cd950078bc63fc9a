// Bare WebSocket: what the profile `ws-echo` promises to conformance suites.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { within } from '../e2e/support/waiting.mjs';
import { WebSocket } from './reference/packages.mjs';
import { Inbox, patience } from './support/inbox.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('ws-echo');
const limit = 1_000_000;

class Echo extends Inbox {
  constructor(options) {
    super();
    this.socket = new WebSocket(fixture.url.replace('http', 'ws'), options);
    this.socket.on('error', () => {});
    this.socket.once('upgrade', ({ headers }) => {
      this.extension = headers['sec-websocket-extensions'];
    });
    this.socket.on('message', (data, isBinary) => this.put([data, isBinary]));
    this.socket.on('pong', (data) => this.put(['pong', `${data}`]));
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.end(`closed with ${code}`);
        resolve({ code, reason: `${reason}` });
      });
    });
  }

  static async open(perMessageDeflate) {
    const echo = new Echo({ perMessageDeflate });
    const opened = new Promise((resolve) => echo.socket.once('open', resolve));
    await within(patience, Promise.race([opened, echo.closed]), 'the handshake');
    return echo;
  }

  async echoes(message) {
    this.socket.send(message);
    const [data, isBinary] = await this.take('the echo');
    assert.equal(isBinary, typeof message !== 'string');
    assert.ok(data.equals(Buffer.from(message)), `${data.length} other bytes`);
  }

  untilClosed() {
    return within(patience, this.closed, 'the close');
  }

  async close() {
    this.socket.close();
    await this.untilClosed();
  }
}

const messages = ['', 'hello', '€ 😀', Buffer.alloc(0), Buffer.from([0, 255, 128]),
  'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(65_535), 'x'.repeat(65_536),
  Buffer.from(Array.from({ length: 70_000 }, (_, i) => i * i & 255)),
  'x'.repeat(limit), Buffer.alloc(limit)];

/** The payload of a compressed message, which no other refers to. */
const deflated = (message) => deflateRawSync(message,
  { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

const deflates = {
  'not compressed': [false],
  'permessage-deflate': [{ threshold: 0 }, ['permessage-deflate']],
  'permessage-deflate without context take-over': [{
    threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true,
  }, ['permessage-deflate', 'server_no_context_takeover', 'client_no_context_takeover']],
  'permessage-deflate with small windows': [{
    threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9,
  }, ['permessage-deflate', 'server_max_window_bits=9']],
  'permessage-deflate of a client that keeps its context': [{
    threshold: 0, clientNoContextTakeover: false, clientMaxWindowBits: false,
  }, ['permessage-deflate']],
};

for (const [name, [deflate, agreed]] of Object.entries(deflates)) {
  describe(`RFC 6455, RFC 7692 / ${name}`, () => {
    test('texts and bytes come back as they were sent', async () => {
      const echo = await Echo.open(deflate);
      assert.equal(echo.extension === undefined, agreed === undefined);
      for (const wanted of agreed ?? [])
        assert.ok(echo.extension.includes(wanted), echo.extension);
      for (const message of messages) await echo.echoes(message);
      await echo.close();
    });

    test('fragments are one message, with pings between them', async () => {
      const echo = await Echo.open(deflate);
      for (let i = 0; i < 5; ++i) {
        echo.socket.send('piece ', { fin: i === 4 });
        echo.socket.ping(`${i}`);
      }
      const got = await echo.takeMany(6);
      const pongs = got.filter(([kind]) => kind === 'pong').map(([, text]) => text);
      assert.deepEqual(pongs, ['0', '1', '2', '3', '4']);
      const [[data]] = got.filter(([kind]) => kind !== 'pong');
      assert.equal(`${data}`, 'piece '.repeat(5));
      await echo.close();
    });

    test('a message above the limit: close 1009', async () => {
      for (const message of ['x'.repeat(limit + 1), Buffer.alloc(20 * limit)]) {
        const echo = await Echo.open(deflate);
        echo.socket.send(message);
        assert.deepEqual(await echo.untilClosed(), { code: 1009, reason: '' });
      }
    });
  });
}

describe('RFC 7692 / 7.2.2 Decompression', () => {
  const sends = async (t, ...frames) => {
    const echo = await Echo.open({ threshold: 0 });
    t.after(() => echo.socket.terminate());
    for (const frame of frames) echo.socket._socket.write(frame);
    return echo;
  };
  // A masked frame whose key is zero.
  const frame = (first, payload) =>
    Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

  test('what is no compressed data: close 1007', async (t) => {
    const echo = await sends(t, frame(0xc2, Buffer.from([0xff, 0xff])));
    assert.equal((await echo.untilClosed()).code, 1007);
  });

  test('a compressed text that is not UTF-8: close 1007', async (t) => {
    const echo = await sends(t, frame(0xc1, deflated(Buffer.from([0xff]))));
    assert.equal((await echo.untilClosed()).code, 1007);
  });

  test('RSV1 on a continuation or a control frame: close 1002', async (t) => {
    const start = frame(0x41, deflated('half'));
    for (const frames of [[start, frame(0xc0, deflated('half'))], [frame(0xc9, deflated('ping'))]]) {
      const echo = await sends(t, ...frames);
      assert.equal((await echo.untilClosed()).code, 1002);
    }
  });

  test('RSV1 without an agreement: close 1002', async (t) => {
    const echo = await Echo.open(false);
    t.after(() => echo.socket.terminate());
    echo.socket._socket.write(frame(0xc1, deflated('hello')));
    assert.equal((await echo.untilClosed()).code, 1002);
  });
});

describe('RFC 6455 / 5.5.1 Close', () => {
  for (const code of [1000, 1001, 3000, 4999]) {
    test(`the code ${code} comes back`, async () => {
      const echo = await Echo.open(false);
      echo.socket.close(code, 'because');
      assert.equal((await echo.untilClosed()).code, code);
    });
  }
});
