// Who may do what, at the doors: each request and each event that the server
// describes, by everybody who may come. The rules themselves are tested in
// tests/core; here it is that every door asks for the right one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, Refused } from './support/chat.mjs';
import { register } from './support/people.mjs';
import { callers, newPlace, populated } from './support/place.mjs';
import { requests, events, own } from './support/rights.mjs';
import { uploaded } from './support/uploads.mjs';

const roomy = { RATE_LIMIT_MAX_REQUESTS: '0', AUTH_RATE_LIMIT_MAX: '0',
  MESSAGE_RATE_LIMIT_MAX: '0', BCRYPT_COST: '4' };

/** The answer, which must be a good one. */
async function done(call) {
  const answer = await call;
  assert.ok(answer.status < 300, answer.text);
  return answer.body;
}

const later = () => new Date(Date.now() + 3_600_000).toISOString();
const invite = async ({ people: { owner } }, of) =>
  owner.api.post(`${of}/invites`, {}).body(201);

// What a request needs before it, and says: `(place, caller)`.
const preparations = {
  'POST /api/channels/{id}/members': ({ people }) => ({ body: { userId: people.peer.id } }),
  'POST /api/groups/{id}/members': ({ people }) => ({ body: { userId: people.stranger.id } }),
  'PUT /api/channels/{id}/members/{userId}': () => ({ body: { role: 'admin' } }),
  'PUT /api/groups/{id}/members/{userId}': () => ({ body: { role: 'admin' } }),
  'PUT /api/channels/{id}': () => ({ body: { topic: 'soil' } }),
  'PUT /api/groups/{id}': () => ({ body: { description: 'soil' } }),
  'POST /api/groups/{id}/channels': () => ({ body: { name: 'second' } }),
  'POST /api/channels/{id}/messages': () => ({ body: { content: 'thorn' } }),
  'PATCH /api/messages/{id}': () => ({ body: { content: 'thorn' } }),
  'PUT /api/channels/{id}/draft': () => ({ body: { content: 'thorn' } }),
  'POST /api/channels/{id}/read': () => ({ body: { seq: 1 } }),
  'PUT /api/channels/{id}/notifications': () => ({ body: { level: 'all' } }),
  'POST /api/channels/{id}/report': () => ({ body: { reason: 'spam' } }),
  'POST /api/messages/{id}/report': () => ({ body: { reason: 'spam' } }),
  'POST /api/users/{id}/report': () => ({ body: { reason: 'spam' } }),
  'POST /api/messages/{id}/forward': ({ channel }) => ({ body: { channelId: channel.id } }),
  'POST /api/direct': ({ people }) => ({ body: { userId: people.other.id } }),
  'POST /api/groups': ({ channel }) => ({ body: { name: `own ${channel.id}` } }),
  'PUT /api/users/me/privacy': () => ({ body: { directFrom: 'everyone' } }),
  'PUT /api/users/me/do-not-disturb': () => ({ body: { minutes: 1 } }),
  'PUT /api/admin/users/{id}/role': () => ({ body: { role: 'moderator' } }),
  'GET /api/messages/search': () => ({ query: '?q=rose' }),
  'DELETE /api/channels/{id}/bans/{userId}': async ({ c, people }) =>
    done(people.owner.api.post(`${c}/bans/${people.other.id}`, {})),
  'DELETE /api/groups/{id}/bans/{userId}': async ({ g, people }) =>
    done(people.owner.api.post(`${g}/bans/${people.other.id}`, {})),
  'DELETE /api/channels/{id}/mutes/{userId}': async ({ c, people }) =>
    done(people.owner.api.post(`${c}/mutes/${people.other.id}`, {})),
  'DELETE /api/channels/{id}/invites/{inviteId}': async (at) =>
    ({ inviteId: (await invite(at, at.c)).id }),
  'DELETE /api/groups/{id}/invites/{inviteId}': async (at) =>
    ({ inviteId: (await invite(at, at.g)).id }),
  'POST /api/invites/{code}/accept': async (at) => ({ code: (await invite(at, at.g)).code }),
  'POST /api/channels/{id}/requests/{userId}/approve': (at) => petition(at, at.c),
  'POST /api/channels/{id}/requests/{userId}/reject': (at) => petition(at, at.c),
  'POST /api/groups/{id}/requests/{userId}/approve': (at) => petition(at, at.g),
  'POST /api/groups/{id}/requests/{userId}/reject': (at) => petition(at, at.g),
  'DELETE /api/messages/{id}/pin': async ({ message, people }) =>
    done(people.owner.api.put(`/api/messages/${message.id}/pin`)),
  'DELETE /api/scheduled/{id}': async ({ c, people }) => ({ id: (await people.owner.api
    .post(`${c}/messages`, { content: 'dew', sendAt: later() }).body(202)).id }),
  'GET /api/upload/{id}': (at) => sharedFile(at),
  'DELETE /api/upload/{id}': (at) => sharedFile(at),
  'GET /uploads/{id}': (at) => sharedFile(at),
  'GET /uploads/{id}/thumbnail': (at) => sharedFile(at),
  'GET /api/admin/reports/{id}': complaint,
  'POST /api/admin/reports/{id}/resolve': complaint,
  'POST /api/admin/reports/{id}/dismiss': complaint,
  'POST /api/video-call': async ({ people }) => {
    await hangUp(people);
    // Everybody was blocked for a moment, by the rows above.
    for (const name of callers.slice(1))
      await people[name].api.del(`/api/users/${people.other.id}/block`);
    return { body: { receiverId: people.other.id } };
  },
  'GET /api/video-call/{id}': ringing,
  'POST /api/video-call/{id}/accept': ringing,
  'POST /api/video-call/{id}/end': ringing,
  'POST /api/video-call/{id}/reject': ringing,
  'DELETE /api/admin/users/{id}/ban': async ({ people }, spare) =>
    done(people.root.api.post(`/api/admin/users/${spare.id}/ban`, {})),
};

