// A room server on `ws`, written the fast idiomatic way: rooms are sets of
// sockets and a published text is relayed as the bytes it came in, so nothing
// is serialised per member.
//
//   node ws-server.mjs PORT

import { WebSocketServer } from 'ws';

const rooms = new Map();

function join(socket, name) {
  let members = rooms.get(name);
  if (!members) rooms.set(name, (members = new Set()));
  members.add(socket);
  socket.on('close', () => {
    members.delete(socket);
    if (members.size === 0) rooms.delete(name);
  });
  socket.send('{"type":"joined"}');
}

function onMessage(socket, data) {
  const message = JSON.parse(data);
  if (message.type === 'join') return join(socket, message.room);
  const members = rooms.get(message.room);
  if (message.type !== 'pub' || !members) return;
  for (const member of members) member.send(data, { binary: false });
}

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  backlog: 4096,
  perMessageDeflate: false,
});

server.on('connection', (socket) => {
  socket.on('message', (data) => onMessage(socket, data));
  socket.on('error', () => socket.terminate());
});
server.on('listening', () => console.log('ready'));
