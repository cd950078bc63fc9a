// Uploads as a browser makes them, and a look at what is on the disk.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fetch } from './fetch.mjs';

/** Uploads one file; resolves to `{ status, body }`. */
export async function upload(person, kind, bytes, name = 'a.bin', field = 'file') {
  const form = new FormData();
  form.append('note', 'a field that is ignored');
  form.append(field, new Blob([bytes], { type: 'image/png' }), name);
  const answer = await fetch(`${person.api.base}/api/upload/${kind}`, {
    method: 'POST', body: form,
    headers: { authorization: `Bearer ${person.token}` } });
  return { status: answer.status, body: await answer.json() };
}

/** An upload that must succeed. */
export async function uploaded(person, kind, bytes, name) {
  const { status, body } = await upload(person, kind, bytes, name);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** `{ status, headers, bytes }` of a path; `person` may be nobody. */
export async function download(server, url, person, headers = {}, method = 'GET') {
  const sent = { ...headers };
  if (person) sent.authorization = `Bearer ${person.token}`;
  const answer = await fetch(server.url + url, { method, headers: sent });
  return { status: answer.status, headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** All files below the folder of uploads, relative to it. */
export function filesOf(server) {
  const root = path.join(server.data, 'uploads');
  const found = [];
  const walk = (folder) => {
    for (const each of fs.readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, each.name);
      if (each.isDirectory()) walk(full);
      else found.push(path.relative(root, full));
    }
  };
  walk(root);
  return found.sort();
}

/** How many descriptors of the server are files of uploads. */
export function openUploads(server) {
  const folder = `/proc/${server.child.pid}/fd`;
  return fs.readdirSync(folder).filter((fd) => {
    try {
      return fs.readlinkSync(path.join(folder, fd)).includes('/uploads/');
    } catch {
      return false;
    }
  }).length;
}
