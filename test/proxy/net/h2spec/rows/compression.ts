/** Field blocks: RFC 7541, and RFC 9113 section 4.3. */
import { block, data, get, headers, hex, post, request, settings } from '../bytes.ts';
import { answers, goesAway, type Row } from '../row.ts';

const REST = block(get().slice(2));
const whole = (streamId: number, ...parts: readonly Buffer[]): Buffer => headers(streamId, Buffer.concat(parts), 5);
const broken = (digits: string): Buffer => whole(1, block(get()), hex(digits));
const BROKEN = [goesAway('compression')];

/** :method GET, :scheme http, :path / and :authority a.test, as indexes and literals of each kind. */
const HEAD = hex('828684');
const AUTHORITY = hex('4106 612e 7465 7374');

export const COMPRESSION: readonly Row[] = [
  {
    section: 'HPACK 6.1',
    name: 'indexes of the static table',
    send: [whole(1, HEAD, AUTHORITY)],
    expect: [answers(200)],
  },
  {
    section: 'HPACK 6.1',
    name: 'an index of the dynamic table',
    send: [whole(1, HEAD, AUTHORITY), { wait: 'answer', streamId: 1 }, whole(3, HEAD, hex('be'))],
    expect: [answers(200, undefined, 3)],
  },
  { section: 'HPACK 6.1', name: 'an index of 0', send: [broken('80')], expect: BROKEN, unheard: true },
  { section: 'HPACK 2.3.3', name: 'an index behind both tables', send: [broken('be')], expect: BROKEN, unheard: true },
  {
    section: 'HPACK 2.3.3',
    name: 'an index far behind both tables',
    send: [broken('ff8001')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 2.3.3',
    name: 'a name behind both tables',
    send: [broken('7e0161')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 2.3.3',
    name: 'a name behind both tables, not to be indexed',
    send: [broken('0f2f0161')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 6.2.1',
    name: 'a literal with a new name',
    send: [whole(1, HEAD, AUTHORITY, hex('4003 782d61 0131'))],
    expect: [answers(200)],
  },
  {
    section: 'HPACK 6.2.2',
    name: 'a literal without indexing',
    send: [whole(1, HEAD, hex('0106 612e 7465 7374'))],
    expect: [answers(200)],
  },
  {
    section: 'HPACK 6.2.3',
    name: 'a literal never to be indexed',
    send: [whole(1, HEAD, hex('1106 612e 7465 7374'))],
    expect: [answers(200)],
  },
  {
    section: 'HPACK 5.2',
    name: 'a text in the Huffman code',
    send: [whole(1, HEAD, hex('418cf1e3 c2e5f23a 6ba0ab90 f4ff'))],
    expect: [answers(200)],
  },
  { section: 'HPACK 5.2', name: 'padding of eight bits', send: [broken('0482 1fff')], expect: BROKEN, unheard: true },
  { section: 'HPACK 5.2', name: 'padding of zeros', send: [broken('0481 18')], expect: BROKEN, unheard: true },
  { section: 'HPACK 5.2', name: 'the end mark', send: [broken('0484 ffffffff')], expect: BROKEN, unheard: true },
  {
    section: 'HPACK 5.2',
    name: 'a text that is longer than the block',
    send: [broken('04 10 61')],
    expect: BROKEN,
    unheard: true,
  },
  { section: 'HPACK 5.2', name: 'a field without its value', send: [broken('04')], expect: BROKEN, unheard: true },
  { section: 'HPACK 5.2', name: 'a field without its name', send: [broken('40')], expect: BROKEN, unheard: true },
  { section: 'HPACK 5.1', name: 'an integer that is cut', send: [broken('ff')], expect: BROKEN, unheard: true },
  {
    section: 'HPACK 5.1',
    name: 'an integer of more than 32 bits',
    send: [broken('ffffffffffffffffffff7f')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 5.1',
    name: 'a length of more than 32 bits',
    send: [broken('047fffffffffffffffffff7f')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 4.2',
    name: 'a size of the table in front',
    send: [whole(1, hex('20'), HEAD, AUTHORITY)],
    expect: [answers(200)],
  },
  {
    section: 'HPACK 4.2',
    name: 'two sizes of the table in front',
    send: [whole(1, hex('20 3fe11f'), HEAD, AUTHORITY), { wait: 'answer', streamId: 1 }, whole(3, HEAD, hex('be'))],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: 'HPACK 4.2',
    name: 'a size of the table behind a field',
    send: [broken('20')],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 4.2',
    name: 'a size of the table between fields',
    send: [whole(1, hex('82 20'), REST)],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 6.3',
    name: 'a size of the table above what was announced',
    send: [whole(1, hex('3fe17f'), HEAD, AUTHORITY)],
    expect: BROKEN,
    unheard: true,
  },
  {
    section: 'HPACK 4.3',
    name: 'an index of an entry that its size of the table has dropped',
    send: [whole(1, HEAD, AUTHORITY), { wait: 'answer', streamId: 1 }, whole(3, hex('20'), HEAD, hex('be'))],
    expect: BROKEN,
  },
  {
    section: 'HPACK 4.4',
    name: 'an entry that is larger than the table',
    send: [
      whole(1, HEAD, AUTHORITY, hex('4003 782d61'), long(5000)),
      { wait: 'answer', streamId: 1 },
      whole(3, HEAD, AUTHORITY),
    ],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: '4.3',
    name: 'a broken block of a stream that it has reset',
    send: [headers(1, block(post('/hold')), 4), hex('00000403000000000100000008'), headers(1, hex('80'), 5)],
    expect: [goesAway('compression', 'streamClosed', 'protocol')],
  },
  {
    section: '4.3',
    name: 'broken trailers',
    send: [headers(1, block(post('/echo')), 4), data(1, 'a'), headers(1, hex('80'), 5)],
    expect: BROKEN,
  },
  {
    section: '4.3',
    name: 'a block of a stream that is refused, and an index of it',
    proxy: { settings: { maxConcurrentStreams: 1 } },
    send: [
      request(1, get('/hold')),
      whole(3, HEAD, AUTHORITY),
      hex('00000403000000000100000008'),
      whole(5, HEAD, hex('be')),
    ],
    expect: [answers(200, undefined, 5)],
  },
  {
    section: 'HPACK 4.2',
    name: 'a smaller table for the answers',
    settings: settings(1, 64),
    send: [request(1), { wait: 'answer', streamId: 1 }, request(3)],
    expect: [answers(200, undefined, 3)],
  },
];

/** A value of so many characters, as a literal's second text. */
function long(count: number): Buffer {
  return block(['', 'v'.repeat(count)]).subarray(2);
}
