// The load tester as it is used: each scenario, for a moment, against a server,
// whose own counts must agree with what it tells.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run, start, temporaryFolder, tester } from './support/server.mjs';

const skip = fs.existsSync(tester) ? false : `${tester} is not built`;
const env = { CALL_SIGNAL_RATE: '0', STORAGE_SYNC: 'normal' };
const seconds = 0.5;
const lasting = (duration) =>
  ['--repeat', '1', '--warmup', '0.2', '--duration', String(duration)];
const brief = lasting(seconds);

/** A server with tokens for `clients` in `rooms`. */
async function loaded(t, clients, rooms) {
  const data = temporaryFolder();
  const tokens = path.join(data, 'tokens.jsonl');
  const made = await run(
    ['token', '--count', String(clients), '--rooms', String(rooms)], { data });
  assert.equal(made.code, 0, made.stderr);
  fs.writeFileSync(tokens, made.stdout);
  return Object.assign(await start(t, { data, env }), { tokens });
}

/** Runs a scenario; resolves to its result, which must be complete. */
async function measured(server, scenario, args, dialect = 'parley') {
  const json = path.join(server.data, `${scenario}.json`);
  const { code, stdout, stderr } = await run([scenario, '--dialect', dialect,
    '--port', String(server.port), '--tokens', server.tokens,
    '--server-pid', String(server.child.pid), '--json', json, ...args],
  { program: tester, data: server.data, seconds: 60 });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const result = JSON.parse(fs.readFileSync(json, 'utf8'));
  assert.equal(result.what, scenario);
  assert.equal(result.conditions.dialect, dialect);
  assert.ok(result.machine.cores >= 1);
  assert.ok(Math.abs(Date.parse(result.date) - Date.now()) < 120_000);
  for (const name of Object.keys(result.figures))
    assert.ok(stdout.includes(name), `the table has no ${name}`);
  assertSound(result.figures);
  return result;
}

/** Every figure has its unit and its runs; what is slower is slower. */
function assertSound(figures) {
  for (const [name, { unit, better, best, median, runs }] of Object.entries(figures)) {
    assert.equal(typeof unit, 'string', name);
    assert.ok(['higher', 'lower', 'neither'].includes(better), name);
    assert.ok(runs.length > 0 && runs.every(Number.isFinite), name);
    const [least, most] = [Math.min(...runs), Math.max(...runs)];
    for (const value of [best, median])
      assert.ok(value >= least && value <= most, `${name}: ${value} of ${runs}`);
  }
  for (const name of Object.keys(figures).filter((x) => x.endsWith('_p50'))) {
    const at = ['_p50', '_p90', '_p99', '_p999', '_max']
      .map((end) => figures[name.replace('_p50', end)]?.runs[0])
      .filter((value) => value !== undefined);
    assert.ok(at[0] > 0, name);
    assert.deepEqual(at, [...at].sort((a, b) => a - b), name);
  }
}

const only = (result, name) => {
  assert.ok(result.figures[name], `no ${name} among ${Object.keys(result.figures)}`);
  return result.figures[name].median;
};

/** `a` is `b`, but for the edges of the time that was measured. */
const near = (a, b, what) =>
  assert.ok(Math.abs(a - b) <= 0.2 * Math.max(a, b), `${what}: ${a}, ${b}`);

const rooms = 4;
const members = 10;
const crowd = ['--rooms', String(rooms), '--members', String(members)];

test('parley-bench connect: the server has let in as many', { skip }, async (t) => {
  const server = await loaded(t, rooms * members, rooms);
  const result = await measured(server, 'connect', [...crowd, '--repeat', '2']);

  assert.equal(result.figures.connects_per_s.runs.length, 2);
  assert.ok(only(result, 'connects_per_s') > 10);
  assert.ok(only(result, 'cpu_per_connect') > 0);
  assert.equal(await server.metric('parley_connections_accepted_total'),
    2 * rooms * members);
});

test('parley-bench idle: memory of connections that are there', { skip }, async (t) => {
  const server = await loaded(t, 200, 20);
  const result = await measured(server, 'idle', ['--rooms', '20', '--members', '10',
    ...brief]);

  assert.ok(only(result, 'rss_full') >= only(result, 'rss_empty'));
  near(only(result, 'rss_full') * 2 ** 20, server.rss(), 'resident memory');
  assert.ok(only(result, 'rss_per_connection') < 200);
  assert.equal(await server.metric('parley_joins_total', '{recovered="snapshot"}'), 200);
});

