// The same on two reactors: rooms, broadcasts and questions reach over both.

process.env.PARLEY_FIXTURE_REACTORS = '2';
await import('./socket_rooms.test.mjs');
