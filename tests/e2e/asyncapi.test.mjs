// /asyncapi.json against its own specification and against the wire.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { Chat } from './support/chat.mjs';
import { fetch } from './support/fetch.mjs';
import { gathering } from './support/people.mjs';
import { logIn } from './support/staff.mjs';
import { start } from './support/server.mjs';

const specification = createRequire(import.meta.url)(
  '@asyncapi/specs/schemas/3.0.0-without-$id.json');

/** Checks frames by the document that the server shows. */
class Description {
  /** The messages that frames were checked by. */
  seen = new Set();
  #checks = new Map();

  constructor(document) {
    this.document = document;
    this.messages = Object.keys(document.components.messages);
    this.ajv = new Ajv({ strict: false });
    addFormats(this.ajv);
    this.ajv.addSchema(document, 'asyncapi');
  }

  static async of(server) {
    return new Description(await server.api.get('/asyncapi.json').body(200));
  }

  /** The names of events, `client` or `server`. */
  events(side) {
    return this.messages
      .filter((key) => key.startsWith(`${side}.`) && !key.endsWith('.ack'))
      .map((key) => key.slice(side.length + 1));
  }

  /** Fails unless the frame is such a message. */
  check(key, frame) {
    this.seen.add(key);
    if (!this.#checks.has(key)) {
      const $ref = `asyncapi#/components/messages/${key}/payload`;
      this.#checks.set(key, this.ajv.compile({ $ref }));
    }
    const check = this.#checks.get(key);
    assert.ok(check(frame),
      `${key}: ${JSON.stringify(check.errors)} in ${JSON.stringify(frame)}`);
  }
}

/** A client whose every frame, in and out, is checked. */
class DescribedChat extends Chat {
  #asked = new Map();

  onFrame = (frame) => {
    const { description } = this.constructor;
    if ('ack' in frame) {
      const event = this.#asked.get(frame.ack);
      return description.check(`client.${event}.ack`, frame);
    }
    const known = description.messages.includes(`server.${frame.event}`);
    description.check(`server.${known ? frame.event : 'any'}`, frame);
  };

  write(said) {
    const text = super.write(said);
    this.#asked.set(said.id, said.event);
    this.constructor.description.check(`client.${said.event}`, JSON.parse(text));
    return text;
  }
}

test('the document is valid AsyncAPI 3.0', async (t) => {
  const { document } = await Description.of(await start(t));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const check = ajv.compile(specification);
  assert.ok(check(document), JSON.stringify(check.errors, null, 1));
  assert.ok(!check({ ...document, operations: { x: { action: 'shout' } } }));
});

