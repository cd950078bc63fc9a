#!/usr/bin/env node
// A line in is a frame out, a frame in is a line out.
//   wsline.mjs URL    ends after its input has ended and was answered

import readline from 'node:readline';
import WebSocket from 'ws';

const url = process.argv[2]?.replace(/^http/, 'ws');
if (!url) {
  console.error('usage: wsline.mjs URL');
  process.exit(2);
}

const socket = new WebSocket(url);
const unanswered = new Set();
let ended = false;

const finish = () => {
  if (ended && unanswered.size === 0) socket.close(1000);
};

socket.on('message', (text) => {
  console.log(text.toString());
  unanswered.delete(JSON.parse(text).ack);
  finish();
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
socket.on('close', (code, reason) => {
  if (code !== 1000) {
    console.error(`closed: ${code} ${reason}`);
    process.exitCode = 1;
  }
  process.stdin.destroy();
});
socket.on('open', () => {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { id } = JSON.parse(line);
    if (id !== undefined) unanswered.add(id);
    socket.send(line);
  });
  lines.on('close', () => {
    ended = true;
    finish();
  });
});
