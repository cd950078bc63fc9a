// A room server on Socket.IO with its default engine and rooms, by WebSocket
// or long-polling. With TOKEN_SECRET it admits only who brings a valid token.
//
//   [TOKEN_SECRET=…] node socketio-server.mjs PORT

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { verifyToken } from './access_token.mjs';

const secret = process.env.TOKEN_SECRET;

const http = createServer();
const io = new Server(http, {
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});

if (secret)
  io.use((socket, next) => {
    try {
      socket.data.user = verifyToken(socket.handshake.auth.token, secret);
      next();
    } catch (error) {
      next(error);
    }
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
