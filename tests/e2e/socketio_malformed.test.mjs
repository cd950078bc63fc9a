// Packets of Socket.IO that no good client sends, to the chat itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineSocket } from '../protocol/support/engine_socket.mjs';
import { closed } from '../protocol/support/malformed_packets.mjs';
import { Polling, separator } from '../protocol/support/polling.mjs';
import { Bystanders } from './support/bystanders.mjs';
import { register } from './support/people.mjs';
import { start } from './support/server.mjs';

const path = '/socket.io/';

/** Sends it over a WebSocket, which must be closed. */
async function overWebSocket(server, connect, packets) {
  const socket = await EngineSocket.open(server, { path });
  socket.send(connect);
  assert.match(await socket.take('the CONNECT'), /^40\{/);
  socket.send(...packets);
  await socket.untilClosed(2000).finally(() => socket.terminate());
}

/** Posts it to a session, which must end. */
async function byPolling(server, connect, packets) {
  const session = await Polling.open(server, path);
  await session.send(connect);
  assert.match((await session.packets())[0], /^40\{/);
  const texts = packets.map((x) =>
    (typeof x === 'string' ? x : `b${x.toString('base64')}`));
  await session.post(texts.join(separator));
  for (let ended = false; !ended;) {
    const { status, text } = await session.poll();
    ended = status === 400 || text.split(separator).includes('1');
  }
  await session.isGone(2000);
}

for (const send of [overWebSocket, byPolling]) {
  test(`${send.name}: every malformed packet costs its connection, a pair talks on`,
    async (t) => {
      const server = await start(t);
      const bystanders = await Bystanders.talking(t, server);
      const { token } = await register(server);
      const connect = `40${JSON.stringify({ token })}`;
      const wrong = [];
      for (const [name, ...packets] of closed)
        await send(server, connect, packets)
          .catch((error) => wrong.push(`${name}: ${error.message}`));
      assert.deepEqual(wrong, []);
      await bystanders.unharmed();
    });
}
