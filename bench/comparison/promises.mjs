// What parley promises about its speed, checked against one comparison.
// Instructions decide where the machine counts them; CPU time elsewhere.

import { best, median, readable, valuesOf } from './summary.mjs';

function take(outcomes, scenario, server, figure, choose) {
  const values = valuesOf(outcomes[scenario]?.[server]?.results ?? [], figure);
  return values.length ? choose(values) : undefined;
}

const highest = (values) => best(values, 'higher');
const lowest = (values) => best(values, 'lower');

/** `figure` of one server over that of another; `atLeast` or `atMost` judges. */
const quotient = (who, title, limit, scenario, figure, other, choose = highest, otherSide = {}) => ({
  title, ...limit,
  value: (outcomes) => take(outcomes, scenario, who, figure, choose)
    / take(outcomes, otherSide.scenario ?? scenario, other, otherSide.figure ?? figure, choose),
});

const ratio = (...rest) => quotient('parley', ...rest);

/** parley in Socket.IO's protocol against Socket.IO. */
const socketio = (title, limit, scenario, figure, choose) =>
  quotient('parley-socketio', `Socket.IO ${title}, of the original`, limit, scenario, figure, 'socketio', choose);

/** Memory of an idle connection; `beside` is shown next to it. */
const idle = (title, atMost, scenario, who, beside) => ({
  title, atMost, value: (outcomes) => take(outcomes, scenario, who, 'rss_per_connection', lowest),
  beside: beside && { name: beside,
    value: (outcomes) => take(outcomes, scenario, beside, 'rss_per_connection', lowest) },
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
  idle('idle, 5,000 connections: KiB each', 6, 'idle-5k', 'parley'),
  idle('idle, 18,000 connections: KiB each', 6, 'idle-18k', 'parley'),
  ratio('durable messages/s, of the bare insert loop, the 200 in flight a commit', { atLeast: 0.5 },
    'chat', 'acks_per_s', 'floor', median, { figure: 'rows_per_s' }),
  ratio("durable messages/s, of the bare insert loop, the server's number a commit", { atLeast: 0.5 },
    'chat', 'acks_per_s', 'floor-batch', median, { figure: 'rows_per_s' }),
  { title: 'durable ack p50, in commits of the 200 in flight by the bare insert loop', atMost: 2,
    value: (outcomes) => take(outcomes, 'chat', 'parley', 'ack_p50', median) / 1e3
      / take(outcomes, 'chat', 'floor', 'batch_p50', median) },
  socketio('fan-out W=1: per CPU-second', { atLeast: 2 }, 'fanout-w1', perCpu),
  socketio('fan-out W=8: per CPU-second', { atLeast: 10 }, 'fanout-w8', perCpu),
  socketio('rooms W=200: per CPU-second', { atLeast: 3 }, 'rooms', perCpu),
  socketio('long-polling: per CPU-second', { atLeast: 4 }, 'polling', perCpu),
  socketio('connect + namespace + token + join: CPU', { atMost: 1 / 4 }, 'connect', 'cpu_per_connect', lowest),
  idle('Socket.IO idle, 5,000 connections: KiB each', 6.5, 'idle-5k', 'parley-socketio', 'socketio'),
  idle('Socket.IO idle, 18,000 connections: KiB each', 6.5, 'idle-18k', 'parley-socketio', 'socketio'),
];

/** A Markdown table of the promises that this comparison can judge. */
export function judge(outcomes) {
  const lines = [];
  for (const { title, atLeast, atMost, value, beside } of promises) {
    const got = value(outcomes);
    if (got === undefined || Number.isNaN(got)) continue;
    const kept = atMost === undefined ? got >= atLeast : got <= atMost;
    const limit = atMost === undefined ? `≥ ${readable(atLeast)}` : `≤ ${readable(atMost)}`;
    const other = beside ? ` (${beside.name} ${readable(beside.value(outcomes))})` : '';
    lines.push(`| ${title} | ${limit} | ${readable(got)}${other} | ${kept ? 'yes' : '**no**'} |`);
  }
  if (lines.length === 0) return '';
  return ['**Promises**', '', '| | limit | measured | kept |', '|---|---:|---:|---|',
    ...lines, ''].join('\n');
}
