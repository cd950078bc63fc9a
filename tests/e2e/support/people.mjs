// Users, a group and a channel to talk in.

import { Api } from './api.mjs';
import { Chat } from './chat.mjs';

let count = 0;

/** A registered user: `{ id, username, password, token, refreshToken, api }`. */
export async function register(server, name = 'user') {
  const username = `${name}-${process.pid}-${++count}`;
  const password = `correct horse ${username}`;
  const email = `${username}@example.com`;
  const { user, accessToken, refreshToken } = await server.api
    .post('/api/auth/register', { username, email, password }).body(201);
  return { id: user.id, username, email, password, refreshToken,
    token: accessToken, api: new Api(server.url, accessToken) };
}

/**
 * People who are members of one channel of one group.
 * Resolves to `{ people, group, channel, channelId }`.
 */
export async function gathering(server, names = ['alice', 'bob']) {
  const people = [];
  for (const name of names) people.push(await register(server, name));
  const [owner, ...others] = people;
  const group = await owner.api
    .post('/api/groups', { name: `group ${owner.username}` }).body(201);
  const channel = await owner.api
    .post(`/api/groups/${group.id}/channels`, { name: 'general' }).body(201);
  for (const other of others) {
    await other.api.post(`/api/groups/${group.id}/join`).body();
    await other.api.post(`/api/channels/${channel.id}/join`).body();
  }
  return { people, group, channel, channelId: channel.id };
}

/** A gathering whose first people have a socket each, which has joined. */
export async function conversation(t, server, names, talking = Infinity) {
  const place = await gathering(server, names);
  const chats = [];
  for (const person of place.people.slice(0, talking)) {
    const chat = await Chat.open(server, person.token);
    t.after(() => chat.destroy());
    await chat.join(place.channelId);
    chats.push(chat);
  }
  return { ...place, chats };
}

/** All messages of a channel, page by page from its beginning. */
export async function wholeHistory(api, channelId, after = 0) {
  const all = [];
  for (let from = after; ;) {
    const { items } = await api
      .get(`/api/channels/${channelId}/messages?limit=200&after=${from}`).body();
    all.push(...items);
    if (items.length < 200) return all;
    from = items.at(-1).seq;
  }
}