/** Nobody is in a call any more. */
async function hangUp(people) {
  for (const name of callers.slice(1))
    for (const status of ['ringing', 'accepted']) {
      const { api } = people[name];
      const { items } = await api.get(`/api/video-call?status=${status}`).body();
      for (const { id } of items) await api.post(`/api/video-call/${id}/end`);
    }
}

/** The owner calls those in the channel. */
async function ringing({ channel, people }) {
  await hangUp(people);
  const { id } = await people.owner.api
    .post('/api/video-call', { channelId: channel.id }).body(201);
  return { id };
}

async function petition({ people }, of) {
  const who = of.includes('channels') ? people.petitioner : people.applicant;
  await done(who.api.post(`${of}/requests`, {}));
  return { userId: who.id };
}

async function complaint({ message, people }) {
  const { id } = await people.member.api
    .post(`/api/messages/${message.id}/report`, { reason: 'spam' }).body(201);
  return { id };
}

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4' +
  '2mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A picture of the owner's, in a message. */
async function sharedFile({ c, people: { owner } }) {
  const { id } = await uploaded(owner, 'image', picture, 'dot.png');
  await owner.api.post(`${c}/messages`, { content: 'dot', attachments: [{ id }] }).expect(201);
  return { id };
}

const idsOf = ({ group, channel, message, people }) => [
  ['/api/groups/', group.id], ['/api/admin/groups/', group.id],
  ['/api/channels/', channel.id], ['/api/admin/channels/', channel.id],
  ['/api/messages/', message.id], ['/api/users/', people.other.id]];

const mark = { 401: '-', 403: '!', 404: '?', 409: '=' };

async function outcome(world, line, caller) {
  const [method, path] = line.split(' ');
  const { people } = world;
  const place = world.place ??= await newPlace(world);
  const spare = path.startsWith('/api/admin/users/') && await register(world.server);
  const prepared = preparations[line]?.(place, spare);
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

async function matrix(lines, of) {
  const found = [];
  for (const line of lines) {
    const marks = [];
    for (const caller of callers) marks.push(await of(line, caller));
    found.push([line, marks.join(' ')]);
  }
  return found;
}

/** The lines of a table that begin with what is asked for. */
const table = (text) => text.trim().split('\n').map((line) => line.trim())
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => /^(.*?)\s{2,}(.*)$/.exec(line).slice(1));

