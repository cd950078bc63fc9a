// Server-sent events at /events: a feed to read only, with the real client.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventSource } from 'eventsource';
import { Chat } from './support/chat.mjs';
import { fetch } from './support/fetch.mjs';
import { gathering, register, wholeHistory } from './support/people.mjs';
import { restart, start } from './support/server.mjs';
import { eventually } from './support/waiting.mjs';

const names = ['authenticated', 'joined', 'new_message', 'typing', 'wave',
  'user_joined', 'server_draining', 'room_removed'];

/** A page that listens; its client reconnects by itself. */
class Listener {
  events = [];
  statuses = [];

  constructor(t, server, person, channels, query = '') {
    const url = `${server.url}/events?channels=${channels}${query}`;
    this.source = new EventSource(url, {
      fetch: async (input, init) => {
        const answer = await fetch(input, { ...init, headers: {
          ...init.headers, Authorization: `Bearer ${person.token}` } });
        this.statuses.push(answer.status);
        return answer;
      },
    });
    for (const name of names)
      this.source.addEventListener(name, ({ data, lastEventId }) =>
        this.events.push({ name, data: JSON.parse(data), id: lastEventId }));
    t.after(() => this.source.close());
  }

  static async open(...args) {
    const listener = new Listener(...args);
    await listener.next('joined');
    return listener;
  }

  all(name) {
    return this.events.filter((e) => e.name === name).map((e) => e.data);
  }

  async next(name, fits = () => true) {
    return eventually(() => this.all(name).find(fits), `the event ${name}`);
  }
}

async function scene(t, server) {
  const place = await gathering(server);
  const [alice] = place.people;
  const chat = await Chat.open(server, alice.token);
  t.after(() => chat.destroy());
  await chat.join(place.channelId);
  return { ...place, chat };
}

test('a listener hears what a member on a socket hears', async (t) => {
  const server = await start(t);
  const { people: [, bob], channelId, chat } = await scene(t, server);
  const page = await Listener.open(t, server, bob, channelId);
  assert.equal((await page.next('authenticated')).userId, bob.id);

  await chat.send(channelId, 'hello\n"world"\r\n \u2028');
  chat.tell('typing', { channelId, isTyping: true });
  // Written with line breaks, which would end an event.
  chat.raw(`{"event":"broadcast","data":{"channelId":"${channelId}",` +
    '"event":"wave","data":{\n"a":\r\n[1,\n2]}}}');

  assert.deepEqual(await page.next('new_message'),
    await chat.next('new_message'));
  assert.deepEqual(await page.next('wave'), { a: [1, 2] });
  assert.equal((await page.next('typing')).isTyping, true);
});

test('two rooms, many breaks: everything once, in order', async (t) => {
  const server = await start(t, { env: { REACTORS: '2' } });
  const { people: [alice, bob], group, channelId, chat } =
    await scene(t, server);
  const second = (await alice.api
    .post(`/api/groups/${group.id}/channels`, { name: 'second' }).body(201)).id;
  await bob.api.post(`/api/channels/${second}/join`).body();
  await chat.join(second);
  const rooms = [channelId, second];
  const seen = new Map(rooms.map((id) => [id, []]));
  let last = '';
  let stop = false;
  const talk = (async () => {
    for (let i = 0; !stop; ++i) await chat.send(rooms[i % 2], `${i}`);
  })();

  for (let round = 0; round < 25; ++round) {
    const page = await Listener.open(t, server, bob, rooms.join(),
      last && `&lastEventId=${last}`);
    if (round === 0) for (const { channelId: id, seq } of page.all('joined'))
      seen.get(id).push(seq);
    if (round % 4) await page.next('new_message');
    if (round === 24) {
      stop = true;
      await talk;
      for (const id of rooms) {
        const { seq } = (await wholeHistory(bob.api, id)).at(-1);
        await page.next('new_message', (m) => m.channelId === id && m.seq === seq);
      }
    }
    page.source.close();
    for (const { channelId: id, seq } of page.all('new_message'))
      seen.get(id).push(seq);
    // This client shows an id at the event that brought it only.
    last = page.events.findLast(({ id }) => id !== '').id;
  }

  for (const id of rooms) {
    const [head, ...heard] = seen.get(id);
    const stored = await wholeHistory(bob.api, id, head);
    assert.deepEqual(heard, stored.map(({ seq }) => seq));
  }
});

