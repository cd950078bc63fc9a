// Servers with people who run them.

import assert from 'node:assert/strict';
import { Api } from './api.mjs';
import { run, start, temporaryFolder } from './server.mjs';

export const rootPassword = 'correct horse root';

export async function logIn(server, username, word = rootPassword) {
  const { user, accessToken, refreshToken } = await server.api
    .post('/api/auth/login', { username, password: word }).body();
  return { id: user.id, username, token: accessToken, refreshToken,
    api: new Api(server.url, accessToken) };
}

/** A server with an admin, `root`. */
export async function staffed(t, options = {}) {
  const data = temporaryFolder();
  const made = await run(['user', 'add', 'root', '--role', 'admin',
    '--password-stdin'], { data, input: `${rootPassword}\n` });
  assert.equal(made.code, 0, made.stderr);
  const server = await start(t, { ...options, data });
  return { server, root: await logIn(server, 'root') };
}
