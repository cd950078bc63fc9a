// How each server is started. `prepare` returns extra arguments for the
// tester; `directory` is a temporary one that only this run uses.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signToken } from '../peers/access_token.mjs';
import { run } from './processes.mjs';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

const unlimited = {
  MESSAGE_RATE_LIMIT_MAX: '0',
  RATE_LIMIT_MAX_REQUESTS: '0',
  AUTH_RATE_LIMIT_MAX: '0',
  LOG_LEVEL: 'warn',
};

/** parley, spoken to in one of its dialects. */
const parley = (dialect) => ({
  dialect,
  health: '/health',
  env: unlimited,
  command: ({ build, port, directory }) => [
    path.join(build, 'parley'), 'serve', '--port', String(port),
    '--data', directory, '--reactors', '1',
  ],
  async prepare({ build, directory, scenario }) {
    const tokens = path.join(directory, 'bench-tokens.jsonl');
    await run([path.join(build, 'parley'), 'token', '--data', directory,
      '--count', String(scenario.clients), '--rooms', String(scenario.rooms)],
    { cores: '0-1', env: unlimited, seconds: 120, stdoutFile: tokens });
    return ['--tokens', tokens];
  },
});

const secret = randomBytes(32).toString('hex');

/** Lines as of `parley token`, for the peer that checks tokens as well. */
function writePeerTokens({ directory, scenario }) {
  const file = path.join(directory, 'bench-tokens.jsonl');
  const line = (_, i) => JSON.stringify({ token: signToken(`user-${i + 1}`, secret),
    channelId: `r${i % scenario.rooms + 1}` });
  fs.writeFileSync(file, `${Array.from({ length: scenario.clients }, line).join('\n')}\n`);
  return ['--tokens', file];
}

export const servers = {
  parley: parley('parley'),
  'parley-socketio': parley('parley-socketio'),
  ws: {
    dialect: 'plain',
    command: ({ port }) => ['node', path.join(peers, 'ws-server.mjs'), String(port)],
  },
  socketio: {
    dialect: 'socketio',
    env: { TOKEN_SECRET: secret },
    command: ({ port }) => ['node', path.join(peers, 'socketio-server.mjs'), String(port)],
    prepare: writePeerTokens,
  },
  nchan: {
    dialect: 'nchan',
    health: '/health',
    command: ({ port, directory }) => [path.join(peers, 'nchan-server'), String(port), directory],
  },
};
