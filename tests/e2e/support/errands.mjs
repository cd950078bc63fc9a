// What requests and events need before they are tried, and say: each is given
// the place and who asks (support/place.mjs).

import assert from 'node:assert/strict';
import { uploaded } from './uploads.mjs';

/** The answer, which must be a good one. */
async function done(call) {
  const answer = await call;
  assert.ok(answer.status < 300, answer.text);
  return answer.body;
}

const later = () => new Date(Date.now() + 3_600_000).toISOString();
const invite = async ({ people: { owner } }, of) =>
  owner.api.post(`${of}/invites`, {}).body(201);

/** By the request: `(place, caller, spare)`, of which the last is a new user. */
export const preparations = {
  'POST /api/channels/{id}/members': ({ people }) => ({ body: { userId: people.petitioner.id } }),
  'POST /api/groups/{id}/members': ({ people }) => ({ body: { userId: people.applicant.id } }),
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
  'PATCH /api/users/{id}': () => ({ body: { displayName: 'Rose' } }),
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
  'GET /api/invites/{code}': async (at) => ({ code: (await invite(at, at.g)).code }),
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
  'POST /api/video-call': async ({ people }, caller) => {
    await hangUp(people);
    // The rows above have blocked for a moment.
    await people[caller].api.del(`/api/users/${people.other.id}/block`);
    return { body: { receiverId: people.other.id } };
  },
  'GET /api/video-call/{id}': ringing,
  'POST /api/video-call/{id}/accept': ringing,
  'POST /api/video-call/{id}/end': ringing,
  'POST /api/video-call/{id}/reject': ringing,
  'DELETE /api/admin/users/{id}/ban': async ({ people }, caller, spare) =>
    done(people.root.api.post(`/api/admin/users/${spare.id}/ban`, {})),
};

/** Nobody is in a call any more: all there were rang at `other`. */
async function hangUp(people) {
  for (const status of ['ringing', 'accepted']) {
    const { items } =
      await people.other.api.get(`/api/video-call?status=${status}`).body();
    for (const { id } of items)
      for (const { api } of Object.values(people))
        await api.post(`/api/video-call/${id}/end`);
  }
}

/** The owner calls those in the channel. */
async function ringing({ channel, people }) {
  await hangUp(people);
  const { id } = await people.owner.api
    .post('/api/video-call', { channelId: channel.id }).body(201);
  return { id };
}

/** Somebody wants in. Where all may come, they asked before that was so. */
async function petition({ people, open }, of) {
  const who = of.includes('channels') ? people.petitioner : people.applicant;
  const change = (visibility) => done(people.owner.api.put(of, { visibility }));
  if (open) await change('private');
  await done(who.api.post(`${of}/requests`, {}));
  if (open) await change('public');
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

/** About a call of the owner's, which rings at the others. */
const ofCall = (more = () => ({})) => async (at) =>
  ({ callId: (await ringing(at)).id, ...more(at) });

/** By the event, beside the `channelId`. */
export const payloads = {
  call_invite: ({ people }) => hangUp(people),
  call_accept: ofCall(),
  call_reject: ofCall(),
  call_cancel: ofCall(),
  call_end: ofCall(),
  call_signal: ofCall(({ people }) => ({ to: people.other.id, signal: 1 })),
  call_media: ofCall(() => ({ audio: false, video: true })),
  send_message: () => ({ content: 'thorn' }),
  broadcast: () => ({ event: 'wind', data: 1 }),
  mark_read: () => ({ seq: 1 }),
  mark_unread: () => ({ seq: 1 }),
  delivered: () => ({ seq: 1 }),
  edit_message: ({ message }) => ({ messageId: message.id, content: 'thorn' }),
  delete_message: ({ message }) => ({ messageId: message.id }),
  react: ({ message }) => ({ messageId: message.id, emoji: '🌹' }),
  unreact: ({ message }) => ({ messageId: message.id, emoji: '🌹' }),
  pin: ({ message }) => ({ messageId: message.id }),
  unpin: ({ message }) => ({ messageId: message.id }),
  presence_set: () => ({ status: 'online' }),
  presence_subscribe: ({ people }) => ({ userIds: [people.other.id] }),
};
