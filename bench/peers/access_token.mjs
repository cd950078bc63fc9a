// Access tokens as a usual application has them: JWTs signed with HS256.

import { createHmac, timingSafeEqual } from 'node:crypto';

const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

const signatureOf = (signed, secret) => createHmac('sha256', secret).update(signed).digest();

/** A token of a user, valid for an hour. */
export function signToken(user, secret) {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${header}.${Buffer.from(JSON.stringify({ sub: user, exp })).toString('base64url')}`;
  return `${signed}.${signatureOf(signed, secret).toString('base64url')}`;
}

/** The user of a valid token. Throws when it is none. */
export function verifyToken(token, secret) {
  const parts = String(token).split('.');
  if (parts.length !== 3 || parts[0] !== header) throw new Error('not a token');
  const given = Buffer.from(parts[2], 'base64url');
  const own = signatureOf(`${parts[0]}.${parts[1]}`, secret);
  if (given.length !== own.length || !timingSafeEqual(given, own)) throw new Error('bad signature');
  const { sub, exp } = JSON.parse(Buffer.from(parts[1], 'base64url').toString());
  if (!(exp > Date.now() / 1000)) throw new Error('token expired');
  return sub;
}
