// The server under test: parley's fixture, or the original with
// PARLEY_REFERENCE=1. Started once for a file of tests, ended after it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, within } from '../../e2e/support/waiting.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const original = here('../reference/server.mjs');
const ours = process.env.PARLEY_FIXTURE ??
  here('../../../build/release/parley-protocol-fixture');

/** Whether the original answers instead of parley. */
export const isReference = process.env.PARLEY_REFERENCE === '1';

// Files that repeat others on more reactors set this.
const reactors = process.env.PARLEY_FIXTURE_REACTORS ?? '1';

function command(profile, port) {
  if (isReference) return [process.execPath, original, profile, port];
  return [ours, '--profile', profile, '--port', port, '--reactors', reactors];
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}

class Fixture {
  output = '';

  constructor(child, port) {
    this.child = child;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => { this.output += chunk; });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(code ?? signal));
    }).then((how) => { this.end = { how }; return how; });
  }

  async listening() {
    await eventually(() => this.end || accepts(this.port),
      `the port of ${this.child.spawnfile}`, 10_000);
    assert.equal(this.end, undefined, `it did not start: ${this.output}`);
  }

  /** Ends it; fails unless it had lived until now and ends in order. */
  async stop() {
    const early = this.end;
    this.child.kill('SIGTERM');
    const how = await within(5000, this.ended, 'the end of the fixture')
      .finally(() => this.child.kill('SIGKILL'));
    assert.equal(early, undefined, `it died by itself: ${this.output}`);
    assert.equal(how, 0, this.output);
  }
}

/** Starts a profile for the file that calls this, which must await it first. */
export async function startFixture(profile) {
  const port = await freePort();
  const [program, ...args] = command(profile, String(port));
  assert.ok(fs.existsSync(program),
    `${program} is missing: build it, set PARLEY_FIXTURE or PARLEY_REFERENCE=1`);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const fixture = new Fixture(child, port);
  process.once('exit', () => child.kill('SIGKILL'));
  await fixture.listening();
  after(() => fixture.stop());
  return fixture;
}
