// Groups with a channel, and somebody of every kind that the rules know.

import { register } from './people.mjs';
import { logIn, staffed } from './staff.mjs';

/**
 * Who asks, in the order of the columns of a matrix, and what they are on the
 * server, in the group and in the channel. Those without `server` are `user`s.
 */
export const callers = {
  nobody: {},
  outlaw: { server: 'banned', group: 'member', channel: 'member' },
  stranger: {},
  watcher: { server: 'moderator' },
  root: { server: 'admin' },
  banned: { group: 'banned' },
  expelled: { group: 'member', channel: 'banned' },
  peer: { group: 'member' },
  steward: { group: 'admin' },
  muted: { group: 'member', channel: 'muted' },
  member: { group: 'member', channel: 'member' },
  admin: { group: 'member', channel: 'admin' },
  owner: { group: 'owner', channel: 'owner' },
  moderator: { server: 'moderator', group: 'member', channel: 'member' },
};

/** Whom it is done to: they ask for nothing. */
const others = {
  other: { group: 'member', channel: 'member' },
  petitioner: { group: 'member' },
  applicant: {},
};

/** Where they ask, by how open group and channel are. */
export const places = {
  'private': { group: 'private', channel: 'private' },
  'public': { group: 'public', channel: 'public' },
};

const everybody = Object.entries({ ...callers, ...others });

/** A server and people who live through many places. */
export async function populated(t, options) {
  const { server, root } = await staffed(t, options);
  const people = { root, nobody: { api: server.api } };
  for (const [name, { server: role }] of everybody) {
    people[name] ??= await register(server, name);
    if (role !== 'moderator') continue;
    const { id, username, password } = people[name];
    await root.api.put(`/api/admin/users/${id}/role`, { role }).expect(200);
    people[name] = await logIn(server, username, password);
  }
  await root.api.post(`/api/admin/users/${people.outlaw.id}/ban`, {}).expect(204);
  return { server, people };
}

/** Gives all their standing in what is at `path`, by its `kind`. */
async function settle(people, path, kind) {
  const { api } = people.owner;
  const further = {
    admin: (id) => api.put(`${path}/members/${id}`, { role: 'admin' }).expect(200),
    muted: (id) => api.post(`${path}/mutes/${id}`, {}).expect(204),
    banned: (id) => api.post(`${path}/bans/${id}`, {}).expect(204),
  };
  await Promise.all(everybody.map(async ([name, { [kind]: standing }]) => {
    if (!standing || standing === 'owner') return;
    const { id } = people[name];
    await api.post(`${path}/members`, { userId: id }).expect(201);
    await further[standing]?.(id);
  }));
}

let count = 0;

/** A new place of a kind, with a message of the owner and all that hangs on it. */
export async function newPlace({ people }, kind) {
  const { owner } = people;
  const { group: inGroup, channel: inChannel } = places[kind];
  const group = await owner.api.post('/api/groups',
    { name: `place ${++count}`, visibility: inGroup }).body(201);
  const channel = await owner.api.post(`/api/groups/${group.id}/channels`,
    { name: 'inner', visibility: inChannel }).body(201);
  const [g, c] = [`/api/groups/${group.id}`, `/api/channels/${channel.id}`];
  await settle(people, g, 'group');
  await settle(people, c, 'channel');
  const message = await owner.api.post(`${c}/messages`, { content: 'a rose' }).body(201);
  return { group, channel, g, c, message, people, open: inChannel === 'public' };
}
