// The rules of the two protocol documents, and the tests that hold us to them.
// A test names the section of its rule: in Node the suite begins with it, in
// C++ the name has its first word behind the colon.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';

// Section: the rules in it, each with its tests as "file: a part of the name".
const engine = {
  'Transports / HTTP long-polling / Request path': {
    'the path is that of the library': ['engine_handshake: other paths are not served'],
  },
  'Transports / HTTP long-polling / Query parameters': {
    'without EIO the server MUST answer 400': ['engine_handshake: no version',
      'engine_handshake: a session keeps to its transport and version: error 3'],
    'without transport the server MUST answer 400': ['engine_handshake: no transport',
      'engine_handshake: a request of a session without a transport: error 0'],
    'without the sid of a session the server MUST answer 400': [
      'engine_handshake: a handshake by ${method}: error 2'],
  },
  'Transports / HTTP long-polling / Headers': {
    'who sends bytes MUST call them application/octet-stream': [
      'engine_polling: bytes must be called bytes, and are not understood as text',
      'engine_polling: a payload that is text is called so'],
    'what is not called anything SHOULD be taken for text': [
      'engine_polling: a body without a Content-Type is text'],
  },
  'Transports / HTTP long-polling / Sending data': {
    'a client MUST send packets by POST': [
      'engine_polling: several packets in one payload arrive in order'],
    'to an unknown sid the server MUST answer 400': [
      'engine_polling: to a sid that nobody has: 400'],
    'success MUST be 200 and ok': ['engine_polling: a packet posted is answered ok'],
    'of two POSTs at once one MUST get 400 and the session end': [
      'engine_polling: a second POST beside an unfinished one closes the session'],
  },
  'Transports / HTTP long-polling / Receiving data': {
    'a client MUST fetch packets by GET': [
      'engine_polling: what has gathered comes in one payload, separated by 0x1e'],
    'to an unknown sid the server MUST answer 400': [
      'engine_polling: from a sid that nobody has: 400'],
    'the answer MAY wait for packets, then they SHOULD be in it': [
      'engine_polling: a poll waits until there is something'],
    'of two GETs at once one MUST get 400 and the session end': [
      'engine_polling: a second poll ends the first by 1, itself by 400 and the session'],
  },
  'Transports / WebSocket': {
    'without EIO the server MUST close': [
      'engine_handshake: a WebSocket of version ${EIO} opens no session',
      'engine_websocket: for a session, without ${name}: closed, the session lives'],
    'without transport the server MUST close': ['engine_handshake: no transport',
      'engine_websocket: a transport'],
    'each packet has a frame of its own': [
      'engine_websocket: each packet has a frame of its own'],
    'a second WebSocket of a session the server MUST close': [
      'engine_websocket: a second one for a session is closed, the first lives on'],
  },
  Protocol: {
    'open begins a session': ['engine_handshake: a poll without a sid opens a session'],
    'close ends a transport': [
      'engine_polling: a 1 ends the session; a poll that waits gets a noop',
      'engine_websocket: a 1 closes the WebSocket and ends the session'],
    'ping and pong are the heartbeat': ['engine_polling: a ping every 300 ms'],
    'message carries a payload': ['engine_polling: texts come back as they were sent'],
    'upgrade and noop change the transport': [
      'engine_websocket: a probe, an upgrade, and messages take the WebSocket',
      'engine_websocket: a poll that follows the probe gets a noop soon'],
  },
  'Protocol / Handshake': {
    'a client MUST begin by GET, polling or with a WebSocket': [
      'engine_handshake: a poll without a sid opens a session',
      'engine_handshake: a WebSocket without a sid opens a session'],
    'the server MUST answer open with its five members': [
      'engine_handshake: assert.deepEqual(rest, { upgrades: [\'websocket\'], ...settings })',
      'engine_handshake: assert.deepEqual(rest, { upgrades: [], ...settings })',
      'net/engineio/packet: Handshake, the payload has exactly five members'],
    'maxPayload is what a body or a frame may have': [
      'engine_polling: a payload of that many bytes is taken',
      'engine_websocket: a frame of that many bytes is taken'],
    'all further requests MUST have the sid': [
      'engine_handshake: every session has a sid of its own'],
  },
  'Protocol / Heartbeat': {
    'the server pings every pingInterval': ['engine_polling: a ping every 300 ms',
      'engine_websocket: a ping every 300 ms'],
    'without a pong within pingTimeout it SHOULD close': [
      'engine_polling: who does not answer is closed after 500 ms',
      'engine_polling: who never polls is closed as well',
      'engine_websocket: who does not answer is closed after 500 ms',
      'engine_websocket: an upgraded session has its heartbeat on the WebSocket'],
  },
  'Protocol / Upgrade': {
    'a client MUST open a WebSocket of the same sid and probe it': [
      'engine_websocket: a probe, an upgrade, and messages take the WebSocket',
      'engine_websocket: ${name} instead of the probe closes that WebSocket only'],
    'a poll that waits MUST get a noop': [
      'engine_websocket: a poll that waits when the probe comes gets a noop soon'],
    'the probe MUST be answered by pong and probe': [
      'engine_websocket: a WebSocket given up after the probe leaves the session'],
    'a client MUST complete it by upgrade, and no packet gets lost': [
      'engine_websocket: what waited for a poll comes over the WebSocket',
      'engine_websocket: a poll after the upgrade: error 3'],
  },
  'Protocol / Message': {
    'both sides may send once the handshake is done': [
      'engine_polling: texts come back as they were sent',
      'engine_polling: messages between texts and bytes keep their order'],
  },
  'Packet encoding': {
    'a packet is a digit and a payload': [
      'engine_polling: a type above 6', 'engine_websocket: a type above 6',
      'net/engineio/packet: Packet encoding, every type has its digit'],
    'text is UTF-8': ['engine_polling: text that is not UTF-8 closes the session',
      'engine_websocket: text that is not UTF-8: close 1007'],
  },
  'Packet encoding / HTTP long-polling': {
    'packets are separated by 0x1e': ['engine_polling: two separators',
      'net/engineio/payload: HTTP long-polling, packets are separated by 1e'],
    'bytes MUST be b and base64': ['engine_polling: bytes of any length are b and base64',
      'net/engineio/packet: HTTP long-polling, binary payloads MUST be base64',
      'net/engineio/payload: HTTP long-polling, binary MUST be base64'],
  },
  'Packet encoding / WebSocket': {
    'bytes are sent as they are': [
      'engine_websocket: a text has its type in front, bytes are sent as they are'],
  },
};

