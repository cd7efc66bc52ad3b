import { createHash } from 'node:crypto';

/** RFC 6455 1.3: what a server proves with that it has understood. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What answers the key of an HTTP/1.1 client that asks for a WebSocket (RFC 6455 4.2.2); HTTP/2 does without either. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}
