// A chat client as a process: reads `{url, token, steps}` from its input, says
// a line when all steps are done, and stays until it is ended.

import { Chat } from '../support/chat.mjs';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { url, token, steps } = JSON.parse(text);
const chat = await Chat.open({ url }, token);
for (const [event, data] of steps) await chat.ask(event, data);
console.log('ready');
await chat.closed;
