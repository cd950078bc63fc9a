// The clients of the original. Tests outside this folder import them from here,
// where their package is found.

export { Socket as EngineClient } from 'engine.io-client';
export { io } from 'socket.io-client';
export { default as msgpackParser } from 'socket.io-msgpack-parser';
export { WebSocket } from 'ws';
