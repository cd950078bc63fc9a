// A server of our own: free port, temporary data folder, known settings.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from './api.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const binary =
  process.env.PARLEY_BIN ?? path.join(root, 'build/release/parley');
/** The load tester. */
export const tester =
  process.env.PARLEY_BENCH_BIN ?? path.join(root, 'build/release/parley-bench');

/** Whether the tests that take many minutes are wanted. */
export const long = process.env.PARLEY_LONG === '1';

// Limits have tests of their own; cheap hashes keep the others quick.
const calm = {
  HOST: '127.0.0.1',
  PORT: '0',
  BCRYPT_COST: '4',
  MESSAGE_RATE_LIMIT_MAX: '0',
  RATE_LIMIT_MAX_REQUESTS: '0',
  AUTH_RATE_LIMIT_MAX: '0',
  CALL_RATE_LIMIT_MAX: '0',
};

// Removed at the very end, when no server writes into them any more.
const leftovers = [];
process.once('exit', () => { for (const remove of leftovers) remove(); });

/** A temporary folder; `before` runs before it is removed. */
export function temporaryFolder(before = () => {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-e2e-'));
  leftovers.push(() => {
    before(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function environment(data, env) {
  const { PATH, HOME, ASAN_OPTIONS, UBSAN_OPTIONS } = process.env;
  const set = { PATH, HOME, ASAN_OPTIONS, UBSAN_OPTIONS, DATA: data, ...calm,
    ...env };
  return Object.fromEntries(
    Object.entries(set).filter(([, value]) => value !== undefined));
}

function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/**
 * Runs a command of the binary, or of another `program`, to its end; it reads
 * `input`. Resolves to `{ code, signal, stdout, stderr }`.
 */
export async function run(args,
  { data, env = {}, seconds = 20, input, program = binary } = {}) {
  const folder = data ?? os.tmpdir();
  const child = spawn(program, args,
    { cwd: folder, env: environment(folder, env), timeout: seconds * 1000 });
  child.stdin.on('error', () => {});  // it may end without reading
  child.stdin.end(input);
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => { out.stdout += chunk; });
  child.stderr.on('data', (chunk) => { out.stderr += chunk; });
  return { ...(await endOf(child)), ...out };
}

/** One life of a server process. Made by `start`. */
export class Server {
  output = '';

  constructor(child, data, env) {
    this.child = child;
    this.data = data;
    this.env = env;
    this.ended = endOf(child).then((how) => { this.end = how; return how; });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => { this.output += chunk; });
  }

  /** Resolves once the server has printed where it serves. */
  async listening(seconds = 10) {
    const address = /serves (http:\/\/\S+)/;
    const began = Date.now();
    while (!address.test(this.output)) {
      if (this.end || Date.now() - began > seconds * 1000)
        throw new Error(`the server did not start: ${this.output.slice(-2000)}`);
      await new Promise((next) => setTimeout(next, 5));
    }
    this.url = address.exec(this.output)[1];
    this.port = Number(new URL(this.url).port);
    this.api = new Api(this.url);
    await this.api.get('/health').expect(200);
    return this;
  }

  /** Resident memory of the process, in bytes. */
  rss() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
  }

  /** The number of a metric without labels, or with the label text given. */
  async metric(name, labels = '') {
    const { text } = await this.api.get('/metrics').expect(200);
    const line = text.split('\n').find((x) => x.startsWith(`${name}${labels} `));
    if (!line) throw new Error(`/metrics has no ${name}${labels}`);
    return Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  /** Sends a signal and resolves to `{ code, signal }` of the end. */
  stop(signal = 'SIGTERM') {
    if (!this.end) this.child.kill(signal);
    return this.ended;
  }

  kill() {
    return this.stop('SIGKILL');
  }
}

/**
 * Starts a server for the test `t`, which kills it at its end.
 * `data` and `port` continue a former one's.
 */
export async function start(t, { env = {}, data, port, command } = {}) {
  const folder = data ?? temporaryFolder();
  const set = environment(folder, port ? { ...env, PORT: String(port) } : env);
  const [program, ...args] = command ?? [binary, 'serve'];
  const child = spawn(program, args,
    { cwd: command ? root : folder, env: set, stdio: ['ignore', 'pipe', 'pipe'] });
  const server = new Server(child, folder, env);
  t.after(() => server.kill());
  return server.listening(command ? 600 : 10);
}

/** The same data and port again, after the former process has ended. */
export function restart(t, former) {
  return start(t, { env: former.env, data: former.data, port: former.port });
}
