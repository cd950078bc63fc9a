// bench/compare: parley and its peers, in turn, through the same scenarios.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureFloor, measureServer } from './measure.mjs';
import { judge } from './promises.mjs';
import { scenarios } from './scenarios.mjs';
import { servers } from './servers.mjs';
import { rowsOf, tableOf } from './summary.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));
const root = path.dirname(path.resolve(bench));

const usage = `bench/compare [flags]
  --servers LIST     of ${Object.keys(servers).join(',')} (all)
  --scenarios LIST   of ${Object.keys(scenarios).join(',')} (all)
  --rounds N         measurements of each, servers taking turns (5)
  --quick            two short rounds, no 18,000 connections
  --build DIR        where parley and parley-bench are (build/release)
  --out FILE         JSON result (bench/results/DATE-COMMIT.json)
  --readme           put the tables into bench/README.md
`;

function pick(list, all, what) {
  const names = list ? list.split(',') : Object.keys(all);
  const unknown = names.find((name) => !(name in all));
  if (!unknown) return names;
  process.stderr.write(`no such ${what}: ${unknown}\n${usage}`);
  process.exit(2);
}

function readFlags() {
  const { values } = parseArgs({ options: {
    servers: { type: 'string' }, scenarios: { type: 'string' },
    rounds: { type: 'string' }, quick: { type: 'boolean', default: false },
    build: { type: 'string' }, out: { type: 'string' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  let chosen = pick(values.scenarios, scenarios, 'scenario');
  if (values.quick && !values.scenarios) chosen = chosen.filter((name) => name !== 'idle-18k');
  return {
    servers: pick(values.servers, servers, 'server'),
    scenarios: chosen,
    rounds: Number(values.rounds ?? (values.quick ? 2 : 5)),
    pace: values.quick ? { warmup: 0.5, duration: 1 } : { warmup: 1, duration: 3 },
    build: path.resolve(values.build ?? path.join(root, 'build/release')),
    out: values.out, readme: values.readme,
  };
}

function installPeers(names) {
  const peers = path.join(bench, 'peers');
  const needed = names.includes('ws') || names.includes('socketio');
  if (needed && !fs.existsSync(path.join(peers, 'node_modules')))
    execFileSync('npm', ['ci', '--silent'], { cwd: peers, stdio: 'inherit' });
}

/** Runs all rounds of a scenario; the servers take turns, so that a bad
 * minute of the machine hits all of them. */
async function runScenario(name, flags) {
  const scenario = scenarios[name];
  const outcomes = {};
  const attempt = async (who, work) => {
    outcomes[who] ??= { results: [], errors: [] };
    process.stderr.write(`${name}: ${who}\n`);
    try {
      outcomes[who].results.push(await work());
    } catch (error) {
      outcomes[who].errors.push(error.message);
      process.stderr.write(`  ${error.message}\n`);
    }
  };
  const names = flags.servers.filter((server) => !scenario.only || scenario.only.includes(server));
  if (names.length === 0) return undefined;
  for (let round = 0; round < (scenario.once ? 1 : flags.rounds); ++round) {
    for (const server of names)
      await attempt(server, () => measureServer(servers[server], scenario, flags));
    const batch = outcomes.parley?.results.at(-1)?.batch;
    if (scenario.batched && !batch) continue;
    for (const [floor, command] of Object.entries(scenario.floors ?? {}))
      await attempt(floor, () => measureFloor(command, scenario, flags, batch));
  }
  return outcomes;
}

function describeRun(flags) {
  let commit = '';
  try {
    commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch { /* not a checkout */ }
  return {
    date: new Date().toISOString().slice(0, 19) + 'Z', commit,
    machine: { cpu: os.cpus()[0].model, cores: os.cpus().length,
      kernel: os.release(), node: process.version, load: os.loadavg()[0] },
    command: ['bench/compare', ...process.argv.slice(2)].join(' '),
    rounds: flags.rounds, pace: flags.pace,
  };
}

function save(flags, about, outcomes) {
  const file = flags.out ?? path.join(bench, 'results',
    `${about.date.replaceAll(':', '')}-${about.commit || 'unknown'}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify({ ...about, outcomes }, null, 2)}\n`);
  process.stderr.write(`written: ${file}\n`);
}

function intoReadme(text) {
  const file = path.join(bench, 'README.md');
  const [before, rest] = fs.readFileSync(file, 'utf8').split('<!-- results -->\n');
  const after = rest.split('<!-- end of results -->')[1];
  fs.writeFileSync(file, `${before}<!-- results -->\n${text}<!-- end of results -->${after}`);
}

const flags = readFlags();
installPeers(flags.servers);
const about = describeRun(flags);
const outcomes = {};
const tables = [];
for (const name of flags.scenarios) {
  const outcome = await runScenario(name, flags);
  if (!outcome) continue;
  outcomes[name] = outcome;
  tables.push(tableOf(scenarios[name], rowsOf(scenarios[name], outcome)));
}
const verdict = judge(outcomes);
if (verdict) tables.push(verdict);
const { machine } = about;
const text = `${about.date}, commit ${about.commit}, ${machine.cpu}, ${machine.cores} cores, `
  + `Linux ${machine.kernel}, Node ${machine.node}, ${about.rounds} rounds, `
  + `load average before: ${machine.load.toFixed(2)}.\n\`${about.command}\`\n\n${tables.join('\n')}`;
process.stdout.write(text);
save(flags, about, outcomes);
if (flags.readme) intoReadme(text);
const failed = Object.values(outcomes).some((each) => Object.values(each).some(({ errors }) => errors.length));
process.exitCode = failed ? 1 : 0;
