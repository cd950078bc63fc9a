// Starting, watching and stopping our own child processes.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// The hard limit of descriptors, and the cores; exec keeps the process id.
function confined(cores, command) {
  return ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$@"', 'sh',
    'taskset', '-c', cores, ...command];
}

/** Starts a program on the given cores. Its output is kept for errors. */
export function start(command, { cores, env = {} }) {
  const child = spawn('sh', confined(cores, command), {
    env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      child.output = (child.output + chunk).slice(-4000);
    });
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return child;
}

/** Runs a program to its end, at most `seconds`. Throws with its last words. */
export async function run(command, { cores, env, seconds, stdoutFile }) {
  const child = start(command, { cores, env });
  const file = stdoutFile && fs.createWriteStream(stdoutFile);
  if (file) child.stdout.pipe(file);
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const { code, signal } = await child.ended;
  clearTimeout(timer);
  if (file && !file.closed) await new Promise((done) => file.once('close', done));
  if (code !== 0) {
    const words = child.output.trim().split('\n').slice(-3).join(' ');
    throw new Error(`${command[0]} ended with ${signal ?? code}: ${words}`);
  }
  return child.output;
}

/** SIGTERM, then SIGKILL after ten seconds; only to the child itself. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await child.ended;
  clearTimeout(timer);
}

function answers(port, path) {
  return new Promise((resolve) => {
    if (!path) {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('connect', () => { socket.destroy(); resolve(true); });
      socket.once('error', () => resolve(false));
      return;
    }
    http.get({ port, path, agent: false, timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', () => resolve(false));
  });
}

/** Waits until the port takes connections, or `path` answers 200. */
export async function ready(child, port, path) {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    if (await answers(port, path)) return;
    await sleep(50);
  }
  throw new Error(`the server does not answer: ${child.output.trim()}`);
}

/** The process and its children. */
export function family(pid) {
  const pids = [pid];
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent === pid) pids.push(Number(entry));
    } catch { /* it ended while we looked */ }
  }
  return pids;
}
