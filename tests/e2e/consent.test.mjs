// Nobody is brought near whom they keep away: blocks and who may write to one,
// where a group is the way around them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat } from './support/chat.mjs';
import { gathering, register } from './support/people.mjs';
import { start } from './support/server.mjs';

const privacy = '/api/users/me/privacy';
const group = (id, rest = '') => `/api/groups/${id}${rest}`;

async function open(t, server, person) {
  const chat = await Chat.open(server, person.token);
  t.after(() => chat.destroy());
  return chat;
}

test('a group is no way to somebody who keeps one away', async (t) => {
  const server = await start(t);
  const victim = await register(server, 'victim');
  const pest = await register(server, 'pest');
  const trap = await pest.api.post('/api/groups', { name: 'trap' }).body(201);
  const add = () => pest.api.post(group(trap.id, '/members'), { userId: victim.id });
  const invite = () => pest.api.post(group(trap.id, '/invites'), { userId: victim.id });
  const v = await open(t, server, victim);

  await victim.api.put(privacy, { directFrom: 'nobody' }).expect(200);
  await add().expect(403, 'FORBIDDEN');
  await victim.api.put(privacy, { directFrom: 'shared_groups' }).expect(200);
  await add().expect(403, 'FORBIDDEN');
  // Who only does not want to be added may be asked.
  await invite().expect(201);
  assert.equal((await v.next('invited')).inviter.id, pest.id);

  await victim.api.put(privacy, { directFrom: 'everyone' }).expect(200);
  await victim.api.put(`/api/users/${pest.id}/block`).expect(204);
  v.forget();
  await add().expect(403, 'FORBIDDEN');
  await invite().expect(403, 'FORBIDDEN');
  assert.deepEqual((await victim.api.get('/api/invites').body()).items, []);
  assert.equal((await pest.api.get(group(trap.id, '/members')).body())
    .items.length, 1);
  assert.deepEqual(v.all('invited'), []);

  await victim.api.del(`/api/users/${pest.id}/block`).expect(204);
  await add().expect(201);
  await v.next('group_member_joined', (x) => x.userId === victim.id);
});

test('no alert comes from somebody whom one blocks', async (t) => {
  const server = await start(t);
  const { people: [alice, bob, carol], channelId } =
    await gathering(server, ['alice', 'bob', 'carol']);
  const b = await open(t, server, bob);
  const c = await open(t, server, carol);
  const say = (person, content) => person.api
    .post(`/api/channels/${channelId}/messages`, { content }).body(201);
  const told = (chat, content) =>
    chat.next('notification', (x) => x.message.content === content);
  const heard = (chat) => chat.all('notification').map((x) => x.message.content);

  await say(alice, 'before @channel');
  await told(b, 'before @channel');
  await bob.api.put(`/api/users/${alice.id}/block`).expect(204);
  await say(alice, `@${bob.username}!`);
  await say(alice, '@channel!');
  await say(carol, `you, @${bob.username}`);
  await told(b, `you, @${bob.username}`);
  await told(c, '@channel!');
  assert.deepEqual(heard(b), ['before @channel', `you, @${bob.username}`]);

  // A socket that comes later knows of the block as well.
  const later = await open(t, server, bob);
  await say(alice, 'again @channel');
  await told(c, 'again @channel');
  await bob.api.del(`/api/users/${alice.id}/block`).expect(204);
  await say(alice, 'after @channel');
  await told(later, 'after @channel');
  assert.deepEqual(heard(later), ['after @channel']);
});
