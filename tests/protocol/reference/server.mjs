#!/usr/bin/env node
// One profile of the protocol fixture on the original servers: what our own
// fixture must do, too.
//   server.mjs PROFILE PORT    serves on 127.0.0.1 until SIGTERM

import { createServer } from 'node:http';
import { engineProfiles } from './engine_profiles.mjs';
import { socketProfiles } from './socket_profiles.mjs';

const profiles = { ...engineProfiles, ...socketProfiles };
const [name, port] = process.argv.slice(2);

if (!Object.hasOwn(profiles, name ?? '') || !(port > 0)) {
  console.error(`usage: server.mjs ${Object.keys(profiles).join('|')} PORT`);
  process.exit(2);
}

// What is below no path of the profile.
const elsewhere = name === 'ws-echo' ? 426 : 404;
const http = createServer((_, response) => response.writeHead(elsewhere).end());
profiles[name](http);
http.listen(Number(port), '127.0.0.1', () => console.log(`${name} on ${port}`));

for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => process.exit(0));
