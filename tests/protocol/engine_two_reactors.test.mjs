// The same on two reactors: a request finds its session from either.

process.env.PARLEY_FIXTURE_REACTORS = '2';
await import('./engine_polling.test.mjs');
await import('./engine_websocket.test.mjs');
