// An SMTP server of our own that keeps what it gets.

import { SMTPServer } from 'smtp-server';
import { within } from './waiting.mjs';

/** What a mail says: `{ to, from, headers, text }`. */
function read(raw, envelope) {
  const [head, body] = raw.split('\r\n\r\n');
  const headers = Object.fromEntries(head.split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 2)]));
  return { to: envelope.rcptTo.map((x) => x.address),
    from: envelope.mailFrom.address, headers,
    text: Buffer.from(body, 'base64').toString() };
}

export class Mailbox {
  mails = [];
  /** Refusals of the next mails, each `{ responseCode }`. */
  refusals = [];
  attempts = 0;
  #taken = 0;
  #waiting = () => {};

  /** Listens on a free port until the test ends. */
  static async open(t, options = {}) {
    const box = new Mailbox();
    const server = new SMTPServer({ authOptional: true,
      disabledCommands: ['STARTTLS'], logger: false, ...options,
      onData: (stream, session, done) => box.#take(stream, session, done) });
    await new Promise((next) => server.listen(0, '127.0.0.1', next));
    t.after(() => server.close());
    box.url = `smtp://127.0.0.1:${server.server.address().port}`;
    return box;
  }

  /** Settings for a server that mails by this. */
  get env() {
    return { SMTP_URL: this.url, MAIL_FROM: 'Chat <no-reply@chat.example>',
      MAIL_LINK_URL: 'https://chat.example' };
  }

  async #take(stream, session, done) {
    this.attempts += 1;
    let raw = '';
    for await (const chunk of stream) raw += chunk;
    const refusal = this.refusals.shift();
    if (refusal) return done(Object.assign(new Error('refused'), refusal));
    this.mails.push(read(raw, session.envelope));
    done();
    this.#waiting();
  }

  /** Resolves to the next mail that was not taken yet. */
  async next(ms = 5000) {
    const come = new Promise((resolve) => {
      this.#waiting = () => {
        if (this.mails.length > this.#taken) resolve();
      };
      this.#waiting();
    });
    await within(ms, come, 'a mail');
    return this.mails[this.#taken++];
  }

  /** The token that the next mail links to. */
  async token() {
    return /[?]token=(\S+)/.exec((await this.next()).text)[1];
  }
}
