// One measurement: a fresh server, one scenario, one JSON result.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { family, freePort, ready, run, start, stop } from './processes.mjs';

const longest = 300; // seconds that one tester run may take

function inTemporaryDirectory(work) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-compare-'));
  fs.chmodSync(directory, 0o755); // nginx's worker is another user
  return work(directory)
    .finally(() => fs.rmSync(directory, { recursive: true, force: true }));
}

/** How many operations parley's commits had on average, by its metrics. */
async function meanBatch(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const of = (name) => Number(text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
  const name = 'parley_commit_batch_operations';
  return Math.round(of(`${name}_sum`) / of(`${name}_count`));
}

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** Measures one server; resolves to parley-bench's result. */
export function measureServer(server, scenario, { build, pace }) {
  return inTemporaryDirectory(async (directory) => {
    const port = await freePort();
    const context = { build, port, directory, scenario };
    const extra = (await server.prepare?.(context)) ?? [];
    const cores = scenario.allCores ? '0-1' : '0';
    const child = start(server.command(context), { cores, env: server.env });
    try {
      await ready(child, port, server.health);
      const result = path.join(directory, 'bench-result.json');
      await run([path.join(build, 'parley-bench'), ...scenario.args(pace),
        '--dialect', server.dialect, '--port', String(port), '--json', result,
        ...family(child.pid).flatMap((pid) => ['--server-pid', String(pid)]),
        ...extra],
      { cores: testerCores(scenario), seconds: longest });
      const measured = readJson(result);
      if (scenario.batched) measured.batch = await meanBatch(port);
      return measured;
    } finally {
      await stop(child);
    }
  });
}

function testerCores(scenario) {
  if (scenario.allCores) return '0-1';
  return scenario.twoCores ? '1' : '0';
}

/** Measures the machine's own limit for a scenario. */
export function measureFloor(floor, scenario, { build, pace }, batch) {
  return inTemporaryDirectory(async (directory) => {
    const [program, ...args] = floor(pace, directory, batch);
    const result = path.join(directory, 'floor-result.json');
    await run([path.join(build, program), ...args, '--json', result],
      { cores: scenario.allCores ? '0-1' : '0', seconds: longest });
    return readJson(result);
  });
}
