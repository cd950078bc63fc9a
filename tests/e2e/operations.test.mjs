// What an operator sees: health, metrics, the small commands, the log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { conversation } from './support/people.mjs';
import { run, start, temporaryFolder } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

/** The exposition format, checked line by line: name and labels → value. */
function parseMetrics(text) {
  const samples = new Map();
  const types = new Map();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type) types.set(type[1], type[2]);
    if (line.startsWith('# HELP ') || type) continue;
    const sample = /^([a-z_]+)((?:\{[a-z]+="[^"]*"\})?) (\S+)$/i.exec(line);
    assert.ok(sample, `not a sample: ${line}`);
    const [, name, labels, value] = sample;
    assert.ok(!Number.isNaN(Number(value.replace('Inf', 'Infinity'))), line);
    assert.ok(types.has(name.replace(/_(bucket|sum|count)$/, '')) ||
      types.has(name), `no type: ${line}`);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

const metricsOf = async (server) =>
  parseMetrics((await server.api.get('/metrics').expect(200)).text);

test('metrics parse, and move with what happens', async (t) => {
  const server = await start(t);
  const before = await metricsOf(server);
  const { chats: [alice, bob], channelId } = await conversation(t, server);
  for (let i = 0; i < 10; ++i) await alice.send(channelId, `${i}`);
  await bob.messages(10);
  const after = await metricsOf(server);
  const moved = (name) => after.get(name) - before.get(name);
  assert.deepEqual([...after.keys()], [...before.keys()]);
  assert.equal(after.get('parley_connections'), 2);
  assert.equal(moved('parley_connections_accepted_total'), 2);
  assert.equal(moved('parley_messages_received_total'), 12);
  assert.ok(moved('parley_deliveries_total') >= 20);
  assert.ok(moved('parley_sent_bytes_total') > 4000);
  assert.equal(moved('parley_joins_total{recovered="snapshot"}'), 2);
  assert.ok(moved('parley_ack_seconds_count') >= 10);
  assert.ok(moved('parley_commit_seconds_count') >= 10);
  assert.ok(moved('parley_commit_batch_operations_count') >= 10);
  assert.ok(moved('parley_http_requests_total') >= 8);
  assert.equal(after.get('parley_actors{kind="room"}'), 1);
  assert.equal(after.get('parley_actors{kind="session"}'), 2);
  assert.equal(after.get('parley_actor_crashes_total'), 0);
  assert.equal(after.get('parley_http_errors_total'), 0);
  assert.ok(after.get('process_resident_memory_bytes') > 1e6);
  await alice.close();
  await eventually(
    async () => (await metricsOf(server)).get('parley_connections') === 1,
    'the closed socket is counted out');
});

test('health tells about the process, api/health about its work', async (t) => {
  const server = await start(t);
  assert.deepEqual(await server.api.get('/health').body(), { status: 'ok' });
  const health = await server.api.get('/api/health').body();
  assert.equal(health.status, 'OK');
  assert.equal(health.dependencies.storage.status, 'OK');
  assert.ok(health.memory.rss > 1e6);
  assert.ok(health.uptime >= 0);
});

test('healthcheck: exit code 0 beside a server, 1 without', async (t) => {
  const server = await start(t);
  const check = () =>
    run(['healthcheck'], { data: server.data, env: { PORT: String(server.port) } });
  assert.equal((await check()).code, 0);
  await server.stop();
  const { code, stderr } = await check();
  assert.equal(code, 1);
  assert.match(stderr, /unhealthy: /);
});

test('token: makes users that work beside a running server', async (t) => {
  const server = await start(t);
  const { code, stdout, stderr } = await run(
    ['token', '--count', '4', '--rooms', '2'], { data: server.data });
  assert.equal(code, 0, stderr);
  const users = stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(users.length, 4);
  assert.equal(new Set(users.map((x) => x.channelId)).size, 2);
  const chats = [];
  for (const { token, channelId } of users) {
    const chat = await Chat.open(server, token);
    await chat.join(channelId);
    chats.push(chat);
  }
  const { id } = await chats[0].send(users[0].channelId, 'hello');
  await chats[2].next('new_message', (x) => x.id === id);
  for (const chat of chats) await chat.close();
  const refused = await run(['token'], { data: server.data,
    env: { APP_ENV: 'production',
      JWT_SECRET: '9f1c4e7ab82d05639f3e6c1d5a7b0824e1d6f93b5c0a78421fb3d9e6705c8a42' } });
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout, '');
});

test('a wrong command or setting is named, with exit code 2', async (t) => {
  const data = temporaryFolder();
  for (const [args, env, words] of [
    [['dance'], {}, /dance/],
    [['serve', '--prot', '1'], {}, /--prot/],
    [['serve', '--port', '70000'], {}, /PORT|--port/],
    [['serve'], { BCRYPT_COST: 'ten' }, /BCRYPT_COST/],
    [['serve'], { OUTBOX_BUDGET: '1' }, /OUTBOX_BUDGET/],
  ]) {
    const { code, stderr } = await run(args, { data, env });
    assert.equal(code, 2, stderr);
    assert.match(stderr, words);
  }
  const { code, stdout } = await run(['help'], { data });
  assert.equal(code, 0);
  assert.match(stdout, /healthcheck/);
});

test('the log as JSON is one object a line with its fields', async (t) => {
  const server = await start(t, { env: { LOG_FORMAT: 'json' } });
  const { headers } = await server.api.get('/nowhere').expect(404);
  await server.stop();
  const lines = server.output.trim().split('\n').filter((x) => x.startsWith('{'))
    .map((line) => JSON.parse(line));
  const asked = lines.find((x) => x.path === '/nowhere');
  assert.equal(asked.status, 404);
  assert.equal(asked.request, headers['x-request-id']);
  assert.equal(asked.method, 'GET');
});
