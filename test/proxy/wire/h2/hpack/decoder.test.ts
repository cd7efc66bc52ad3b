import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHex, decoder } from './blocks.ts';

/** RFC 7541 appendix C: blocks of one connection, and what they say. */
const REQUESTS: readonly (readonly string[])[] = [
  [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'],
  [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com', 'cache-control', 'no-cache'],
  [
    ':method',
    'GET',
    ':scheme',
    'https',
    ':path',
    '/index.html',
    ':authority',
    'www.example.com',
    'custom-key',
    'custom-value',
  ],
];
const DATE_21 = 'Mon, 21 Oct 2013 20:13:21 GMT';
const DATE_22 = 'Mon, 21 Oct 2013 20:13:22 GMT';
const PLACE = 'https://www.example.com';
const RESPONSES: readonly (readonly string[])[] = [
  [':status', '302', 'cache-control', 'private', 'date', DATE_21, 'location', PLACE],
  [':status', '307', 'cache-control', 'private', 'date', DATE_21, 'location', PLACE],
  [
    ':status',
    '200',
    'cache-control',
    'private',
    'date',
    DATE_22,
    'location',
    PLACE,
    'content-encoding',
    'gzip',
    'set-cookie',
    'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ],
];

const APPENDIX_C = [
  {
    section: 'C.3',
    tableBytes: 4096,
    blocks: [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
    fields: REQUESTS,
  },
  {
    section: 'C.4',
    tableBytes: 4096,
    blocks: [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
    fields: REQUESTS,
  },
  {
    section: 'C.5',
    tableBytes: 256,
    blocks: [
      '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '4803 3330 37c1 c0bf',
      '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
    ],
    fields: RESPONSES,
  },
  {
    section: 'C.6',
    tableBytes: 256,
    blocks: [
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      '4883 640e ffc1 c0bf',
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ],
    fields: RESPONSES,
  },
];

describe('a field block', () => {
  it.each(APPENDIX_C)('is read as RFC 7541 $section shows', ({ tableBytes, blocks, fields }) => {
    const reader = decoder({ tableBytes });
    expect(blocks.map((block) => decodeHex(reader, block))).toMatchObject(
      fields.map((list) => ({ kind: 'fields', fields: list, wellFormed: true })),
    );
  });

  it.each([
    ['C.2.1', '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572', ['custom-key', 'custom-header']],
    ['C.2.2', '040c 2f73 616d 706c 652f 7061 7468', [':path', '/sample/path']],
    ['C.2.3', '1008 7061 7373 776f 7264 0673 6563 7265 74', ['password', 'secret']],
    ['C.2.4', '82', [':method', 'GET']],
    ['an empty value of the static table', 'a0', ['cookie', '']],
    ['an empty block', '', []],
    ['a value that is empty, as it is and in the code', '0400 0480', [':path', '', ':path', '']],
  ])('is read: %s', (_, hex, fields) => {
    expect(decodeHex(decoder(), hex)).toMatchObject({ kind: 'fields', fields });
  });

  it('counts a list as RFC 9113 6.5.2 says', () => {
    expect(decodeHex(decoder(), '82 0400')).toMatchObject({ listBytes: 7 + 3 + 32 + 5 + 32 });
  });
});

const CUT = 'the block ends within a field';
const INDEX = 'an index is not in the tables';
const INTEGER = 'an integer is too large';
const HUFFMAN = 'a text is not in the Huffman code';

describe('a field block is refused', () => {
  it.each([
    ['an index of 0', '80', INDEX],
    ['an index above the static table while the dynamic one is empty', 'be', INDEX],
    ['an index behind the last entry', '4001 6101 62 bf', INDEX],
    ['a name behind the last entry', '7f00 0161', INDEX],
    ['a name behind the last entry, not to be indexed', '0f2f 0161', INDEX],
    ['no value', '04', CUT],
    ['no name', '40', CUT],
    ['a value that is longer than the block', '0402 61', CUT],
    ['a name that is longer than the block', '4003 6161', CUT],
    ['an index that is cut', 'ff', CUT],
    ['an index that is cut in the middle', 'ff80', CUT],
    ['a length that is cut', '047f', CUT],
    ['a size of the table that is cut', '3f', CUT],
    ['an index with five more octets', 'ff80 8080 8001', INTEGER],
    ['an index that is larger than 32 bits hold', 'ffff ffff ffff ffff ff7f', INTEGER],
    ['a length with five more octets', '047f 8080 8080 01', INTEGER],
    ['a size of the table with five more octets', '3fff ffff ff7f', INTEGER],
    ['padding of eight bits', '0481 ff', HUFFMAN],
    ['padding of eight bits behind a character', '0482 1fff', HUFFMAN],
    ['padding of zeros', '0481 18', HUFFMAN],
    ['padding with one zero', '0481 1b', HUFFMAN],
    ['the end mark', '0484 ffff ffff', HUFFMAN],
    ['the end mark between characters', '0486 1fff ffff fc1f', HUFFMAN],
    ['a code that is cut', '0482 fffe', HUFFMAN],
    ['a name not in the code', '4081 ff 00', HUFFMAN],
  ])('for %s', (_, hex, reason) => {
    expect(decodeHex(decoder(), hex)).toEqual({ kind: 'error', reason });
  });

  it('for good: what follows belongs to no known table', () => {
    const reader = decoder();
    decodeHex(reader, '80');
    expect(decodeHex(reader, '82')).toEqual({ kind: 'error', reason: INDEX });
  });
});

describe('the size of the table', () => {
  const ADD_A = '4001 6101 62';

  it('may change in front of the fields, more than once', () => {
    const reader = decoder();
    expect(decodeHex(reader, `${ADD_A} be`)).toMatchObject({ fields: ['a', 'b', 'a', 'b'] });
    expect(decodeHex(reader, '20 3fe1 1f 82')).toMatchObject({ fields: [':method', 'GET'] });
    expect(decodeHex(reader, 'be')).toMatchObject({ kind: 'error' });
  });

  it('is read as the integers of RFC 7541 C.1', () => {
    // 10 in the prefix, and 1337 behind it: an entry of 34 octets does not stay in the one, and does in the other.
    expect(decodeHex(decoder(), `2a ${ADD_A} be`)).toMatchObject({ kind: 'error' });
    expect(decodeHex(decoder(), `3f9a 0a ${ADD_A} be`)).toMatchObject({ kind: 'fields' });
    expect(decodeHex(decoder({ tableBytes: 1336 }), '3f9a 0a')).toMatchObject({ kind: 'error' });
    expect(decodeHex(decoder({ tableBytes: 1337 }), '3f9a 0a')).toMatchObject({ kind: 'fields' });
  });

  it('drops the oldest entries that have no room any more', () => {
    const reader = decoder();
    decodeHex(reader, `${ADD_A} 4001 6101 63 4001 6101 64`);
    expect(decodeHex(reader, '3f25 bf')).toMatchObject({ fields: ['a', 'c'] });
    expect(decodeHex(reader, 'c0')).toMatchObject({ kind: 'error' });
  });

  it('may not change behind a field, nor at the end of a block', () => {
    const reason = 'the size of the table changes behind a field';
    expect(decodeHex(decoder(), '82 20 82')).toEqual({ kind: 'error', reason });
    expect(decodeHex(decoder(), '82 20')).toEqual({ kind: 'error', reason });
  });

  it('may not be above what was announced', () => {
    const reason = 'the size of the table is above what was announced';
    expect(decodeHex(decoder(), '3fe1 1f')).toMatchObject({ kind: 'fields' });
    expect(decodeHex(decoder(), '3fe2 1f')).toEqual({ kind: 'error', reason });
  });

  it('is emptied by an entry that is larger than it', () => {
    const reader = decoder({ tableBytes: 64 });
    decodeHex(reader, ADD_A);
    const large = `40 01 61 21 ${'62'.repeat(33)}`;
    expect(decodeHex(reader, large)).toMatchObject({ kind: 'fields', fields: ['a', 'b'.repeat(33)] });
    expect(decodeHex(reader, 'be')).toMatchObject({ kind: 'error' });
  });

  it('lets an entry be named by the one it pushes out', () => {
    const reader = decoder({ tableBytes: 40 });
    decodeHex(reader, ADD_A);
    expect(decodeHex(reader, '7e01 63 be')).toMatchObject({ fields: ['a', 'c', 'a', 'c'] });
  });
});

describe('a list that is too large', () => {
  const small = () => decoder({ listBytes: 100 });

  it('is counted to its end and not kept', () => {
    expect(decodeHex(small(), '82 82 82')).toEqual({ kind: 'too-large', listBytes: 126 });
  });

  it('leaves the table as it has to be', () => {
    const reader = small();
    expect(decodeHex(reader, '82 82 4001 6101 62 82')).toMatchObject({ kind: 'too-large' });
    expect(decodeHex(reader, 'be')).toMatchObject({ kind: 'fields', fields: ['a', 'b'] });
  });

  it('is refused all the same when it cannot be decoded', () => {
    expect(decodeHex(small(), '82 82 82 80')).toMatchObject({ kind: 'error' });
  });

  it('may be as large as the limit', () => {
    expect(decodeHex(decoder({ listBytes: 84 }), '82 82')).toMatchObject({ kind: 'fields' });
    expect(decodeHex(decoder({ listBytes: 83 }), '82 82')).toMatchObject({ kind: 'too-large' });
  });
});

describe('what a message may not have', () => {
  const field = (name: string, value: string): string => {
    const text = (part: string) =>
      part.length.toString(16).padStart(2, '0') + Buffer.from(part, 'latin1').toString('hex');
    return `40${text(name)}${text(value)}`;
  };

  it.each([
    ['x', 'a b\tc'],
    ['x', ''],
    ['x', '\x80\xff'],
    [':x', 'a'],
    ["a!#$%&'*+-.^_`|~09z", 'a'],
  ])('is not %j: %j', (name, value) => {
    expect(decodeHex(decoder(), field(name, value))).toMatchObject({ fields: [name, value], wellFormed: true });
  });

  it.each([
    ['X', 'a'],
    ['', 'a'],
    [':', 'a'],
    ['a:b', 'a'],
    ['::a', 'a'],
    ['a b', 'a'],
    ['a\x7f', 'a'],
    ['\xe9', 'a'],
    ['x', ' a'],
    ['x', 'a\t'],
    ['x', ' '],
    ['x', 'a\r\nb'],
    ['x', '\0'],
    ['x', '\x7f'],
    ['x', '\x1f'],
  ])('is %j: %j, now and from the table', (name, value) => {
    const reader = decoder();
    expect(decodeHex(reader, field(name, value))).toMatchObject({ fields: [name, value], wellFormed: false });
    expect(decodeHex(reader, 'be')).toMatchObject({ fields: [name, value], wellFormed: false });
    expect(decodeHex(reader, '82')).toMatchObject({ wellFormed: true });
  });

  it('is found in texts of the Huffman code', () => {
    // "A" of six bits and two of padding, as a name; a line feed of thirty, as a value.
    expect(decodeHex(decoder(), '0081 87 0161')).toMatchObject({ fields: ['A', 'a'], wellFormed: false });
    expect(decodeHex(decoder(), '0484 ffff fff3')).toMatchObject({ fields: [':path', '\n'], wellFormed: false });
  });

  it('does not stain another field with the same name', () => {
    const reader = decoder();
    expect(decodeHex(reader, field('x', '\n'))).toMatchObject({ wellFormed: false });
    expect(decodeHex(reader, '7e01 61')).toMatchObject({ fields: ['x', 'a'], wellFormed: true });
    expect(decodeHex(reader, field('X', 'a'))).toMatchObject({ wellFormed: false });
    expect(decodeHex(reader, '7e01 61')).toMatchObject({ fields: ['X', 'a'], wellFormed: false });
  });
});

describe('bytes that nobody encoded', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const limits = fc.record({ tableBytes: fc.integer({ min: 0, max: 5000 }), listBytes: fc.nat(2000) });

  it('are read or refused, and never thrown about', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), limits, (blocks, sizes) => {
        const reader = decoder(sizes);
        for (const block of blocks) {
          const result = reader.decode(Buffer.from(block), 0, block.length);
          expect(['fields', 'too-large', 'error']).toContain(result.kind);
          if (result.kind === 'fields') expect(result.fields.length % 2).toBe(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
