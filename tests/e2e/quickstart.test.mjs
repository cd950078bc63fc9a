// docs/quickstart.md, run as it is printed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root, start } from './support/server.mjs';

function codeBlocks() {
  const page = fs.readFileSync(path.join(root, 'docs/quickstart.md'), 'utf8');
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .map(([, language, text]) => ({ language, text }));
}

function shell(script, env) {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-euo', 'pipefail'],
      { cwd: root, env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => { output += chunk; });
    child.stderr.on('data', (chunk) => { output += chunk; });
    child.once('close', (code) => resolve({ code, output }));
    child.stdin.end(script);
  });
}

test('quickstart: two people end with the same twenty messages', async (t) => {
  const [first, ...rest] = codeBlocks();
  assert.deepEqual(first, { language: 'sh', text: './scripts/run\n' });
  // A binary of the caller's choice is served as it is.
  const command = process.env.PARLEY_BIN ? undefined : ['bash', '-c', first.text];
  const server = await start(t, { command, env: { BCRYPT_COST: undefined } });
  const script = rest.map((block) => block.text).join('');

  const { code, output } = await shell(script, { BASE: server.url });

  assert.equal(code, 0, output);
  const history = output.trim().split('\n').slice(-20)
    .map((line) => /^(\d+) (alice|bob)-\d+ \2 says (\d+)$/.exec(line));
  assert.ok(history.every(Boolean), output);
  const seqs = history.map(([, seq]) => Number(seq));
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i), output);
  for (const name of ['alice', 'bob']) {
    const own = history.filter((line) => line[2] === name);
    assert.deepEqual(own.map((line) => Number(line[3])),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], output);
  }
});
