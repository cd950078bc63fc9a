// Somebody who spends the day in rooms, on a kind of socket of their own.

import { register } from './people.mjs';
import { View } from './view.mjs';
import { eventually } from './waiting.mjs';

export class Person {
  /** By room. */
  views = new Map();

  /** A new user; `open(t, server, token)` connects one of their sockets. */
  static async come(t, server, name, open) {
    const person = new Person();
    Object.assign(person, await register(server, name), { t, server, name, open });
    await person.connect();
    return person;
  }

  async connect() {
    this.chat = await this.open(this.t, this.server, this.token);
    if (this.chat.destroy) this.t.after(() => this.chat.destroy());
  }

  drop() {
    if (this.chat.destroy) return this.chat.destroy();
    return this.chat.socket.io._close();
  }

  /** Joins a room, or comes back to it with what they have of it. */
  async enter(channelId) {
    const had = this.views.get(channelId);
    const view = had ?? new View(channelId, this.id);
    this.views.set(channelId, view);
    const at = this.chat.events.length;
    const since = had?.look().seq;
    if (had) view.follow(this.chat, at);
    const answer = await this.chat.join(channelId, since);
    view.joined(answer);
    view.follow(this.chat, at);
    return answer;
  }

  /** Forgets what they have of a room. */
  forget(channelId) {
    this.views.delete(channelId);
  }

  /** What their view of a room has come to once it has this entry. */
  async seen(channelId, seq) {
    const view = this.views.get(channelId);
    await eventually(() => view.look().seq >= seq, `${this.name}: ${seq}`);
    return view;
  }

  say(channelId, content, more = {}) {
    return this.chat.ask('send_message', { channelId, content, ...more });
  }

  /** The room in their list of rooms. */
  async listed(channelId) {
    const { items } = await this.api.get('/api/rooms').body();
    return items.find((room) => room.id === channelId);
  }

  /** What alerted them of a message, if anything did. */
  alertOf({ id }) {
    return this.chat.all('notification').find((x) => x.message.id === id)?.reason;
  }
}
