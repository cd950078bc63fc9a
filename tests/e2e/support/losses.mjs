// Clients that are lost without a word, each in its own way. What the others
// are shown of them has to end by itself.

import { spawn } from 'node:child_process';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { Chat } from './chat.mjs';
import { within } from './waiting.mjs';

const program = fileURLToPath(new URL('../tools/client.mjs', import.meta.url));

/**
 * A chat client in a process of its own, which does `steps` (`[event, data]`
 * each, one after the other) and then stays. Resolves when they are done.
 */
export async function clientProcess(t, server, token, steps) {
  const child = spawn(process.execPath, [program],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  child.stdin.end(JSON.stringify({ url: server.url, token, steps }));
  const ready = new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error('the client ended')));
  });
  ready.catch(() => {});
  await within(20_000, ready, 'the client process');
  return child;
}

/**
 * A TCP relay to the server whose connections can be cut as a broken network
 * cuts them: both ends stay open, and nothing comes through any more.
 */
export class Relay {
  #pairs = new Set();
  #cut = false;

  static async to(t, server) {
    const relay = new Relay();
    relay.listener = net.createServer((near) => relay.#join(near, server.port));
    await new Promise((done) => relay.listener.listen(0, '127.0.0.1', done));
    relay.port = relay.listener.address().port;
    relay.url = `http://127.0.0.1:${relay.port}`;
    t.after(() => relay.#end());
    return relay;
  }

  #join(near, port) {
    const far = net.connect(port, '127.0.0.1');
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (chunk) => { if (!this.#cut) to.write(chunk); });
      from.on('end', () => { if (!this.#cut) to.end(); });
      from.on('error', () => {});
    }
    this.#pairs.add([near, far]);
  }

  /** From now on nothing passes, not even the end of a connection. */
  cut() {
    this.#cut = true;
  }

  #end() {
    this.listener.close();
    for (const pair of this.#pairs) for (const each of pair) each.destroy();
  }
}

/**
 * The ways in which a client is lost: each opens one that does `steps` and
 * resolves to a function that loses it.
 */
export const losses = {
  'killed by kill -9': async (t, server, token, steps) => {
    const child = await clientProcess(t, server, token, steps);
    return () => child.kill('SIGKILL');
  },
  'frozen by SIGSTOP': async (t, server, token, steps) => {
    const child = await clientProcess(t, server, token, steps);
    return () => child.kill('SIGSTOP');
  },
  'cut off without FIN': async (t, server, token, steps) => {
    const relay = await Relay.to(t, server);
    const chat = await Chat.open(relay, token);
    t.after(() => chat.destroy());
    for (const [event, data] of steps) await chat.ask(event, data);
    return () => relay.cut();
  },
};
