import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHpackEncoder, type HpackEncoder } from '../../../../../src/proxy/wire/h2/hpack/encoder.ts';
import { blockOf, decoder } from './blocks.ts';

/** Blocks of one connection after the other, in hexadecimal digits. */
function blocks(...lists: readonly (readonly string[])[]): string[] {
  const encoder = createHpackEncoder();
  return lists.map((list) => hexOf(encoder, list));
}

function hexOf(encoder: HpackEncoder, list: readonly string[]): string {
  return blockOf(encoder, list).toString('hex');
}

/** The first octet of the block of one field: how it is represented. */
function first(encoder: HpackEncoder, name: string, value: string): number {
  return blockOf(encoder, [name, value])[0] ?? -1;
}

const isIndexed = (octet: number): boolean => octet >= 0x80;
const isAdded = (octet: number): boolean => octet >= 0x40 && octet < 0x80;
const isNever = (octet: number): boolean => octet >= 0x10 && octet < 0x20;
const isPlain = (octet: number): boolean => octet < 0x10;

describe('a field that is sent', () => {
  it('is an index when a table has it', () => {
    const known = [':method', 'GET', ':status', '404', ':path', '/index.html', 'accept-encoding', 'gzip, deflate'];
    expect(blocks(known)).toEqual(['828d8590']);
    expect(blocks([':authority', 'www.example.com'], [':authority', 'www.example.com'])[1]).toBe('be');
  });

  it('is counted from the newest entry', () => {
    const three = ['a', '1', 'b', '2', 'c', '3'];
    expect(blocks(three, three)[1]).toBe('c0bfbe');
  });

  it('takes its name from a table', () => {
    expect(blocks([':path', '/#'])).toEqual(['44022f23']);
    expect(blocks(['x-a', '##'], ['x-a', '#!'])[1]).toBe('7e022321');
  });

  it('is in the Huffman code only where that is shorter', () => {
    // Two characters of eight bits are as short as they are; three of five are shorter.
    expect(blocks(['server', '&&'])).toEqual(['76022626']);
    expect(blocks(['server', '000'])).toEqual(['76820001']);
    expect(blocks(['server', ''])).toEqual(['b6']);
  });

  it('is written as RFC 7541 C.4 shows', () => {
    const request = [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'];
    const secure = [':method', 'GET', ':scheme', 'https', ':path', '/index.html', ':authority', 'www.example.com'];
    const lists = [request, [...request, 'cache-control', 'no-cache'], [...secure, 'custom-key', 'custom-value']];
    expect(blocks(...lists)).toEqual([
      '828684418cf1e3c2e5f23a6ba0ab90f4ff',
      '828684be5886a8eb10649cbf',
      '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
    ]);
  });

  it('has integers of more than one octet for what is far or long', () => {
    const encoder = createHpackEncoder();
    const names = Array.from({ length: 80 }, (_, index) => `x${index}`);
    for (const name of names) blockOf(encoder, [name, '']);
    expect(hexOf(encoder, ['x0', ''])).toBe('ff0e');
    const long = 'é'.repeat(1000);
    expect(blocks(['x', long])).toEqual([`4001787fe906${'e9'.repeat(1000)}`]);
  });
});

describe('a secret', () => {
  it.each([
    ['authorization', 'Bearer abcdefghijklmnopqrstuvwxyz'],
    ['proxy-authorization', 'Basic abcdefghijklmnopqrstuvwxyz'],
    ['set-cookie', 'session=abcdefghijklmnopqrstuvwxyz'],
    ['cookie', 'pin=1234567890'],
  ])('is in no table, and to be put in none: %s', (name, value) => {
    const encoder = createHpackEncoder();
    for (let time = 0; time < 3; time++) expect(first(encoder, name, value)).toSatisfy(isNever);
  });

  it('is no cookie that is too long to be tried', () => {
    const encoder = createHpackEncoder();
    expect(first(encoder, 'cookie', 'session=0123456789abcdef')).toSatisfy(isAdded);
    expect(first(encoder, 'cookie', 'session=0123456789abcdef')).toSatisfy(isIndexed);
  });
});

describe('what is worth a place in the table', () => {
  it('is what comes again', () => {
    const encoder = createHpackEncoder();
    for (let time = 0; time < 10; time++) {
      const octet = first(encoder, 'user-agent', 'probe/1');
      expect(octet).toSatisfy(time === 0 ? isAdded : isIndexed);
    }
  });

  it('is no value of a name that never repeats, until it does', () => {
    const encoder = createHpackEncoder();
    const octets = Array.from({ length: 20 }, (_, index) => first(encoder, 'x-request-id', `id-${index}`));
    expect(octets.slice(0, 4).every(isAdded)).toBe(true);
    expect(octets.slice(4).every(isPlain)).toBe(true);
    expect(first(encoder, 'x-request-id', 'id-19')).toSatisfy(isAdded);
    expect(first(encoder, 'x-request-id', 'id-19')).toSatisfy(isIndexed);
  });

  it('is what takes turns with a few others', () => {
    const encoder = createHpackEncoder();
    for (let index = 0; index < 10; index++) first(encoder, ':path', `/once/${index}`);
    const turns = Array.from({ length: 12 }, (_, index) => first(encoder, ':path', `/again/${index % 3}`));
    expect(turns.slice(6).every(isIndexed)).toBe(true);
  });

  it('is nothing that would push out half of the table', () => {
    const encoder = createHpackEncoder();
    const large = 'v'.repeat(2100);
    expect(first(encoder, 'x-large', large)).toSatisfy(isPlain);
    expect(first(encoder, 'x-large', large)).toSatisfy(isPlain);
  });

  it('does not grow with the names that come', () => {
    const encoder = createHpackEncoder();
    const reader = decoder();
    for (let index = 0; index < 5000; index++) {
      const fields = [`x-${index}`, 'v', 'server', 'mesh'];
      const block = blockOf(encoder, fields);
      expect(reader.decode(block, 0, block.length)).toMatchObject({ fields });
    }
  });
});

describe('the size of the table that a peer allows', () => {
  const FIELD = ['x-a', '##'];

  it('is told in the next block, and empties the table when it is nothing', () => {
    const encoder = createHpackEncoder();
    blockOf(encoder, FIELD);
    encoder.setMaxTableBytes(0);
    const plain = '0003782d61022323';
    expect(hexOf(encoder, FIELD)).toBe(`20${plain}`);
    expect(hexOf(encoder, FIELD)).toBe(plain);
  });

  it('is told with the smallest that it had in between', () => {
    const encoder = createHpackEncoder();
    encoder.setMaxTableBytes(100);
    encoder.setMaxTableBytes(10);
    encoder.setMaxTableBytes(4096);
    expect(hexOf(encoder, [':method', 'GET'])).toBe('2a3fe11f82');
    expect(hexOf(encoder, [':method', 'GET'])).toBe('82');
  });

  it('is not made use of above what the proxy wants', () => {
    const encoder = createHpackEncoder();
    encoder.setMaxTableBytes(65_536);
    expect(hexOf(encoder, [':method', 'GET'])).toBe('82');
  });

  it('is told before the entries that it leaves are used', () => {
    const encoder = createHpackEncoder();
    blockOf(encoder, ['a', '1', 'b', '2']);
    encoder.setMaxTableBytes(60);
    expect(hexOf(encoder, ['b', '2'])).toBe('3f1dbe');
    expect(hexOf(encoder, ['a', '1'])).not.toMatch(/^[89a-f]/);
  });
});

describe('every list of fields', () => {
  const name = fc.oneof(
    fc.constantFrom(':path', ':status', 'cookie', 'authorization', 'x-request-id', 'server', 'content-length'),
    fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  );
  const value = fc.oneof(
    fc.constantFrom('', '200', '/', 'gzip, deflate', 'a', 'b'),
    fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
    fc.stringMatching(/^[\x80-\xff]{1,300}$/),
  );
  const list = fc.array(fc.tuple(name, value), { maxLength: 20 }).map((pairs) => pairs.flat());
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ fields: list, times: fc.integer({ min: 1, max: 4 }) }) },
    fc.record({ sizes: fc.array(fc.oneof(fc.nat(5000), fc.nat(100)), { maxLength: 3 }) }),
  );

  it('is read as it was sent, whatever sizes of the table a peer asks for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const encoder = createHpackEncoder();
        // The peer's limit is what it announced at most; it holds the encoder to the updates, not to what it said last.
        const reader = decoder({ tableBytes: 5000 });
        for (const one of steps) {
          if ('fields' in one) repeat(encoder, reader, one);
          else for (const bytes of one.sizes) encoder.setMaxTableBytes(bytes);
        }
      }),
      { numRuns: 500 },
    );
  });

  function repeat(
    encoder: HpackEncoder,
    reader: ReturnType<typeof decoder>,
    { fields, times }: { readonly fields: readonly string[]; readonly times: number },
  ): void {
    for (let time = 0; time < times; time++) {
      const block = blockOf(encoder, fields);
      expect(reader.decode(block, 0, block.length)).toMatchObject({ kind: 'fields', fields, wellFormed: true });
    }
  }
});
