// What it costs the server to answer questions about messages, with few and
// with many of them in the store: CPU time and latency of each request.
//   bench/history [--few 10000] [--many 1000000] [--rounds 300]

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const binary = path.join(root, 'build/release/parley');
const password = 'parley-sample';
const ticks = Number(execFileSync('getconf', ['CLK_TCK']));

function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

const environment = { PATH: process.env.PATH, HOME: os.tmpdir(),
  RATE_LIMIT_MAX_REQUESTS: '0', AUTH_RATE_LIMIT_MAX: '0', LOG_LEVEL: 'warn',
  PORT: '0', HOST: '127.0.0.1' };

/** Fills a folder; resolves to what `parley seed` printed. */
function seed(folder, messages) {
  return execFileSync(binary, ['seed', '--data', folder, '--users', '40',
    '--groups', '4', '--channels', '360', '--messages', String(messages),
    '--seed', '7'], { env: environment, cwd: folder, encoding: 'utf8' });
}

async function serve(folder) {
  const child = spawn(binary, ['serve', '--data', folder],
    { env: { ...environment, LOG_LEVEL: 'info' }, cwd: folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => { output += chunk; });
  for (;;) {
    const address = /serves (http:\/\/\S+)/.exec(output);
    if (address) return { child, url: address[1] };
    if (child.exitCode !== null) throw new Error(output);
    await new Promise((next) => setTimeout(next, 10));
  }
}

/** CPU time of a process, in seconds. */
function cpu(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** Until the server has nothing to do: its search index follows the messages. */
async function atRest(pid) {
  for (let still = 0; still < 3;) {
    const before = cpu(pid);
    await new Promise((next) => setTimeout(next, 500));
    still = cpu(pid) - before <= 0.01 ? still + 1 : 0;
  }
}

const longest = (text) => [...new Set(text.toLowerCase().match(/\p{L}{4,}/gu))]
  .sort((a, b) => b.length - a.length);

async function measure(messages, rounds) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-history-'));
  try {
    const said = seed(folder, messages);
    const who = /^ {2}(\S+) \(admin\)/m.exec(said)[1];
    const { child, url } = await serve(folder);
    try {
      return await ask(child, url, who, rounds, said.split('\n')[0]);
    } finally {
      child.kill('SIGTERM');
      await new Promise((end) => child.once('exit', end));
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(child, url, login, rounds, seeded) {
  const get = async (where, token) => {
    const answer = await fetch(url + where,
      { headers: { authorization: `Bearer ${token}` } });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${where}: ${JSON.stringify(body)}`);
    return body;
  };
  await atRest(child.pid);
  const { token } = await (await fetch(`${url}/api/auth/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }) })).json();
  const { items: rooms } = await get('/api/rooms?limit=200', token);
  const room = rooms.sort((a, b) => b.seq - a.seq)[0];
  const of = `/api/channels/${room.id}/messages`;
  const middle = Math.floor(room.seq / 2);
  const { items: some } = await get(`${of}?around=${middle}&limit=50`, token);
  const words = longest(some.map((m) => m.content).join(' ')).slice(0, 2);
  const questions = {
    'newest page (50)': `${of}?limit=50`,
    'page in the middle (50)': `${of}?before=${middle}&limit=50`,
    'page around an anchor (50)': `${of}?around=${middle}&limit=50`,
    [`list of ${rooms.length} rooms with unread`]: '/api/rooms?limit=200',
    'search for two words': `/api/messages/search?q=${words.join('+')}&limit=50`,
  };
  const costs = {};
  for (const [name, where] of Object.entries(questions)) {
    for (let i = 0; i < 10; ++i) await get(where, token);
    const times = [];
    const before = cpu(child.pid);
    let found = 0;
    for (let i = 0; i < rounds; ++i) {
      const began = performance.now();
      found = (await get(where, token)).items.length;
      times.push(performance.now() - began);
    }
    const used = cpu(child.pid) - before;
    times.sort((a, b) => a - b);
    costs[name] = { cpu: (used / rounds) * 1000, found,
      p50: times[Math.floor(rounds / 2)] };
  }
  return { seeded, costs };
}

const rounds = option('rounds', 300);
const few = await measure(option('few', 10_000), rounds);
const many = await measure(option('many', 1_000_000), rounds);
console.log(few.seeded);
console.log(many.seeded);
console.log('\n| question | CPU ms, few | CPU ms, many | ratio | p50 ms, few | p50 ms, many | ratio |');
console.log('|---|---:|---:|---:|---:|---:|---:|');
const names = Object.keys(few.costs);
Object.keys(many.costs).forEach((name, i) => {
  const a = few.costs[names[i]];
  const b = many.costs[name];
  const f = (x) => x.toFixed(2);
  console.log(`| ${name} (${a.found}, ${b.found} found) | ${f(a.cpu)} | ${f(b.cpu)} | ${f(b.cpu / a.cpu)} | ${f(a.p50)} | ${f(b.p50)} | ${f(b.p50 / a.p50)} |`);
});
