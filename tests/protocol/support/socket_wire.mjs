// Socket.IO v5 on the wire, for the profile `sio-protocol`.

import assert from 'node:assert/strict';
import { EngineSocket } from './engine_socket.mjs';

export const path = '/socket.io/';

/** What stands for the attachment of that number. */
export const placeholder = (num) => ({ _placeholder: true, num });

/** A binary packet's text: `attached(5, 1, 7, 'x', placeholder(0))`. */
export const attached = (type, count, head, ...args) =>
  `4${type}${count}-${head}${JSON.stringify(args)}`;

/** A WebSocket whose Engine.IO session is open, in no namespace yet. */
export function open(fixture, options) {
  return EngineSocket.open(fixture, { path, ...options });
}

/** Joins a namespace, `''` being the main one; resolves to its sid. */
export async function join(socket, namespace = '') {
  const head = namespace && `${namespace},`;
  socket.send(`40${head}`);
  const answer = await socket.take('the CONNECT');
  assert.ok(answer.startsWith(`40${head}{`), answer);
  assert.equal(await socket.take('the greeting'), `42${head}["auth",{}]`);
  return JSON.parse(answer.slice(2 + head.length)).sid;
}

/** A WebSocket in the main namespace, greeted. */
export async function joined(fixture, options) {
  const socket = await open(fixture, options);
  socket.sid = await join(socket);
  return socket;
}

const probe = '4298765["message-with-ack","are you there?"]';
const echo = '4398765["are you there?"]';

/** Resolves to what came before the answer to a question; fails if none does. */
export function isAlive(socket) {
  socket.send(probe);
  return socket.skipTo(echo);
}

/** Asks as well, but lets the server close instead; resolves to what came. */
export async function outcome(socket) {
  const received = [];
  socket.send(probe);
  while (received.at(-1) !== echo) {
    try {
      received.push(await socket.take('an answer or a close'));
    } catch (error) {
      if (socket.ended) return received;
      throw error;
    }
  }
  return received.slice(0, -1);
}
