// What is measured. `figure` is the headline of the table, by its name in
// parley-bench's result; `better` says which way it is good.

const load = ({ warmup, duration }) => [
  '--repeat', '1', '--warmup', String(warmup), '--duration', String(duration),
];

const throughput = { figure: 'deliveries_per_cpu_s', better: 'higher',
  unit: 'deliveries per server-CPU-second' };

// Seconds until Node has compiled its HTTP path; before, it costs the double.
const pollingWarmup = 4;

/** Server and tester share a core; with `twoCores` each has one, with
 * `allCores` both have both. `only` names the servers that can do it; `floors`
 * are the programs that show the machine's own limit, with their arguments. */
export const scenarios = {
  'fanout-w1': {
    title: '1 room x 1000, W=1', ...throughput, rooms: 1, clients: 1000,
    args: (pace) => ['fanout', '--members', '1000', '--window', '1', ...load(pace)],
    floors: { floor: (pace) => ['floor-send', ...load(pace)] },
  },
  'fanout-w8': {
    title: '1 room x 1000, W=8', ...throughput, rooms: 1, clients: 1000,
    args: (pace) => ['fanout', '--members', '1000', '--window', '8', ...load(pace)],
    floors: { floor: (pace) => ['floor-send', '--coalesce', '10', ...load(pace)] },
  },
  rooms: {
    title: '100 rooms x 10, W=200', ...throughput, rooms: 100, clients: 1000,
    args: (pace) => ['rooms', '--rooms', '100', '--members', '10',
      '--window', '200', ...load(pace)],
  },
  latency: {
    title: '100 rooms x 10 at 50,000 deliveries/s', twoCores: true,
    figure: 'delivery_p99', better: 'lower', unit: 'us, p99',
    also: ['delivery_p50'], rooms: 100, clients: 1000,
    args: (pace) => ['rooms', '--rooms', '100', '--members', '10',
      '--rate', '50000', ...load(pace)],
  },
  polling: {
    title: 'HTTP long-polling, 20 rooms x 10, W=40', ...throughput,
    only: ['parley-socketio', 'socketio'], rooms: 20, clients: 200,
    args: (pace) => ['polling', '--rooms', '20', '--members', '10',
      '--window', '40', ...load({ ...pace, warmup: pollingWarmup })],
  },
  connect: {
    title: 'connect, authenticate, join', figure: 'cpu_per_connect',
    better: 'lower', unit: 'server-CPU us per connection',
    rooms: 200, clients: 2000,
    args: () => ['connect', '--rooms', '200', '--members', '10', '--repeat', '1'],
  },
  'connect-bare': {
    title: 'connect only', figure: 'cpu_per_connect',
    better: 'lower', unit: 'server-CPU us per connection',
    rooms: 200, clients: 2000,
    args: () => ['connect', '--bare', '--rooms', '200', '--members', '10',
      '--repeat', '1'],
  },
  'idle-5k': idle(5000),
  'idle-18k': idle(18000),
  chat: {
    title: 'durable messages, 200 in flight over 100 rooms', allCores: true,
    figure: 'acks_per_s', better: 'higher', unit: 'messages/s',
    also: ['ack_p50', 'ack_p99'], only: ['parley', 'parley-socketio'], rooms: 100, clients: 200,
    args: (pace) => ['chat', '--rooms', '100', '--members', '2',
      '--window', '200', ...load(pace)],
    batched: true,
    // The same rows, as many in a commit as are in flight: nobody needs fewer
    // commits. `floor-batch` makes them as large as the server's were.
    floors: {
      floor: (pace, directory) => insert(pace, directory, 200),
      'floor-batch': (pace, directory, batch) => insert(pace, directory, batch),
    },
    floorFigure: 'rows_per_s',
  },
};

const insert = (pace, directory, batch) => ['floor-insert', '--rooms', '100', '--members', '2',
  '--batch', String(batch), '--data', directory, ...load(pace)];

function idle(clients) {
  return {
    title: `${clients} idle connections in a room each`,
    figure: 'rss_per_connection', better: 'lower', unit: 'KiB per connection',
    rooms: clients / 10, clients, once: true,
    args: () => ['idle', '--rooms', String(clients / 10), '--members', '10',
      '--warmup', '2', '--duration', '2', '--deadline', '120'],
  };
}