const socket = {
  'Exchange protocol / Connection to a namespace': {
    'a client MUST send CONNECT, or the server MUST close at once': [
      'socket_packets: a first packet that is no CONNECT closes at once: ${packet}',
      'socket_packets: over polling, a first packet that is no CONNECT closes at once',
      'socket_packets: says nothing', 'socket_packets: who goes on where it was refused'],
    'the server MUST answer CONNECT with a sid': [
      'socket_packets: the main namespace: a sid and nothing else',
      'socket_packets: a custom namespace without its comma',
      'net/socketio/encoding: Connection, CONNECT carries'],
    'or it MUST answer CONNECT_ERROR': [
      'socket_packets: an unknown namespace is refused, the connection stays',
      'net/socketio/encoding: Connection, CONNECT_ERROR says why'],
    'a client MAY be in several namespaces': [
      'socket_packets: every namespace of every connection has a sid of its own'],
    'CONNECT may have a payload': [
      'socket_packets: a payload of the client is what the server sees',
      'net/socketio/packet: Connection, the payload of CONNECT is an object'],
  },
  'Exchange protocol / Sending and receiving data': {
    'events go both ways, in their namespace': [
      'socket_packets: what an event carries comes back unchanged',
      'socket_packets: namespaces of one connection do not mix'],
    'the payload MUST be an array with something in it, or the receiver MUST close': [
      'socket_packets: a payload that is no array with something in it closes: ${packet}',
      'net/socketio/packet: payload MUST be a non-empty array'],
    'bytes make it a BINARY_EVENT': ['socket_packets: bytes come back as attachments',
      'net/socketio/encoding: Sending, attachments leave placeholders'],
  },
  'Exchange protocol / Acknowledgement': {
    'the receiver MUST answer ACK with the same id': [
      'socket_packets: the answer has the id of the event',
      'socket_packets: the answer names the namespace of the event',
      'socket_rooms: an answer has the id and the namespace of the event',
      'net/socketio/encoding: Acknowledgement, an ACK has'],
    'the payload MUST be an array, maybe empty': ['socket_packets: an answer may be empty',
      'socket_packets: an answer that is no array closes: ${packet}',
      'net/socketio/packet: Acknowledgement, the payload MUST be an array, maybe empty'],
    'bytes make it a BINARY_ACK': ['socket_packets: bytes are answered as BINARY_ACK',
      'socket_rooms: answers may be bytes',
      'net/socketio/packet_reader: Acknowledgement, an ack may have attachments'],
  },
  'Exchange protocol / Disconnection from a namespace': {
    'either side may end it, and hears no answer': [
      'socket_packets: it ends that namespace only',
      'socket_rooms: the packet names the namespace, and no answer is expected',
      'net/socketio/encoding: Disconnection, a namespace ends with a comma'],
    'the connection MAY stay': ['socket_rooms: out of a namespace: the others stay',
      'socket_packets: the connection may join again and gets another sid'],
  },
  'Packet encoding': {
    'what is no packet harms nobody but its sender': [
      'socket_malformed: 200 random packets harm their sender at most',
      'socket_malformed: attachments that never come end with the heartbeat'],
  },
  'Packet encoding / Format': {
    'type, attachments, namespace, id and JSON stand in this order': [
      'net/socketio/packet: Format, every part is told apart'],
    'the main namespace is left out': [
      'net/socketio/encoding: Format, the namespace is left out if it is /'],
    'attachments follow, and complete the packet': [
      'net/socketio/packet_reader: Format, a packet ends with its last attachment'],
  },
  'Sample session': {
    'by polling': ['socket_packets: all of it over polling, with bytes'],
    'the upgrade': ['socket_packets: an upgrade in the middle of it loses nothing'],
    'by WebSocket': ['socket_packets: its end: another namespace, bytes in an answer'],
  },
};

