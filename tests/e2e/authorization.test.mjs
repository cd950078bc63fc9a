// Who may do what, at the doors: each request and each event that the server
// describes, by everybody who may come, to places of every kind. The rules
// themselves are tested in tests/core; here it is that every door asks for the
// right one. What there is to try is read from the descriptions: a route, an
// event, a role or a kind of place without a line in support/ fails.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Chat, Refused } from './support/chat.mjs';
import { payloads, preparations } from './support/errands.mjs';
import { fetch } from './support/fetch.mjs';
import { register } from './support/people.mjs';
import { callers, newPlace, places, populated } from './support/place.mjs';
import { events, open, own, requests } from './support/rights.mjs';
import { root, start } from './support/server.mjs';

const roomy = { RATE_LIMIT_MAX_REQUESTS: '0', AUTH_RATE_LIMIT_MAX: '0',
  MESSAGE_RATE_LIMIT_MAX: '0', BCRYPT_COST: '4' };
const kinds = Object.keys(places);

/** The lines of a table: what is asked for, and what is expected. */
const table = (text) => new Map(text.trim().split('\n')
  .map((line) => line.trim()).filter((line) => line && !line.startsWith('#'))
  .map((line) => /^(.*?)\s{2,}(.*)$/.exec(line).slice(1)));

/** All requests of the description, each with whether it is open to anybody. */
async function described(server) {
  const api = await server.api.get('/openapi.json').body();
  return Object.entries(api.paths).flatMap(([path, of]) =>
    Object.entries(of).map(([method, { security }]) =>
      ({ line: `${method.toUpperCase()} ${path}`, anybody: !security.length })));
}

// The same routes once more, as older front ends ask for them.
const second = (line) => line.replace(' /auth/', ' /api/auth/');

/** All events of clients: of the description, and in other words. */
async function spoken(server) {
  const { operations } = await server.api.get('/asyncapi.json').body();
  const known = Object.keys(operations)
    .filter((name) => name.startsWith('client.'))
    .map((name) => ({ name: name.slice('client.'.length) }))
    .filter(({ name }) => name !== 'authenticate');
  return [...known, ...wordsOfOthers()];
}

