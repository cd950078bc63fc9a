// A coturn of our own, and its test client.

import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { temporaryFolder } from './server.mjs';
import { eventually } from './waiting.mjs';

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A TURN server that shares `secret` and ends with the test `t`. */
export async function startTurn(t, secret) {
  const port = await freePort();
  const folder = temporaryFolder();
  const child = spawn('turnserver', ['-n', '--use-auth-secret',
    `--static-auth-secret=${secret}`, '--realm=parley', '--no-cli', '--no-tls',
    '--no-dtls', '--listening-ip=127.0.0.1', `--listening-port=${port}`,
    '--relay-ip=127.0.0.1', '--relay-threads=1', '--allow-loopback-peers',
    '--log-file=stdout', `--pidfile=${path.join(folder, 'pid')}`,
    `--userdb=${path.join(folder, 'db')}`],
  { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let end;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => { output += chunk; });
  child.once('error', (error) => { end = error.message; });
  child.once('close', (code) => { end ??= `it ended with ${code}`; });
  t.after(() => child.kill('SIGKILL'));
  await eventually(() => end || new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  }), 'the TURN server', 10_000);
  if (end) throw new Error(`turnserver (Debian: coturn): ${end}\n${output}`);
  return { port, url: `turn:127.0.0.1:${port}?transport=udp` };
}

/**
 * Lets two clients talk to each other through the server. Resolves to
 * `{ ok, output }`.
 */
export function talkThrough({ port }, { username, credential }) {
  const child = spawn('turnutils_uclient', ['-y', '-c', '-n', '3', '-m', '1',
    '-u', username, '-w', credential, '-p', String(port), '127.0.0.1'],
  { timeout: 30_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => { output += chunk; });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
