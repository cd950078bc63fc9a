// What socket.io-client relies on when both sides speak
// socket.io-msgpack-parser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { msgpackParser as parser } from './reference/packages.mjs';
import { Client, ways } from './support/client.mjs';
import { startFixture } from './support/start_fixture.mjs';

const fixture = await startFixture('sio-msgpack');
const doge = Buffer.from('asdfasdf');

for (const [way, transports] of Object.entries(ways)) {
  const options = { ...transports, parser };

  test(`${way}: events, acknowledgements and bytes both ways`, async (t) => {
    const client = await Client.open(t, fixture, options);
    client.emit('hi');
    assert.deepEqual(await client.next(), ['hi']);
    for (const value of [1, -1.5, 'ほげ', null, { a: [true, {}] }, doge,
      { b: [doge, 1, Buffer.alloc(70_000, 7)] }])
      assert.deepEqual(await client.ask('echo', value), value);
    client.emit('doge');
    assert.deepEqual(await client.next(), ['doge', doge]);
  });

  test(`${way}: the server asks and hears the answer`, async (t) => {
    const client = await Client.open(t, fixture, options);
    client.socket.on('ack', (answer) => answer(5, { test: true }));
    client.emit('ack');
    assert.equal((await client.take())[0], 'ack');
    assert.deepEqual(await client.next(), ['got it']);
  });

  test(`${way}: namespaces, and a refusal`, async (t) => {
    const foo = await Client.open(t, fixture, { ...options, namespace: '/foo' });
    assert.equal(await foo.ask('getId'), foo.socket.id);
    const no = new Client(t, fixture, { ...options, namespace: '/no' });
    const refused = no.heard('connect_error');
    no.socket.connect();
    assert.equal((await refused)[0].message, 'Auth failed (custom namespace)');
  });

  test(`${way}: the bytes of an ArrayBuffer`, async (t) => {
    const client = await Client.open(t, fixture, options);
    const { buffer } = Uint8Array.of(1, 2, 3);
    const back = Buffer.from(await client.ask('echo', buffer));
    assert.deepEqual(back, Buffer.of(1, 2, 3));
  });
}
