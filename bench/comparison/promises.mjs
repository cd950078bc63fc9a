// What parley promises about its speed, checked against one comparison.
// Instructions decide where the machine counts them; CPU time elsewhere.

import { best, median, readable, valuesOf } from './summary.mjs';

function take(outcomes, scenario, server, figure, choose) {
  const values = valuesOf(outcomes[scenario]?.[server]?.results ?? [], figure);
  return values.length ? choose(values) : undefined;
}

const highest = (values) => best(values, 'higher');
const lowest = (values) => best(values, 'lower');

/** `value` of parley over `value` of another; `atLeast` or `atMost` judges. */
const ratio = (title, limit, scenario, figure, other, choose = highest, otherSide = {}) => ({
  title, ...limit,
  value: (outcomes) => take(outcomes, scenario, 'parley', figure, choose)
    / take(outcomes, otherSide.scenario ?? scenario, other, otherSide.figure ?? figure, choose),
});

const counted = 'instructions_per_delivery';
const perCpu = 'deliveries_per_cpu_s';
const bare = { scenario: 'connect-bare' };

export const promises = [
  ratio('fan-out W=1: instructions, of the floor', { atMost: 1.07 }, 'fanout-w1', counted, 'floor', median),
  ratio('fan-out W=8: instructions, of the floor', { atMost: 1.9 }, 'fanout-w8', counted, 'floor', median),
  ratio('rooms W=200: instructions, of ws', { atMost: 0.5 }, 'rooms', counted, 'ws', median),
  ratio('fan-out W=1: per CPU-second, of ws', { atLeast: 2.5 }, 'fanout-w1', perCpu, 'ws'),
  ratio('fan-out W=8: per CPU-second, of ws', { atLeast: 10 }, 'fanout-w8', perCpu, 'ws'),
  ratio('rooms W=200: per CPU-second, of ws', { atLeast: 3 }, 'rooms', perCpu, 'ws'),
  ratio('latency p50, of ws', { atMost: 1 }, 'latency', 'delivery_p50', 'ws', lowest),
  ratio('latency p99, of ws', { atMost: 1 }, 'latency', 'delivery_p99', 'ws', lowest),
  ratio('connect + token + join: instructions, of a bare ws connect', { atMost: 1 / 3 },
    'connect', 'instructions_per_connect', 'ws', median, bare),
  ratio('connect + token + join: CPU, of a bare ws connect', { atMost: 1 / 3 },
    'connect', 'cpu_per_connect', 'ws', lowest, bare),
  { title: 'idle, 5,000 connections: KiB each', atMost: 6,
    value: (outcomes) => take(outcomes, 'idle-5k', 'parley', 'rss_per_connection', lowest) },
  { title: 'idle, 18,000 connections: KiB each', atMost: 6,
    value: (outcomes) => take(outcomes, 'idle-18k', 'parley', 'rss_per_connection', lowest) },
  ratio('durable messages/s, of the bare insert loop', { atLeast: 0.5 },
    'chat', 'acks_per_s', 'floor', median, { figure: 'rows_per_s' }),
  { title: 'durable ack p50, in commits of the bare insert loop', atMost: 2,
    value: (outcomes) => take(outcomes, 'chat', 'parley', 'ack_p50', median) / 1000
      / take(outcomes, 'chat', 'floor', 'batch_p50', median) },
];

/** A Markdown table of the promises that this comparison can judge. */
export function judge(outcomes) {
  const lines = [];
  for (const { title, atLeast, atMost, value } of promises) {
    const got = value(outcomes);
    if (got === undefined || Number.isNaN(got)) continue;
    const kept = atMost === undefined ? got >= atLeast : got <= atMost;
    const limit = atMost === undefined ? `≥ ${readable(atLeast)}` : `≤ ${readable(atMost)}`;
    lines.push(`| ${title} | ${limit} | ${readable(got)} | ${kept ? 'yes' : '**no**'} |`);
  }
  if (lines.length === 0) return '';
  return ['**Promises**', '', '| | limit | measured | kept |', '|---|---:|---:|---|',
    ...lines, ''].join('\n');
}
