// How each server is started. `prepare` returns extra arguments for the
// tester; `directory` is a temporary one that only this run uses.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

const unlimited = {
  MESSAGE_RATE_LIMIT_MAX: '0',
  RATE_LIMIT_MAX_REQUESTS: '0',
  AUTH_RATE_LIMIT_MAX: '0',
  LOG_LEVEL: 'warn',
};

export const servers = {
  parley: {
    dialect: 'parley',
    health: '/health',
    env: unlimited,
    command: ({ build, port, directory, scenario }) => [
      path.join(build, 'parley'), 'serve', '--port', String(port),
      '--data', directory, '--reactors', scenario.only ? '2' : '1',
    ],
    async prepare({ build, directory, scenario }) {
      const tokens = path.join(directory, 'bench-tokens.jsonl');
      await run([path.join(build, 'parley'), 'token', '--data', directory,
        '--count', String(scenario.clients), '--rooms', String(scenario.rooms)],
      { cores: '0-1', env: unlimited, seconds: 120, stdoutFile: tokens });
      return ['--tokens', tokens];
    },
  },
  ws: {
    dialect: 'plain',
    command: ({ port }) => ['node', path.join(peers, 'ws-server.mjs'), String(port)],
  },
  socketio: {
    dialect: 'socketio',
    command: ({ port }) => ['node', path.join(peers, 'socketio-server.mjs'), String(port)],
  },
  nchan: {
    dialect: 'nchan',
    health: '/health',
    command: ({ port, directory }) => [path.join(peers, 'nchan-server'), String(port), directory],
  },
};
