#!/usr/bin/env node
// The original PeerJS server.
//   peer.mjs OPTIONS    JSON; serves on 127.0.0.1 until SIGTERM

import { PeerServer } from 'peer';

const options = JSON.parse(process.argv[2] ?? '{}');
const peers = PeerServer({ ...options, host: '127.0.0.1', port: 0 }, (server) =>
  console.log(`serves http://127.0.0.1:${server.address().port}`));
peers.on('error', () => {}); // a message that is no JSON; it would end here

process.on('SIGTERM', () => process.exit(0));
