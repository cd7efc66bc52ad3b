import { once } from 'node:events';
import http2 from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PlainPeer } from './plain-peer.ts';

/** Ends what a test has opened, the last first. */
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const name = fc.oneof(
  fc.constantFrom('user-agent', 'x-request-id', 'accept', 'x-long'),
  fc.stringMatching(/^x-[a-z0-9!#$%&'*+.^_`|~-]{1,20}$/),
);
const value = fc.oneof(
  fc.constantFrom('', '200', 'gzip, deflate', 'text/html; charset=utf-8'),
  fc.stringMatching(/^[!-~\x80-\xff]([\t -~\x80-\xff]{0,80}[!-~\x80-\xff])?$/),
  fc.stringMatching(/^[a-f0-9]{36}$/),
);
const fieldList = fc
  .uniqueArray(fc.tuple(name, value), { maxLength: 15, selector: ([each]) => each })
  .map((pairs) => pairs.flat());

/** Lists of fields, many of them alike, the same in every run. */
const LISTS = fc
  .sample(fieldList, { numRuns: 60, seed: 7541 })
  .flatMap((list, index) => (index % 3 === 0 ? [list, list] : [list]));

/** A body of a size that has the octets of frames' headers in it. */
const bodyOf = (index: number): string => (index % 4 === 0 ? '' : '\x00\x00\x08\x06\x01'.repeat(index));

/** The fields of a message that `node:http2` has read, those it adds left out. */
function given(raw: readonly string[]): readonly string[] {
  return raw.flatMap((field, index) =>
    index % 2 === 0 && /^x-|^user-agent|^accept/.test(field) ? raw.slice(index, index + 2) : [],
  );
}

function objectOf(fields: readonly string[]): http2.OutgoingHttpHeaders {
  return Object.fromEntries(fields.flatMap((each, index) => (index % 2 === 0 ? [[each, fields[index + 1]]] : [])));
}

async function portOf(server: { listen(port: number, host: string): unknown; address(): unknown; close(): unknown }) {
  server.listen(0, '127.0.0.1');
  await once(server as unknown as NodeJS.EventEmitter, 'listening');
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('the codec and node:http2', () => {
  it.each([4096, 200, 0])(
    'as a client: its server reads and answers, with a table of %i octets',
    async (tableBytes) => {
      const server = http2.createServer({ settings: { headerTableSize: tableBytes } });
      server.on('stream', (stream, _headers, _flags, raw?: string[]) => {
        const fields = given(raw ?? []);
        const echo = (body: string): void => {
          stream.respond({ ':status': 200, ...objectOf(fields) });
          stream.end(body, 'latin1');
        };
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => echo(Buffer.concat(parts).toString('latin1')));
      });
      const socket = connect(await portOf(server), '127.0.0.1');
      await once(socket, 'connect');
      const peer = new PlainPeer(socket, 'client');
      closers.push(() => peer.end());
      for (const [index, fields] of LISTS.entries()) {
        const answer = peer.next();
        const body = bodyOf(index);
        const head = [':method', 'POST', ':scheme', 'http', ':path', `/${index % 5}`, ':authority', 'a.example'];
        peer.send(2 * index + 1, [...head, ...fields], body);
        const message = await answer;
        expect(message.fields.slice(0, 2)).toEqual([':status', '200']);
        expect(given(message.fields)).toEqual(fields);
        expect(message.body).toBe(body);
      }
      expect(peer.error).toBeUndefined();
    },
  );

  it.each([4096, 65_536])('as a server: its client asks and reads, with a table of %i octets', async (tableBytes) => {
    const peers: PlainPeer[] = [];
    const server = createServer((socket: Socket) => {
      const peer = new PlainPeer(socket, 'server', [1, 4096]);
      peers.push(peer);
      closers.push(() => peer.end());
      peer.onMessage(({ streamId, fields, body }) => peer.send(streamId, [':status', '200', ...given(fields)], body));
    });
    const client = http2.connect(`http://127.0.0.1:${await portOf(server)}`, {
      settings: { headerTableSize: tableBytes },
    });
    closers.push(() => client.destroy());
    for (const [index, fields] of LISTS.entries()) {
      const stream = client.request({ ':method': 'POST', ':path': `/${index % 5}`, ...objectOf(fields) });
      const body = bodyOf(index);
      stream.end(body, 'latin1');
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      let raw: readonly string[] = [];
      stream.on('response', (_headers, _flags: number, list?: readonly string[]) => {
        raw = list ?? [];
      });
      await once(stream, 'end');
      expect(given(raw)).toEqual(fields);
      expect(Buffer.concat(parts).toString('latin1')).toBe(body);
    }
    expect(peers.map((peer) => peer.error)).toEqual([undefined]);
  });
});
