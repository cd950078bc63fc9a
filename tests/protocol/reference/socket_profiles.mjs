// Profiles of Socket.IO.

import { Server } from 'socket.io';
import msgpackParser from 'socket.io-msgpack-parser';

const { isBuffer } = Buffer;

// Answers an event whose acknowledgement, if any, comes last.
function acknowledge(args) {
  const answer = args.pop();
  if (typeof answer === 'function') answer(...args);
}

// What the suite of the protocol document expects.
function sioProtocol(http) {
  const io = new Server(http, {
    pingInterval: 300,
    pingTimeout: 200,
    maxHttpBufferSize: 1e6,
    connectTimeout: 1000,
    cors: { origin: '*' },
  });
  const greet = (socket) => {
    socket.emit('auth', socket.handshake.auth);
    socket.on('message-with-ack', (...args) => acknowledge(args));
  };
  io.of('/custom').on('connection', greet);
  io.on('connection', (socket) => {
    greet(socket);
    socket.on('message', (...args) => socket.emit('message-back', ...args));
  });
}

const texts = ['てすと', 'Я Б Г Д Ж Й', 'Ä ä Ü ü ß', 'utf8 — string', 'utf8 — string'];
const doge = () => [Buffer.from('asdfasdf')];

const isMixed = ({ hello, message, goodbye } = {}) =>
  hello === 'lol' && isBuffer(message) && goodbye === 'gotcha';

// Events that are answered by other events.
function answerEvents(socket) {
  const reply = (event, answer, values = () => []) =>
    socket.on(event, () => socket.emit(answer, ...values()));
  const when = (event, holds, answer) =>
    socket.on(event, (value) => holds(value) && socket.emit(answer));

  reply('hi', 'hi');
  reply('false', 'false', () => [false]);
  reply('getDate', 'takeDate', () => [new Date()]);
  reply('getDateObj', 'takeDateObj', () => [{ date: new Date() }]);
  reply('doge', 'doge', doge);
  reply('getbin', 'takebin', doge);
  when('buffa', isBuffer, 'buffack');
  when('blob', isBuffer, 'back');
  when('jsonbuff', isMixed, 'jsonbuff-ack');
  when('jsonblob', isMixed, 'jsonblob-ack');
  socket.on('getUtf8',
    () => { for (const text of texts) socket.emit('takeUtf8', text); });
}

// Events that count only after the ones before them.
function answerSeries(socket) {
  const seen = new Set();
  const note = (event, holds) =>
    socket.on(event, (value) => holds(value) && seen.add(event));
  const isSecond = (value) => seen.has('blob1') && value === 'second';

  note('abuff1', isBuffer);
  socket.on('abuff2', () => seen.has('abuff1') && socket.emit('abuff2-ack'));
  note('blob1', isBuffer);
  note('blob2', isSecond);
  socket.on('blob3', (value) =>
    isBuffer(value) && seen.has('blob2') && socket.emit('blob3-ack'));
}

function answerAcks(socket) {
  socket.on('echo', (value, answer) => answer(value));
  socket.on('getAckDate', (_, answer) => answer(new Date()));
  socket.on('getHandshake', (answer) => answer(socket.handshake));
  socket.on('ack', () => socket.emit('ack',
    (a, b) => a === 5 && b.test && socket.emit('got it')));
}

// What the tests of socket.io-client expect.
function sioClient(http, options) {
  const io = new Server(http, {
    ...options,
    pingInterval: 2000,
    connectionStateRecovery: {},
    cors: { origin: '*' },
    allowRequest: (_, decide) => setTimeout(() => decide(null, true), 10),
  });
  const tellId = (socket) => socket.on('getId', (answer) => answer(socket.id));
  for (const name of ['/timeout_socket', '/valid', '/asd']) io.of(name);
  io.of('/foo').on('connection', tellId);
  io.of('/abc').on('connection',
    (socket) => socket.emit('handshake', socket.handshake));
  io.of('/no').use(
    (_, next) => next(new Error('Auth failed (custom namespace)')));
  io.use(({ handshake }, next) => next(
    handshake.query.fail ? new Error('Auth failed (main namespace)') : undefined));
  io.on('connection', (socket) => {
    for (const answer of [tellId, answerEvents, answerSeries, answerAcks])
      answer(socket);
  });
}

function answerRooms(namespace, socket) {
  const size = () => socket.rooms.size;
  const on = {
    join: (room, answer) => { socket.join(room); answer(size()); },
    leave: (room, answer) => { socket.leave(room); answer(size()); },
    to: (rooms, ...event) => socket.to(rooms).emit(...event),
    in: (rooms, ...event) => namespace.in(rooms).emit(...event),
    except: (rooms, ...event) => namespace.except(rooms).emit(...event),
    all: (...event) => namespace.emit(...event),
    local: (...event) => namespace.local.emit(...event),
    volatile: (room, ...event) => namespace.in(room).volatile.emit(...event),
    ask: (room, question, answer) => namespace.in(room).timeout(400)
      .emit('q', question, (error, answers) => answer(Boolean(error), answers)),
    echo: (...args) => acknowledge(args),
    say: (...event) => socket.emit(...event),
    kick: (close) => socket.disconnect(close),
    recovered: (answer) => answer(socket.recovered, [...socket.rooms]),
  };
  for (const [event, answer] of Object.entries(on)) socket.on(event, answer);
}

// Rooms, acknowledgements of many, recovery: for our own tests.
function sioExtra(http) {
  const io = new Server(http, {
    pingInterval: 1000,
    pingTimeout: 800,
    connectionStateRecovery: { maxDisconnectionDuration: 2000 },
  });
  for (const namespace of [io.of('/'), io.of('/second'), io.of(/^\/dynamic-\d+$/)])
    namespace.on('connection', (socket) => answerRooms(socket.nsp, socket));
}

export const socketProfiles = {
  'sio-protocol': sioProtocol,
  'sio-client': sioClient,
  'sio-msgpack': (http) => sioClient(http, { parser: msgpackParser }),
  'sio-extra': sioExtra,
};
