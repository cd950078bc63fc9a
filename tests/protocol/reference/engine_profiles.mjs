// Profiles below Socket.IO: bare WebSocket and Engine.IO.

import { attach } from 'engine.io';
import { WebSocketServer } from 'ws';

function wsEcho(http) {
  const server = new WebSocketServer({
    server: http,
    maxPayload: 1e6,
    perMessageDeflate: { threshold: 0 },
  });
  server.on('connection', (socket) => {
    socket.on('error', () => {}); // its close says enough
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
}

// What the suite of the protocol document expects: an echo in a hurry.
function eioProtocol(http) {
  const engine = attach(http, {
    pingInterval: 300,
    pingTimeout: 200,
    maxHttpBufferSize: 1e6,
    cors: { origin: '*' },
  });
  engine.on('connection',
    (socket) => socket.on('message', (data) => socket.send(data)));
}

// What the client asks for by name; anything else is echoed.
const gifts = {
  'give binary': () => Buffer.from([0, 1, 2, 3, 4]),
  'give utf8': () => 'пойду спать всем спокойной ночи',
  sendHeaders: ({ transport }) =>
    JSON.stringify(transport.dataReq && transport.dataReq.headers),
};

const cookies = () => [
  '1=1; Max-Age=86400',
  '2=2; Path=/; HttpOnly; Secure; SameSite=Strict',
  '3=3; Max-Age=0',
  `4=4; Expires=${new Date().toUTCString()}`,
];

// What the tests of engine.io-client expect.
function eioClient(http) {
  const denied = ({ url }) => new URL(url, 'http://any').searchParams.has('deny');
  const engine = attach(http, {
    pingInterval: 500,
    maxHttpBufferSize: 100,
    allowRequest: (request, decide) => decide(null, !denied(request)),
  });
  engine.on('initial_headers',
    (headers) => { headers['set-cookie'] = cookies(); });
  engine.on('connection', (socket) => {
    socket.send('hi');
    socket.on('message', (data) => {
      const known = typeof data === 'string' && Object.hasOwn(gifts, data);
      socket.send(known ? gifts[data](socket) : data);
    });
  });
}

export const engineProfiles = {
  'ws-echo': wsEcho,
  'eio-protocol': eioProtocol,
  'eio-client': eioClient,
};