const read = (path) => fs.readFileSync(new URL(path, import.meta.url), 'utf8');

/** The suites of a file, or its tests beside them: `{ title, text }`. */
function suitesOf(file) {
  const text = read(`./${file}.test.mjs`);
  const heads = [...text.matchAll(/^(?:describe|test)\('(.*?)'/gm)];
  const tables = text.slice(0, heads[0].index);
  return heads.map(({ 1: title, index }, i) =>
    ({ title, text: tables + text.slice(index, heads[i + 1]?.index) }));
}

/** The names of the test cases of a file in C++. */
function namesOf(file) {
  const text = read(`../${file}_test.cpp`);
  return [...text.matchAll(/^TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/gm)]
    .map(([, literals]) => literals.trim().replace(/"\s*"/g, '').slice(1, -1));
}

/** Whether a test of that file and name is there, and names the section. */
function isTested(section, proof) {
  const [, file, name] = /^(.*?): (.*)$/.exec(proof);
  if (!file.startsWith('net/'))
    return suitesOf(file).some((suite) =>
      suite.title.startsWith(section) && suite.text.includes(name));
  const words = section.split(' / ').map((part) => `: ${part.split(' ')[0]}`);
  return namesOf(file).some((title) =>
    title.includes(name) && words.some((word) => title.includes(word)));
}

for (const [document, rules] of Object.entries({ 'Engine.IO v4': engine,
  'Socket.IO v5': socket })) {
  describe(`${document}: each rule has its tests`, () => {
    for (const [section, wants] of Object.entries(rules)) {
      test(section, () => {
        for (const [rule, tests] of Object.entries(wants))
          for (const each of tests)
            assert.ok(isTested(section, each), `${rule}: there is no ${each}`);
      });
    }
  });
}

test('what is named after a section is named after one that there is', () => {
  const files = { engine_handshake: engine, engine_polling: engine,
    engine_websocket: engine, socket_packets: socket, socket_malformed: socket };
  for (const [file, rules] of Object.entries(files))
    for (const { title } of suitesOf(file).filter((x) => x.title.includes(' / ')))
      assert.ok(Object.keys(rules).some((section) => title.startsWith(section)), title);
});

test('a rule without a test, or with one of another section, is found', () => {
  const [section] = Object.keys(engine);
  assert.ok(isTested(section, 'engine_handshake: other paths are not served'));
  assert.ok(!isTested(section, 'engine_handshake: no version'));
  assert.ok(!isTested('Protocol / Upgrade', 'net/engineio/packet: Handshake, the payload'));
});
