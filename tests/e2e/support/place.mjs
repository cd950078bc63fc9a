// A private group with a private channel, and somebody of every kind that the
// rules know.

import { register } from './people.mjs';
import { logIn, staffed } from './staff.mjs';

/** Who asks, in the order of the columns of a matrix. */
export const callers = ['nobody', 'stranger', 'banned', 'peer', 'member',
  'admin', 'owner', 'moderator', 'root'];

const inGroup = ['banned', 'peer', 'petitioner', 'member', 'other', 'admin', 'moderator'];
const inChannel = ['member', 'other', 'admin', 'moderator'];

/** A server and people who live through many places. */
export async function populated(t, options) {
  const { server, root } = await staffed(t, options);
  const people = { root, nobody: { api: server.api } };
  for (const name of ['stranger', 'owner', 'applicant', ...inGroup])
    people[name] = await register(server, name);
  const { id, username, password } = people.moderator;
  await root.api.put(`/api/admin/users/${id}/role`, { role: 'moderator' }).expect(200);
  people.moderator = await logIn(server, username, password);
  return { server, people };
}

let count = 0;

/**
 * A new place: the group `banned` is banned from, the channel only some of its
 * people are in, and in it a message of the owner with all that hangs on it.
 */
export async function newPlace({ people }) {
  const { owner, other, applicant, petitioner, member } = people;
  const group = await owner.api.post('/api/groups',
    { name: `place ${++count}`, visibility: 'private' }).body(201);
  const channel = await owner.api.post(`/api/groups/${group.id}/channels`,
    { name: 'inner', visibility: 'private' }).body(201);
  const [g, c] = [`/api/groups/${group.id}`, `/api/channels/${channel.id}`];
  for (const name of inGroup)
    await owner.api.post(`${g}/members`, { userId: people[name].id }).expect(201);
  for (const name of inChannel)
    await owner.api.post(`${c}/members`, { userId: people[name].id }).expect(201);
  for (const of of [g, c])
    await owner.api.put(`${of}/members/${people.admin.id}`, { role: 'admin' }).expect(200);
  await owner.api.post(`${g}/bans/${people.banned.id}`, {}).expect(204);
  const message = await owner.api.post(`${c}/messages`, { content: 'a rose' }).body(201);
  return { group, channel, g, c, message, people, other, applicant, petitioner, member };
}
