/** The beginning of a connection, and its frames as such: RFC 9113 sections 3 to 5. */
import * as bytes from '../bytes.ts';
import { answers, goesAway, IGNORED, MALFORMED, type Row, resets } from '../row.ts';

const { begin, continuation, data, frame, get, headers, ping, priority, request, reset, windowUpdate } = bytes;

const BLOCK = bytes.block(get());
const HELD = get('/hold');

export const CONNECTION: readonly Row[] = [
  { section: '3.4', name: 'SETTINGS and a request', send: [request(1)], expect: [answers(200)] },
  { section: '3.4', name: 'PING before SETTINGS', settings: ping(), send: [], expect: [goesAway('protocol')] },
  {
    section: '3.4',
    name: 'a request before SETTINGS',
    settings: request(1),
    send: [],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '3.4',
    name: 'an acknowledgement before SETTINGS',
    settings: bytes.settingsAck(),
    send: [],
    expect: [goesAway('protocol')],
  },
  {
    section: '4.1',
    name: 'a frame of an unknown type',
    send: [frame({ type: 0x16, payload: bytes.hex('00ff00') })],
    expect: [IGNORED],
  },
  {
    section: '4.1',
    name: 'a frame of an unknown type on a stream that is idle',
    send: [frame({ type: 0x16, streamId: 1 }), request(1)],
    expect: [answers(200)],
  },
  { section: '4.1', name: 'PING with flags nobody has defined', send: [ping('undefine', 0xfe)], expect: [IGNORED] },
  { section: '4.1', name: 'a stream with the reserved bit', send: [request(2 ** 31 + 1)], expect: [answers(200)] },
  {
    section: '4.1',
    name: 'a connection byte by byte',
    send: [begin(1, bytes.post('/echo')), data(1, 'hello', 1)],
    slowly: true,
    expect: [answers(200, '5')],
  },
  {
    section: '4.2',
    name: 'DATA of the largest size',
    send: [begin(1, bytes.post('/echo')), data(1, 'a'.repeat(16_384), 1)],
    expect: [answers(200, '16384')],
  },
  {
    section: '4.2',
    name: 'DATA that is too large',
    send: [begin(1), data(1, 'a'.repeat(16_385), 1)],
    expect: [goesAway('frameSize'), resets(1, 'frameSize')],
  },
  {
    section: '4.2',
    name: 'HEADERS that are too large',
    send: [headers(1, Buffer.alloc(16_385, 0x82), 5)],
    expect: [goesAway('frameSize')],
    unheard: true,
  },
  {
    section: '4.2',
    name: 'SETTINGS that are too large',
    send: [frame({ type: 4, payload: Buffer.alloc(16_386) })],
    expect: [goesAway('frameSize')],
  },
  {
    section: '4.2',
    name: 'a frame of an unknown type that is too large',
    send: [frame({ type: 0x16, payload: Buffer.alloc(16_385) })],
    expect: [goesAway('frameSize')],
  },
  {
    section: '4.3',
    name: 'a block in HEADERS and CONTINUATION',
    send: [headers(1, BLOCK.subarray(0, 5), 1), continuation(1, BLOCK.subarray(5), 4)],
    expect: [answers(200)],
  },
  {
    section: '4.3',
    name: 'a block cut in the middle of each text',
    send: [headers(1, BLOCK.subarray(0, 1), 1), ...pieces(BLOCK.subarray(1), 7)],
    expect: [answers(200)],
  },
  {
    section: '4.3',
    name: 'a block with a priority in between',
    send: [headers(1, BLOCK, 1), priority(1), continuation(1, Buffer.alloc(0), 4)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '4.3',
    name: 'a block with another stream in between',
    send: [headers(1, BLOCK, 1), request(3)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '4.3',
    name: 'a block with DATA in between',
    send: [headers(1, BLOCK, 0), data(1, 'a', 1)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '4.3',
    name: 'a block with PING in between',
    send: [headers(1, BLOCK, 1), ping(), continuation(1, Buffer.alloc(0), 4)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  { section: '5.1', name: 'DATA on an idle stream', send: [data(1, 'a')], expect: [goesAway('protocol')] },
  { section: '5.1', name: 'RST_STREAM on an idle stream', send: [reset(1)], expect: [goesAway('protocol')] },
  {
    section: '5.1',
    name: 'WINDOW_UPDATE on an idle stream',
    send: [windowUpdate(1, 100)],
    expect: [goesAway('protocol')],
  },
  { section: '5.1', name: 'PRIORITY on an idle stream', send: [priority(1), request(1)], expect: [answers(200)] },
  {
    section: '5.1',
    name: 'PRIORITY on an idle stream, and then one below it',
    send: [priority(5), request(3)],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: '5.1',
    name: 'DATA on a stream whose request has ended',
    send: [request(1, HELD), data(1, 'a')],
    expect: [resets(1, 'streamClosed'), goesAway('streamClosed')],
  },
  {
    section: '5.1',
    name: 'HEADERS on a stream whose request has ended',
    send: [request(1, HELD), request(1, HELD)],
    expect: [resets(1, 'streamClosed'), goesAway('streamClosed')],
  },
  {
    section: '5.1',
    name: 'CONTINUATION on a stream whose request has ended',
    send: [request(1, HELD), continuation(1, BLOCK, 4)],
    expect: [goesAway('protocol')],
  },
  {
    section: '5.1',
    name: 'WINDOW_UPDATE on a stream whose request has ended',
    send: [request(1, HELD), windowUpdate(1, 5)],
    expect: [IGNORED],
  },
  {
    section: '5.1',
    name: 'PRIORITY on a stream whose request has ended',
    send: [request(1, HELD), priority(1)],
    expect: [IGNORED],
  },
  {
    section: '5.1',
    name: 'RST_STREAM on a stream whose request has ended',
    send: [request(1, HELD), reset(1)],
    expect: [IGNORED],
  },
  {
    section: '5.1',
    name: 'DATA behind its own RST_STREAM',
    send: [begin(1, bytes.post('/hold')), reset(1), data(1, 'a')],
    expect: [resets(1, 'streamClosed'), goesAway('streamClosed'), IGNORED],
  },
  {
    section: '5.1',
    name: 'HEADERS behind its own RST_STREAM',
    send: [begin(1, bytes.post('/hold')), reset(1), request(1)],
    expect: [resets(1, 'streamClosed'), goesAway('streamClosed', 'protocol')],
  },
  {
    section: '5.1',
    name: 'DATA on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, data(1, 'a')],
    expect: [resets(1, 'streamClosed'), goesAway('streamClosed')],
  },
  {
    section: '5.1',
    name: 'HEADERS on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, request(1)],
    expect: [goesAway('streamClosed', 'protocol')],
  },
  {
    section: '5.1',
    name: 'CONTINUATION on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, continuation(1, BLOCK, 4)],
    expect: [goesAway('protocol')],
  },
  {
    section: '5.1',
    name: 'WINDOW_UPDATE on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, windowUpdate(1, 5)],
    expect: [IGNORED],
  },
  {
    section: '5.1',
    name: 'RST_STREAM on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, reset(1)],
    expect: [IGNORED],
  },
  {
    section: '5.1',
    name: 'PRIORITY on a stream that is over',
    send: [request(1), { wait: 'answer', streamId: 1 }, priority(1)],
    expect: [IGNORED],
  },
  {
    section: '5.1.1',
    name: 'a stream with an even number',
    send: [request(2)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '5.1.1',
    name: 'a stream with a number below the last',
    send: [request(5, HELD), request(3, HELD)],
    expect: [goesAway('protocol', 'streamClosed')],
  },
  {
    section: '5.1.1',
    name: 'a stream with the number of one that was skipped',
    send: [request(7), { wait: 'answer', streamId: 7 }, request(5)],
    expect: [goesAway('protocol', 'streamClosed')],
  },
  {
    section: '5.1.1',
    name: 'a stream with a number far above the last',
    send: [request(1_000_001)],
    expect: [answers(200, undefined, 1_000_001)],
  },
  {
    section: '5.1.1',
    name: 'a stream with the last number there is',
    send: [request(2 ** 31 - 1)],
    expect: [answers(200, undefined, 2 ** 31 - 1)],
  },
  {
    section: '5.1.2',
    name: 'a stream more than is allowed',
    proxy: { settings: { maxConcurrentStreams: 2 } },
    send: [request(1, HELD), request(3, HELD), request(5, HELD)],
    expect: [resets(5, 'refused', 'protocol')],
  },
  {
    section: '5.1.2',
    name: 'a stream more than was allowed, when another has ended',
    proxy: { settings: { maxConcurrentStreams: 1 } },
    send: [request(1), { wait: 'answer', streamId: 1 }, request(3)],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: '5.1.2',
    name: 'a stream more than was allowed, when another was reset',
    proxy: { settings: { maxConcurrentStreams: 1 } },
    send: [request(1, HELD), reset(1), request(3)],
    expect: [answers(200, undefined, 3)],
  },
  {
    section: '5.3.2',
    name: 'a stream that depends on itself',
    send: [priority(1, 1), request(1)],
    expect: [answers(200)],
  },
  {
    section: '5.3.2',
    name: 'HEADERS of a stream that depends on itself',
    send: [headers(1, Buffer.concat([bytes.word(1), Buffer.of(9), BLOCK]), 0x25)],
    expect: [answers(200)],
  },
  {
    section: '5.5',
    name: 'a frame of an unknown type within a block',
    send: [headers(1, BLOCK, 1), frame({ type: 0x16, streamId: 1 }), continuation(1, Buffer.alloc(0), 4)],
    expect: [goesAway('protocol')],
    unheard: true,
  },
  {
    section: '8.1',
    name: 'several requests at once',
    send: [Buffer.concat([request(1), request(3), request(5)])],
    expect: [answers(200, undefined, 5)],
  },
  {
    section: '8.1',
    name: 'a body for a stream while another waits',
    send: [
      begin(1, bytes.post('/echo')),
      begin(3, bytes.post('/echo')),
      data(3, 'abc', 1),
      { wait: 'answer', streamId: 3 },
      data(1, 'a', 1),
    ],
    expect: [answers(200, '1')],
  },
  {
    section: '8.1',
    name: 'HEADERS in the midst of a body that do not end it',
    send: [begin(1, bytes.post('/echo')), data(1, 'a'), begin(1, ['x-t', '1'])],
    expect: MALFORMED,
  },
];

/** A block in CONTINUATIONs, so many. */
function pieces(rest: Buffer, count: number): Buffer[] {
  const size = Math.ceil(rest.length / count);
  return Array.from({ length: count }, (_, index) =>
    continuation(1, rest.subarray(index * size, (index + 1) * size), index === count - 1 ? 4 : 0),
  );
}
