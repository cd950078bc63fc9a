// A client of the plain dialect in MessagePack.

import { decode, encode } from '@msgpack/msgpack';
import { Chat } from './chat.mjs';

export class PackedChat extends Chat {
  static protocols = ['parley.msgpack'];

  read(bytes, isBinary) {
    if (!isBinary) throw new Error('a text frame');
    return decode(bytes);
  }

  write(said) {
    return encode(said, { ignoreUndefined: true, useBigInt64: true });
  }
}