test('every request is open to whom it should be', async (t) => {
  const world = await populated(t, { env: roomy });
  const expected = table(requests);
  const found = await matrix(expected.map(([line]) => line),
    (line, caller) => outcome(world, line, caller));
  assert.deepEqual(found, expected);
});

test('no request is missing in the matrix', async (t) => {
  const { server } = await populated(t, { env: roomy });
  const api = await server.api.get('/openapi.json').body();
  const there = Object.entries(api.paths).flatMap(([path, of]) =>
    Object.entries(of).map(([method, what]) => ({ line: `${method.toUpperCase()} ${path}`, what })));
  const known = new Set(table(requests).map(([line]) => line));
  const personal = new Set(own.trim().split('\n').map((line) => line.trim()));
  const open = there.filter(({ what }) => !what.security.length).map(({ line }) => line);
  // The same routes once more, as older front ends ask for them.
  const second = (line) => line.replace(' /auth/', ' /api/auth/');
  const missing = there.map(({ line }) => line).filter((line) =>
    !known.has(line) && !personal.has(second(line)) && !open.includes(line));
  assert.deepEqual(missing, []);
});

test('what is about oneself asks who that is, and nothing else', async (t) => {
  const { server } = await populated(t, { env: roomy });
  for (const line of own.trim().split('\n').map((each) => each.trim())) {
    const [method, path] = line.split(' ');
    const target = path.replace('{id}', '01890a5d-ac96-774b-bcce-b302099a8057');
    await server.api.call(method, target).expect(401, 'UNAUTHORIZED');
    const one = await register(server);
    const { status } = await one.api.call(method, target,
      method === 'GET' ? undefined : { password: one.password });
    assert.notEqual(status, 401, line);
    assert.notEqual(status, 403, line);
  }
});

/** About a call of the owner's, which rings at the others. */
const ofCall = (more = () => ({})) => async (at) =>
  ({ callId: (await ringing(at)).id, ...more(at) });

const payloads = {
  call_invite: ({ people }) => hangUp(people),
  call_accept: ofCall(),
  call_reject: ofCall(),
  call_cancel: ofCall(),
  call_end: ofCall(),
  call_signal: ofCall(({ people }) => ({ to: people.other.id, signal: 1 })),
  call_media: ofCall(() => ({ audio: false, video: true })),
  send_message: ({ channel }) => ({ channelId: channel.id, content: 'thorn' }),
  broadcast: ({ channel }) => ({ channelId: channel.id, event: 'wind', data: 1 }),
  mark_read: ({ channel }) => ({ channelId: channel.id, seq: 1 }),
  mark_unread: ({ channel }) => ({ channelId: channel.id, seq: 1 }),
  delivered: ({ channel }) => ({ channelId: channel.id, seq: 1 }),
  edit_message: ({ message }) => ({ messageId: message.id, content: 'thorn' }),
  delete_message: ({ message }) => ({ messageId: message.id }),
  react: ({ message }) => ({ messageId: message.id, emoji: '🌹' }),
  unreact: ({ message }) => ({ messageId: message.id, emoji: '🌹' }),
  pin: ({ message }) => ({ messageId: message.id }),
  unpin: ({ message }) => ({ messageId: message.id }),
  presence_set: () => ({ status: 'online' }),
  presence_subscribe: ({ people }) => ({ userIds: [people.other.id] }),
};

async function heard(world, event, caller) {
  const place = world.place ??= await newPlace(world);
  const { server, people } = world;
  const chat = caller === 'nobody' ? Chat.unauthenticated(server)
    : await Chat.open(server, people[caller].token);
  await chat.opened;
  try {
    if (event === 'unpin')
      await done(people.owner.api.put(`/api/messages/${place.message.id}/pin`));
    const data = { channelId: place.channel.id, ...await payloads[event]?.(place) };
    await chat.ask(event, data);
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
  const asyncapi = await world.server.api.get('/asyncapi.json').body();
  const told = Object.keys(asyncapi.operations).filter((name) => name.startsWith('client.'))
    .map((name) => name.slice('client.'.length)).filter((name) => name !== 'authenticate');
  assert.deepEqual(expected.map(([line]) => line).sort(), told.sort());
  const found = await matrix(expected.map(([line]) => line),
    (line, caller) => heard(world, line, caller));
  assert.deepEqual(found, expected);
});
