// A room server on Socket.IO with its default engine and rooms. WebSocket
// only, as fast deployments run it.
//
//   node socketio-server.mjs PORT

import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
});

io.on('connection', (socket) => {
  socket.on('join', (room, acknowledge) => {
    socket.join(room);
    acknowledge?.();
  });
  socket.on('pub', (message) => io.to(message.room).emit('pub', message));
});

http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 },
  () => console.log('ready'));