/** Events by other names, as the table of docs/protocol.md has them. */
function wordsOfOthers() {
  const page = fs.readFileSync(path.join(root, 'docs/protocol.md'), 'utf8');
  const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const rows = page.matchAll(
    /^\| (conversation|chat|session) \| (`.*?) \| (.*?) \| (.*?) \|$/gm);
  return [...rows].flatMap(([, words, names, data, as]) =>
    quoted(names).map((name, i) => ({ name, words, standsFor: quoted(as)[i],
      bare: data.includes('the id alone'), joins: as.includes('joins') })));
}

const mark = { 401: '-', 403: '!', 404: '?', 409: '=' };

const idsOf = ({ group, channel, message, people }) => [
  ['/api/groups/', group.id], ['/api/admin/groups/', group.id],
  ['/api/channels/', channel.id], ['/api/admin/channels/', channel.id],
  ['/api/messages/', message.id], ['/api/users/', people.other.id]];

async function outcome(world, line, caller) {
  const [method, path] = line.split(' ');
  const { people } = world;
  const place = world.place ??= await newPlace(world, world.kind);
  const harms = path.startsWith('/api/admin/users/') || line === 'DELETE /api/users/{id}';
  const spare = harms && await register(world.server);
  const prepared = preparations[line]?.(place, caller, spare);
  const { body, query = '', ...ids } = { id: spare?.id ??
    idsOf(place).find(([base]) => path.startsWith(base))?.[1],
  userId: people.other.id, emoji: encodeURIComponent('🌹'), ...await prepared };
  const target = path.replace(/\{(\w+)\}/g, (_, name) => ids[name]) + query;
  const answer = await people[caller].api.call(method, target,
    body ?? (method === 'GET' || method === 'DELETE' ? undefined : {}));
  const passed = answer.status < 400;
  if (prepared instanceof Promise || (passed && method !== 'GET')) world.place = undefined;
  return passed ? '+' : mark[answer.status] ?? `${answer.status} ${answer.text}`;
}

/** The marks of all callers in places of a kind, as a table writes them. */
async function marksOf(world, kind, of) {
  Object.assign(world, { kind, place: undefined });
  const marks = [];
  for (const caller of Object.keys(callers)) marks.push(await of(caller));
  return marks.join('');
}

async function row(world, of) {
  const all = [];
  for (const kind of kinds) all.push(await marksOf(world, kind, of));
  return all.join(' ');
}

test('every request and event is expected, by everybody, everywhere', async (t) => {
  const server = await start(t);
  const [asked, personal, free] = [requests, own, open].map(table);
  for (const { line, anybody } of await described(server)) {
    const expected = asked.has(line) || personal.has(second(line)) ||
      (anybody && free.has(second(line)));
    assert.ok(expected, `nothing is expected of ${line}`);
  }
  const there = new Set((await described(server)).map(({ line }) => second(line)));
  for (const line of [...asked, ...personal, ...free].map(([line]) => line))
    assert.ok(there.has(line), `there is no ${line}`);

  const said = (await spoken(server)).filter(({ words }) => !words);
  assert.deepEqual([...table(events).keys()].sort(),
    [...said.map(({ name }) => name), 'GET /events'].sort());
  const columns = kinds.map(() => Object.keys(callers).length);
  for (const [line, marks] of [...asked, ...table(events)])
    assert.deepEqual(marks.split(' ').map((x) => x.length), columns, line);
});

test('every role and kind of place that is described has somebody there', async (t) => {
  const server = await start(t);
  const { components: { schemas } } = await server.api.get('/openapi.json').body();
  const known = (of, by) => new Set(Object.values(of).map(by));
  const covers = (values, has, what) => {
    for (const each of values) assert.ok(has.has(each), `${what}: no ${each}`);
  };
  covers(schemas.ServerRole.enum,
    known(callers, ({ server: role }) => role ?? 'user'), 'on the server');
  for (const where of ['group', 'channel']) {
    const standings = known(callers, (of) => of[where]);
    covers([...schemas.Role.enum, 'banned', undefined], standings, where);
  }
  for (const [where, schema] of [['group', 'NewGroup'], ['channel', 'NewChannel']])
    covers(schemas[schema].properties.visibility.enum,
      known(places, (of) => of[where]), where);
});

test('every request is open to whom it should be', async (t) => {
  const world = await populated(t, { env: roomy });
  const expected = table(requests);
  const found = new Map();
  for (const line of expected.keys())
    found.set(line, await row(world, (caller) => outcome(world, line, caller)));
  assert.deepEqual(found, expected);
});

test('what is about oneself asks who that is, and nothing else', async (t) => {
  const { server, people } = await populated(t, { env: roomy });
  const personal = table(own);
  const lines = (await described(server)).map(({ line }) => line)
    .filter((line) => personal.has(second(line)));
  for (const line of lines) {
    const [method, path] = line.split(' ');
    const target = path.replace('{id}', '01890a5d-ac96-774b-bcce-b302099a8057');
    await server.api.call(method, target).expect(401, 'UNAUTHORIZED');
    await people.outlaw.api.call(method, target).expect(401, 'TOKEN_REVOKED');
    const one = await register(server);
    const { status, body } = await one.api.call(method, target,
      method === 'GET' ? undefined : { password: one.password });
    if (body?.username) assert.equal(body.id, one.id, line);
    assert.equal(String(status), personal.get(second(line)), line);
  }
});

test('what is open to anybody asks nobody who they are', async (t) => {
  const server = await start(t);
  const expected = table(open);
  for (const { line } of await described(server)) {
    if (!expected.has(second(line))) continue;
    const [method, path] = line.split(' ');
    const { status } = await server.api.call(method, path,
      method === 'GET' ? undefined : {});
    assert.equal(String(status), expected.get(second(line)), line);
  }
});

/** What a caller is told when they listen to the channel's stream. */
async function streamed({ server, people, place }, caller) {
  const { token } = people[caller];
  const answer = await fetch(`${server.url}/events?channels=${place.channel.id}`,
    { headers: token ? { authorization: `Bearer ${token}` } : {} });
  await answer.body.cancel();
  return answer.ok ? '+' : mark[answer.status];
}

/** A caller's socket, or how it is refused. */
async function socketOf({ server, people }, caller) {
  const { token } = people[caller];
  const chat = token ? Chat.unauthenticated(server, {}, `?token=${token}`)
    : Chat.unauthenticated(server);
  chat.status = new Promise((resolve) => chat.socket.once('unexpected-response',
    (_, { statusCode }) => resolve(statusCode)));
  const refused = await Promise.race([chat.opened.then(() => undefined), chat.status]);
  if (refused) chat.destroy();
  else if (token) await chat.next('authenticated');
  return { chat, refused };
}

/** What an event says in its words. */
async function saying({ name, words, standsFor = name, bare }, place) {
  const { id } = place.channel;
  if (bare) return id;
  return { [words ? `${words}Id` : 'channelId']: id,
    ...await payloads[standsFor]?.(place) };
}

async function heard(world, event, caller) {
  const place = world.place ??= await newPlace(world, world.kind);
  if (event.name === 'GET /events') return streamed(world, caller);
  const { chat, refused } = await socketOf(world, caller);
  if (refused) return mark[refused];
  try {
    if (event.name === 'unpin')
      await world.people.owner.api.put(`/api/messages/${place.message.id}/pin`).expect(200);
    await chat.ask(event.name, await saying(event, place));
    world.place = undefined;
    return '+';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { UNAUTHORIZED: '-', FORBIDDEN: '!', NOT_FOUND: '?',
      CONFLICT: '=' }[error.code] ?? error.message;
  } finally {
    chat.destroy();
  }
}

test('every event is taken from whom it should be', async (t) => {
  const world = await populated(t, { env: roomy });
  const expected = table(events);
  const found = new Map();
  for (const name of expected.keys())
    found.set(name, await row(world, (caller) => heard(world, { name }, caller)));
  assert.deepEqual(found, expected);
});

/** Who comes in by an event, and may then do what a member may. */
const joining = (rights, join) => [...rights].map((may, i) => {
  const caller = Object.values(callers)[i % (Object.keys(callers).length + 1)];
  return join[i] === '+' && !caller.channel ? '+' : may;
}).join('');

test('other words for an event have the same rights', async (t) => {
  const world = await populated(t, { env: roomy });
  const rights = table(events);
  const words = wordsOfOthers();
  assert.equal(words.length, 7);
  for (const event of words) {
    const same = rights.get(event.standsFor);
    assert.equal(await row(world, (caller) => heard(world, event, caller)),
      event.joins ? joining(same, rights.get('join_channel')) : same,
      `${event.name} of ${event.words}`);
  }
});
