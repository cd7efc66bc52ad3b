/** Clients that keep a server busy, and those that take their leave: RFC 9113 sections 6.8, 10.5 and 10.5.1, spec section 10.2. */
import * as bytes from '../bytes.ts';
import { answers, CLOSED, goesAway, type Row, resets } from '../row.ts';

const {
  begin,
  continuation,
  data,
  frame,
  get,
  goaway,
  headers,
  ping,
  post,
  priority,
  request,
  reset,
  settings,
  windowUpdate,
} = bytes;

const HELD = get('/hold');
const CALM = [goesAway('calm')];

/** The same frame again and again, as one piece. */
const often = (times: number, one: Buffer): Buffer => Buffer.concat(Array.from({ length: times }, () => one));

/** Requests that are taken back at once. */
const rapid = (count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, index) => [request(2 * index + 1, HELD), reset(2 * index + 1)]).flat(),
  );

export const FLOODS: readonly Row[] = [
  { section: '10.5', name: 'requests that are taken back at once, again and again', send: [rapid(300)], expect: CALM },
  {
    section: '10.5',
    name: 'requests some of which are taken back',
    send: [rapid(50), request(201)],
    expect: [answers(200, undefined, 201)],
  },
  {
    section: '10.5',
    name: 'a block in CONTINUATIONs without end',
    send: [headers(1, bytes.block(get()), 1), often(2000, continuation(1, bytes.block(['x-a', 'b'])))],
    expect: CALM,
    unheard: true,
  },
  {
    section: '10.5',
    name: 'empty CONTINUATIONs without end',
    send: [headers(1, bytes.block(get()), 1), often(2000, continuation(1, Buffer.alloc(0)))],
    expect: CALM,
    unheard: true,
  },
  { section: '10.5', name: 'SETTINGS without end', send: [often(20_000, settings(3, 7))], expect: CALM },
  { section: '10.5', name: 'PING without end', send: [often(20_000, ping())], expect: CALM },
  { section: '10.5', name: 'PRIORITY without end', send: [often(20_000, priority(1))], expect: CALM },
  {
    section: '10.5',
    name: 'DATA of nothing without end',
    send: [begin(1, post('/hold')), often(20_000, data(1))],
    expect: CALM,
  },
  {
    section: '10.5',
    name: 'DATA of nothing but padding without end',
    send: [begin(1, post('/hold')), often(20_000, frame({ type: 0, flags: 8, streamId: 1, payload: Buffer.alloc(1) }))],
    expect: CALM,
  },
  {
    section: '10.5',
    name: 'WINDOW_UPDATE without end',
    send: [request(1, HELD), often(20_000, windowUpdate(1, 1))],
    expect: CALM,
  },
  {
    section: '10.5',
    name: 'frames of an unknown type without end',
    send: [often(20_000, frame({ type: 0x16 }))],
    expect: CALM,
  },
  {
    section: '10.5',
    name: 'a few of each',
    send: [often(20, ping()), often(20, settings()), often(20, priority(1)), often(20, windowUpdate(0, 1)), request(1)],
    expect: [answers(200)],
  },
  {
    section: '10.5.1',
    name: 'a list of fields that is too large, and then another request',
    send: [list(large(5, 15_000)), request(3)],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: '10.5.1',
    name: 'a list of fields that is larger than what is announced',
    send: [list(large(5, 15_000))],
    expect: [answers(431), resets(1, 'protocol', 'calm', 'refused', 'cancel')],
    unheard: true,
  },
  {
    section: '6.8',
    name: 'GOAWAY while its request waits',
    send: [begin(1, post('/echo')), goaway(), data(1, 'abc', 1), { wait: 'answer', streamId: 1 }],
    expect: [answers(200, '3'), CLOSED],
  },
  { section: '6.8', name: 'GOAWAY with an error', send: [goaway(11)], expect: [CLOSED, { kind: 'ignored' }] },
];

/** Fields with long values. */
function large(count: number, size: number): string[] {
  return Array.from({ length: count }, (_, index) => [`x-large-${index}`, 'v'.repeat(size)]).flat();
}

/** A request whose block does not go into one frame. */
function list(fields: readonly string[]): Buffer {
  const block = bytes.block(get('/', ...fields));
  const size = 16_384;
  const count = Math.ceil(block.length / size);
  const parts = Array.from({ length: count }, (_, index) => block.subarray(index * size, (index + 1) * size));
  return Buffer.concat(
    parts.map((part, index) => {
      const end = index === count - 1 ? 4 : 0;
      return index === 0 ? headers(1, part, 1 | end) : continuation(1, part, end);
    }),
  );
}