/** What is done by those who manage, so that all is said about it. */
async function govern({ alice, bob, carol, channelId, group }) {
  const done = async (method, path, body) => {
    const answer = await alice.api.call(method, path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.body;
  };
  const channel = `/api/channels/${channelId}`;
  const of = `/api/groups/${group.id}`;
  await done('PUT', channel, { topic: 'news' });
  await done('PUT', channel, { archived: true });
  await done('PUT', channel, { archived: false });
  await done('PUT', `${of}/members/${carol.id}`, { role: 'admin' });
  await done('PUT', `${channel}/members/${carol.id}`, { role: 'admin' });
  await done('POST', `${channel}/mutes/${carol.id}`,
    { until: new Date(Date.now() + 60_000).toISOString() });
  await done('DELETE', `${channel}/mutes/${carol.id}`);
  await done('POST', `${channel}/bans/${carol.id}`, {});
  await done('DELETE', `${channel}/bans/${carol.id}`);
  await done('PUT', of, { description: 'us' });
  await done('POST', `${of}/invites`, { userId: bob.id });
  const den = await done('POST', `${of}/channels`,
    { name: 'den', visibility: 'private' });
  await bob.api.post(`/api/channels/${den.id}/requests`, {}).expect(202);
  await done('POST', `/api/channels/${den.id}/requests/${bob.id}/reject`);
  await done('DELETE', `/api/channels/${den.id}`);
  await done('POST', '/api/direct', { userId: bob.id });
  const other = await done('POST', '/api/groups', { name: 'for a moment' });
  await done('DELETE', `/api/groups/${other.id}`);
}

/** Alice brings bob into a group and out again, and changes her name. */
async function comeAndGo({ a, b, alice, bob }) {
  const { id } = await alice.api.post('/api/groups', { name: 'of two' }).body(201);
  await alice.api.post(`/api/groups/${id}/members`, { userId: bob.id }).expect(201);
  await b.next('group_member_joined', (x) => x.groupId === id);
  await alice.api.del(`/api/groups/${id}/members/${bob.id}`).expect(204);
  await a.next('group_member_left');
  await b.next('group_removed');
  await alice.api.patch('/api/users/me', { displayName: 'Alice' }).expect(200);
  await b.next('user_updated');
}

/** Alice calls bob, who has another device, in every way it can go. */
async function call({ server, Checked, a, b, bob, carol }) {
  const { token } = await logIn(server, bob.username, bob.password);
  const other = await Checked.open(server, token);
  const c = await Checked.open(server, carol.token);
  const invite = () => a.ask('call_invite', { to: bob.id, media: 'audio' });
  const { callId } = await invite();
  await a.next('call_ringing');
  await b.next('call_incoming');
  await b.ask('call_accept', { callId });
  await a.next('call_accepted');
  await other.next('call_answered_elsewhere');
  await a.ask('call_signal', { callId, signal: { type: 'offer' } });
  await b.next('call_signal');
  await a.ask('call_media', { callId, audio: false, video: false });
  await b.next('call_participants');
  await c.ask('call_invite', { to: bob.id });
  await c.next('call_busy');
  await b.ask('call_end', { callId });
  await a.next('call_ended');
  await b.ask('call_reject', { callId: (await invite()).callId });
  await a.next('call_rejected');
  await a.ask('call_cancel', { callId: (await invite()).callId });
  await invite();
  await b.next('call_missed');
  for (const each of [other, c]) await each.close();
}

test('every frame of a conversation fits its schema', async (t) => {
  // Tokens that are short-lived are about to expire from the start.
  const server = await start(t, { env: { ACCESS_TOKEN_TTL_S: '30',
    CALL_RING_TIMEOUT_S: '1' } });
  const description = await Description.of(server);
  class Checked extends DescribedChat {
    static description = description;
  }
  const { people: [alice, bob, carol], channelId, group } =
    await gathering(server, ['alice', 'bob', 'carol']);
  const a = await Checked.open(server, alice.token);
  const b = await Checked.open(server, bob.token);

  const { seq } = await a.join(channelId);
  await b.join(channelId);
  const message = { channelId, content: 'hello', type: 'image', clientId: 'c',
    attachments: [{ url: 'x' }], metadata: { k: 1 } };
  const { id } = await a.ask('send_message', message);
  await a.ask('send_message', message);
  await a.ask('send_message', { channelId, content: `yes @${bob.username}`,
    replyTo: id });
  for (const event of ['typing', 'typing_start', 'typing_stop'])
    await a.ask(event, { channelId });
  const of = { channelId, messageId: id };
  await a.ask('edit_message', { ...of, content: 'hello @here' });
  for (const event of ['react', 'unreact'])
    await a.ask(event, { ...of, emoji: '👋' });
  for (const event of ['pin', 'unpin']) await a.ask(event, of);
  for (const event of ['delivered', 'mark_read', 'mark_unread'])
    await a.ask(event, { channelId, seq: 1000 });
  await a.ask('presence_set', { status: 'busy', text: 'in a meeting',
    expiresAt: new Date(Date.now() + 60_000).toISOString() });
  await b.ask('presence_subscribe', { userIds: [alice.id, carol.id] });
  await b.next('presence', (x) => x.status === 'busy');
  await b.ask('presence_unsubscribe', null);
  await a.ask('delete_message', of);
  await a.ask('broadcast', { channelId, event: 'wave', data: [1] });
  await alice.api.del(`/api/channels/${channelId}/members/${carol.id}`).expect(204);
  await carol.api.post(`/api/channels/${channelId}/join`).body();
  for (const event of ['new_message', 'typing', 'wave', 'user_left',
    'user_joined', 'token_expiring', 'presence'])
    await b.next(event);

  await call({ server, Checked, a, b, bob, carol });
  await govern({ alice, bob, carol, channelId, group });
  await comeAndGo({ a, b, alice, bob });
  for (const event of ['channel_updated', 'channel_archived', 'member_updated',
    'user_banned', 'user_unbanned', 'room_added', 'invited', 'group_updated',
    'join_request_decided'])
    await b.next(event);
  for (const event of ['channel_created', 'channel_deleted', 'group_deleted',
    'join_request'])
    await a.next(event);

  await b.ask('leave_channel', { channelId });
  const missed = await b.join(channelId, seq);
  assert.equal(missed.recovered, 'replayed');
  assert.ok(missed.messages.length > 0 && missed.events.length > 0);
  await b.ask('authenticate', { token: bob.token });
  await assert.rejects(b.ask('typing', { channelId: alice.id }));
  b.tell('typing', { channelId: alice.id });
  await b.next('error');
  await b.next('notification');
  await bob.api.put(`/api/channels/${channelId}/draft`, { content: 'w' })
    .expect(204);
  await b.next('draft');
  await bob.api.post(`/api/channels/${channelId}/messages`,
    { content: 'later', sendAt: new Date(Date.now() + 500).toISOString() }).body(202);
  await alice.api.del(`/api/channels/${channelId}/members/${bob.id}`).expect(204);
  await b.next('room_removed');
  await b.next('message_unsent');
  // What only streams are told.
  const stream = await fetch(`${server.url}/events?channels=${channelId}`,
    { headers: { Authorization: `Bearer ${alice.token}` } });
  let text = '';
  for await (const chunk of stream.body) {
    text += Buffer.from(chunk).toString();
    const joined = /event: joined\ndata: (.*)\n/.exec(text);
    if (!joined) continue;
    description.check('server.joined',
      { event: 'joined', data: JSON.parse(joined[1]) });
    break;
  }
  await server.stop();
  await b.next('server_draining');

  const { seen, messages } = description;
  assert.deepEqual([...seen].sort(), messages.sort());
});

test('the server understands what is described, and nothing else', async (t) => {
  const server = await start(t);
  const description = await Description.of(server);
  const { people: [alice] } = await gathering(server);
  const chat = await Chat.open(server, alice.token);
  const codeOf = (event) =>
    chat.ask(event, {}).then(() => 'OK', ({ code }) => code);

  const said = description.events('client');
  for (const event of said)
    assert.equal(await codeOf(event),
      event === 'presence_unsubscribe' ? 'OK' : 'INVALID_REQUEST', event);
  const others = [...description.events('server'), ...said.map((x) => `${x}s`),
    ...said.map((x) => x.toUpperCase()), 'connect', 'ack'];
  for (const event of others.filter((x) => !said.includes(x)))
    assert.equal(await codeOf(event), 'UNKNOWN_EVENT', event);
});