for (const [scenario, dialect, rooms] of [['fanout', 'parley', 1],
  ['rooms', 'parley', 4], ['rooms', 'parley-socketio', 4],
  ['polling', 'parley-socketio', 4]])
  test(`parley-bench ${scenario}, ${dialect}: what the server has delivered`,
    { skip }, async (t) => {
      const server = await loaded(t, rooms * members, rooms);
      const result = await measured(server, scenario, ['--rooms', String(rooms),
        '--members', String(members), '--window', '8', ...brief], dialect);

      const delivered = only(result, 'deliveries_per_s');
      near(delivered, members * only(result, 'messages_per_s'), 'deliveries');
      assert.ok(only(result, 'deliveries_per_cpu_s') > 0);
      const told = await server.metric('parley_deliveries_total');
      assert.ok(told >= 0.9 * delivered * seconds, `${told} of ${delivered}/s`);
    });

test('parley-bench fanout: an open loop keeps to its rate', { skip }, async (t) => {
  const server = await loaded(t, members, 1);
  const result = await measured(server, 'fanout', ['--members', String(members),
    '--rate', '2000', ...lasting(1)]);

  near(only(result, 'deliveries_per_s'), 2000, 'the rate');
});

test('parley-bench chat: what was acknowledged is stored', { skip }, async (t) => {
  const server = await loaded(t, rooms * members, rooms);
  const result = await measured(server, 'chat', [...crowd, '--window', '8', ...brief]);

  const acks = only(result, 'acks_per_s');
  near(only(result, 'deliveries_per_s'), members * acks, 'deliveries');
  const stored = await server.metric('parley_commit_batch_operations_sum');
  assert.ok(stored >= 0.9 * acks * seconds, `${stored} of ${acks}/s`);
  for (const name of ['ack_p50', 'ack_p99', 'delivery_p50'])
    assert.ok(only(result, name) > 0);
});

test('parley-bench presence: news and broadcasts, side by side', { skip }, async (t) => {
  const users = 200;
  const server = await loaded(t, rooms * members + users, rooms);
  const result = await measured(server, 'presence', [...crowd,
    '--users', String(users), '--changes', '25', ...lasting(1)]);

  assert.ok(only(result, 'cpu_per_update') > 0);
  assert.ok(only(result, 'cpu_per_broadcast') > 0);
  assert.ok(only(result, 'update_to_broadcast') > 0);
});

test('parley-bench typing: calm and storm', { skip }, async (t) => {
  const server = await loaded(t, 40, 1);
  const result = await measured(server, 'typing', ['--members', '40',
    '--typers', '20', '--typing-every', '0.5', '--rate', '2000', ...brief]);

  const names = Object.keys(result.figures);
  assert.ok(names.some((x) => x.includes('calm')), `${names}`);
  assert.ok(names.some((x) => /storm|typing/.test(x)), `${names}`);
});

test('parley-bench calls: all of them come to their end', { skip }, async (t) => {
  const server = await loaded(t, 40, 20);
  const result = await measured(server, 'calls', ['--rooms', '20', '--members', '2',
    '--rate', '20', ...lasting(1)]);

  assert.equal(only(result, 'calls_failed'), 0);
  assert.ok(only(result, 'cpu_per_call') > 0);
  assert.ok(await server.metric('parley_calls_total', '{status="ended"}') >= 20);
});

test('parley-bench: says what is wrong', { skip }, async (t) => {
  const server = await loaded(t, 8, 2);
  const attempt = (...args) => run(args, { program: tester });
  const at = ['--dialect', 'parley', '--tokens', server.tokens];

  assert.ok((await attempt('nothing')).code > 100);
  assert.ok((await attempt('fanout', '--members', 'many')).code > 100);
  const others = await attempt('rooms', ...at, '--rooms', '3', '--members', '2',
    '--port', String(server.port));
  assert.equal(others.code, 2);
  assert.match(others.stderr, /tokens/);
  await server.stop();
  const gone = await attempt('rooms', ...at, '--rooms', '2', '--members', '2',
    '--port', String(server.port));
  assert.equal(gone.code, 2, gone.stdout);
  assert.notEqual(gone.stderr, '');
});