test('the client comes back by itself after a restart', async (t) => {
  const first = await start(t);
  const { people: [, bob], channelId, chat } = await scene(t, first);
  const page = await Listener.open(t, first, bob, channelId);
  await chat.send(channelId, 'before');
  await page.next('new_message');
  await first.stop();
  const server = await restart(t, first);
  await bob.api.post(`/api/channels/${channelId}/messages`,
    { content: 'meanwhile' }).body(201);

  await eventually(() => page.all('new_message').length === 2,
    'what was missed', 10_000);
  assert.deepEqual(page.all('new_message').map((m) => m.content),
    ['before', 'meanwhile']);
  assert.equal(page.all('joined').at(-1).recovered, 'replayed');
  await server.stop();
});

test('refusals are HTTP errors with their code', async (t) => {
  const server = await start(t);
  const { people: [alice, bob], channelId } = await scene(t, server);
  const stranger = await register(server, 'stranger');
  const unknown = '01890000-0000-7000-8000-000000000000';
  const ask = async (query, { token } = {}) => {
    const answer = await fetch(`${server.url}/events?${query}`,
      { headers: token ? { Authorization: `Bearer ${token}` } : {} });
    const { code, requestId } = await answer.json();
    assert.equal(requestId, answer.headers.get('x-request-id'));
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    return [answer.status, code];
  };
  for (const [query, person, status, code] of [
    [`channels=${channelId}`, undefined, 401, 'UNAUTHORIZED'],
    [`channels=${channelId}`, { token: 'x' }, 401, 'UNAUTHORIZED'],
    ['', alice, 400, 'INVALID_REQUEST'],
    ['channels=', alice, 400, 'INVALID_REQUEST'],
    ['channels=x', alice, 400, 'INVALID_REQUEST'],
    [`channels=${channelId},${channelId}`, alice, 400, 'INVALID_REQUEST'],
    [`channels=${channelId}&lastEventId=1.2`, alice, 400, 'INVALID_REQUEST'],
    [`channels=${channelId}&lastEventId=x`, alice, 400, 'INVALID_REQUEST'],
    [`channels=${unknown}`, alice, 404, 'NOT_FOUND'],
    [`channels=${channelId},${unknown}`, alice, 404, 'NOT_FOUND'],
    [`channels=${channelId}`, stranger, 404, 'NOT_FOUND'],
  ]) assert.deepEqual(await ask(query, person), [status, code], query);

  const answer = await fetch(`${server.url}/events?channels=${channelId}` +
    `&token=${bob.token}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  await answer.body.cancel();
});

test('a gap that cannot be closed is told', async (t) => {
  const server = await start(t);
  const { people: [, bob], channelId, chat } = await scene(t, server);
  const page = await Listener.open(t, server, bob, channelId,
    '&lastEventId=999999');
  assert.equal((await page.next('joined')).recovered, 'gone');
  await chat.send(channelId, 'from here');
  await page.next('new_message');
});

test('who is removed or logs out hears no more', async (t) => {
  const server = await start(t);
  const { people: [, bob], channelId, chat } = await scene(t, server);
  const page = await Listener.open(t, server, bob, channelId);
  await bob.api.post(`/api/channels/${channelId}/leave`).body();
  await chat.send(channelId, 'a secret');
  await eventually(() => page.statuses.at(-1) === 404, 'the end', 8000);
  assert.deepEqual(page.all('new_message'), []);
});

test('an idle stream is kept alive, an abandoned one noticed', async (t) => {
  const server = await start(t, { env: { PING_INTERVAL_MS: '1000' } });
  const { people: [, bob], channelId } = await scene(t, server);
  const before = await server.metric('parley_connections');
  const answer = await fetch(`${server.url}/events?channels=${channelId}`,
    { headers: { Authorization: `Bearer ${bob.token}` } });
  const reader = answer.body.getReader();
  let text = '';
  while (!text.includes('\n:\n\n'))
    text += Buffer.from((await reader.read()).value).toString();
  assert.equal(await server.metric('parley_connections'), before + 1);
  await reader.cancel();
  await eventually(
    async () => await server.metric('parley_connections') === before, 'gone');
});

test('who missed more than may wait is told to begin anew', async (t) => {
  const server = await start(t, { env: { OUTBOX_BUDGET: '65536', MESSAGE_CONTENT_LIMIT: '16384' } });
  const { people: [, bob], channelId, chat } = await scene(t, server);
  const { seq } = await chat.send(channelId, 'seen');
  for (let i = 0; i < 10; ++i) await chat.send(channelId, 'x'.repeat(10_000));
  const get = (query) => fetch(
    `${server.url}/events?channels=${channelId}${query}`,
    { headers: { Authorization: `Bearer ${bob.token}` } });

  const refused = await get(`&lastEventId=${seq}`);
  assert.equal(refused.status, 410);
  assert.equal((await refused.json()).code, 'GONE');
  const page = await Listener.open(t, server, bob, channelId,
    `&lastEventId=${seq + 8}`);
  assert.equal((await page.next('joined')).recovered, 'replayed');
});
