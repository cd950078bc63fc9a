// fetch, for what `Api` cannot do: forms, bytes, streams.

import { verify } from './openapi.mjs';

/** The text of an answer, unless it is bytes or may have no end. */
async function textOf(answer) {
  const type = answer.headers.get('content-type');
  const more = answer.status === 200 || answer.status === 206;
  if (more && type && !type.startsWith('application/json')) return undefined;
  return answer.clone().text();
}

/** As the global one; fails unless the answer is one that is described. */
export async function fetch(url, { method = 'GET', ...init } = {}) {
  const answer = await globalThis.fetch(url, { method, ...init });
  const { origin, pathname, search } = new URL(url);
  const headers = Object.fromEntries(answer.headers);
  const text = await textOf(answer);
  const json = text && /^application\/json/.test(headers['content-type'] ?? '');
  await verify(origin, method, pathname + search, { status: answer.status,
    headers, text, body: json ? JSON.parse(text) : undefined });
  return answer;
}
