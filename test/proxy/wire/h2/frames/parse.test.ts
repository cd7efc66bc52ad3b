import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFACE } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import { callsOf, frame, Recorder, SETTINGS, whole } from './recorder.ts';

const FRAME_SIZE = 6;
const PROTOCOL = 1;
const CALM = 0xb;
const FLOW_CONTROL = 3;
const PING = '0102030405060708';

describe('a frame', () => {
  it.each([
    ['DATA', frame(0, 0, 1, 'aabb'), ['data', 1, false, 'aabb', 2]],
    ['the last DATA', frame(0, 1, 1, 'aabb'), ['data', 1, true, 'aabb', 2]],
    ['DATA without payload', frame(0, 0, 3), ['data', 3, false, '', 0]],
    ['the last DATA without payload', frame(0, 1, 3), ['data', 3, true, '', 0]],
    ['DATA with padding', frame(0, 9, 1, '02 aabb 0000'), ['data', 1, true, 'aabb', 5]],
    ['DATA with nothing but padding', frame(0, 9, 1, '02 0000'), ['data', 1, true, '', 3]],
    ['DATA with padding of no length', frame(0, 8, 1, '00 aa'), ['data', 1, false, 'aa', 2]],
    ['HEADERS', frame(1, 4, 1, '82'), ['headers', 1, false, '82']],
    ['the last HEADERS', frame(1, 5, 1, '82'), ['headers', 1, true, '82']],
    ['HEADERS with padding', frame(1, 0xc, 1, '03 8283 000000'), ['headers', 1, false, '8283']],
    ['HEADERS with a priority', frame(1, 0x24, 1, '80000003 ff 82'), ['headers', 1, false, '82']],
    ['HEADERS with both', frame(1, 0x2d, 1, '01 00000000 00 82 00'), ['headers', 1, true, '82']],
    ['HEADERS without a block', frame(1, 4, 1), ['headers', 1, false, '']],
    ['PRIORITY', frame(2, 0, 5, '00000001 10'), ['priority', 5]],
    ['RST_STREAM', frame(3, 0, 5, '00000008'), ['reset', 5, 8]],
    ['RST_STREAM with a code of its own', frame(3, 0, 5, 'ffffffff'), ['reset', 5, 0xffffffff]],
    ['the acknowledgement of SETTINGS', frame(4, 1, 0), ['settingsAck']],
    ['PING', frame(6, 0, 0, PING), ['ping', false, PING]],
    ['the answer of PING', frame(6, 1, 0, PING), ['ping', true, PING]],
    ['GOAWAY', frame(7, 0, 0, '80000005 00000000'), ['goaway', 5, 0, '']],
    ['GOAWAY with a reason', frame(7, 0, 0, '7fffffff 0000000b 62796521'), ['goaway', 2 ** 31 - 1, 11, 'bye!']],
    ['WINDOW_UPDATE', frame(8, 0, 0, '00000001'), ['windowUpdate', 0, 1]],
    ['WINDOW_UPDATE of a stream', frame(8, 0, 1, 'ffffffff'), ['windowUpdate', 1, 2 ** 31 - 1]],
    ['a type nobody has defined', frame(0xbb, 0xff, 7, '0102'), ['unknown', 0xbb, 7]],
    ['flags nobody has defined', frame(6, 0xfe, 0, PING), ['ping', false, PING]],
    ['a reserved bit', frame(3, 0, 2 ** 31 + 5, '00000008'), ['reset', 5, 8]],
  ])('is told: %s', (_, bytes, call) => {
    expect(callsOf([bytes])).toEqual([call]);
  });

  it('has a payload of up to the size announced', () => {
    expect(callsOf([frame(0, 0, 1, 'aa'.repeat(16_384))])).toEqual([['data', 1, false, 'aa'.repeat(16_384), 16_384]]);
    expect(callsOf([frame(0, 0, 1, '', 16_385)])).toEqual([['error', FRAME_SIZE]]);
    expect(callsOf([frame(0xbb, 0, 0, '', 16_385)])).toEqual([['error', FRAME_SIZE]]);
    expect(callsOf([frame(0, 0, 1, '', 16_385)], { frameBytes: 20_000 })).toEqual([]);
  });

  it('brings each parameter of SETTINGS, known or not, and then their end', () => {
    const recorder = new Recorder();
    recorder.parser.push(frame(4, 0, 0, '0001 00000000 0004 7fffffff 0005 00004000 0006 ffffffff 00ee 00000001'));
    const given = [
      ['setting', 1, 0],
      ['setting', 4, 2 ** 31 - 1],
      ['setting', 5, 16_384],
      ['setting', 6, 0xffffffff],
      ['setting', 0xee, 1],
    ];
    expect(recorder.calls).toEqual([...given, ['settingsEnd']]);
  });
});

describe('a connection ends', () => {
  it.each([
    ['DATA without a stream', frame(0, 0, 0, 'aa'), PROTOCOL],
    ['HEADERS without a stream', frame(1, 4, 0, '82'), PROTOCOL],
    ['PRIORITY without a stream', frame(2, 0, 0, '0000000000'), PROTOCOL],
    ['RST_STREAM without a stream', frame(3, 0, 0, '00000000'), PROTOCOL],
    ['CONTINUATION without a stream', frame(9, 4, 0, '82'), PROTOCOL],
    ['SETTINGS on a stream', frame(4, 0, 1), PROTOCOL],
    ['PING on a stream', frame(6, 0, 1, PING), PROTOCOL],
    ['GOAWAY on a stream', frame(7, 0, 1, '0000000000000000'), PROTOCOL],
    ['PUSH_PROMISE', frame(5, 4, 1, '00000002 82'), PROTOCOL],
    ['padding of the size of DATA', frame(0, 8, 1, '02 aa'), PROTOCOL],
    ['more padding than DATA', frame(0, 8, 1, 'ff aabb'), PROTOCOL],
    ['padding of the size of HEADERS', frame(1, 0xc, 1, '03 8283'), PROTOCOL],
    ['padding that goes into the priority', frame(1, 0x2c, 1, '01 00000000 00'), PROTOCOL],
    ['DATA with padding and no length of it', frame(0, 8, 1), FRAME_SIZE],
    ['HEADERS with padding and no length of it', frame(1, 0xc, 1), FRAME_SIZE],
    ['HEADERS with a priority that is cut', frame(1, 0x24, 1, '00000000'), FRAME_SIZE],
    ['RST_STREAM that is too short', frame(3, 0, 1, '000000'), FRAME_SIZE],
    ['RST_STREAM that is too long', frame(3, 0, 1, '0000000000'), FRAME_SIZE],
    ['SETTINGS of half a parameter', frame(4, 0, 0, '000100'), FRAME_SIZE],
    ['an acknowledgement that says something', frame(4, 1, 0, '000100000000'), FRAME_SIZE],
    ['PING that is too short', frame(6, 0, 0, '01'), FRAME_SIZE],
    ['PING that is too long', frame(6, 0, 0, `${PING}09`), FRAME_SIZE],
    ['GOAWAY that is too short', frame(7, 0, 0, '00000000000000'), FRAME_SIZE],
    ['WINDOW_UPDATE that is too short', frame(8, 0, 0, '000001'), FRAME_SIZE],
    ['WINDOW_UPDATE that is too long', frame(8, 0, 1, '0000000100'), FRAME_SIZE],
    ['WINDOW_UPDATE of the connection by nothing', frame(8, 0, 0, '80000000'), PROTOCOL],
    ['SETTINGS_ENABLE_PUSH of 2', frame(4, 0, 0, '0002 00000002'), PROTOCOL],
    ['a server that wants pushes', frame(4, 0, 0, '0002 00000001'), PROTOCOL],
    ['SETTINGS_INITIAL_WINDOW_SIZE of 2^31', frame(4, 0, 0, '0004 80000000'), FLOW_CONTROL],
    ['SETTINGS_MAX_FRAME_SIZE below 2^14', frame(4, 0, 0, '0005 00003fff'), PROTOCOL],
    ['SETTINGS_MAX_FRAME_SIZE of 2^24', frame(4, 0, 0, '0005 01000000'), PROTOCOL],
    ['SETTINGS_ENABLE_CONNECT_PROTOCOL of 2', frame(4, 0, 0, '0008 00000002'), PROTOCOL],
    ['CONTINUATION of nothing', frame(9, 4, 1, '82'), PROTOCOL],
  ])('for %s', (_, bytes, code) => {
    expect(callsOf([bytes, frame(6, 0, 0, PING)])).toEqual([['error', code]]);
  });

  it('not for a client that allows pushes', () => {
    const recorder = new Recorder({ role: 'server' });
    recorder.parser.push(Buffer.concat([Buffer.from(PREFACE), frame(4, 0, 0, '0002 00000001')]));
    expect(recorder.calls).toEqual([['setting', 2, 1], ['settingsEnd']]);
  });

  it.each([
    ['an acknowledgement', frame(4, 1, 0)],
    ['PING', frame(6, 0, 0, PING)],
    ['HEADERS', frame(1, 5, 1, '82')],
    ['a type nobody has defined', frame(0xbb, 0, 0)],
  ])('for %s in place of its first SETTINGS', (_, bytes) => {
    const recorder = new Recorder();
    recorder.parser.push(bytes);
    expect(recorder.calls).toEqual([['error', PROTOCOL]]);
  });
});

describe('a stream ends, and the connection does not', () => {
  it.each([
    ['WINDOW_UPDATE by nothing', frame(8, 0, 3, '00000000'), PROTOCOL],
    ['PRIORITY that is too short', frame(2, 0, 3, '00000000'), FRAME_SIZE],
    ['PRIORITY that is too long', frame(2, 0, 3, '000000000000'), FRAME_SIZE],
    ['PRIORITY that says nothing', frame(2, 0, 3), FRAME_SIZE],
  ])('for %s', (_, bytes, code) => {
    expect(callsOf([bytes, frame(6, 0, 0, PING)])).toEqual([
      ['streamError', 3, code],
      ['ping', false, PING],
    ]);
  });
});

describe('a field block', () => {
  it('is put together from its frames', () => {
    const frames = [frame(1, 1, 1, '82'), frame(9, 0, 1, '8384'), frame(9, 0, 1), frame(9, 4, 1, '85')];
    expect(callsOf(frames)).toEqual([['headers', 1, true, '82838485']]);
  });

  it('loses the padding and priority of its first frame', () => {
    const frames = [frame(1, 0x28, 1, '01 00000000 00 82 00'), frame(9, 4, 1, '83')];
    expect(callsOf(frames)).toEqual([['headers', 1, false, '8283']]);
  });

  it('is told apart from the one before', () => {
    const frames = [frame(1, 1, 1, '82'), frame(9, 4, 1, '83'), frame(1, 0, 3, '84'), frame(9, 4, 3, '85')];
    expect(callsOf(frames)).toEqual([
      ['headers', 1, true, '8283'],
      ['headers', 3, false, '8485'],
    ]);
  });

  it.each([
    ['PING', frame(6, 0, 0, PING)],
    ['DATA of its stream', frame(0, 0, 1, 'aa')],
    ['HEADERS of its stream', frame(1, 4, 1, '82')],
    ['HEADERS of another', frame(1, 4, 3, '82')],
    ['CONTINUATION of another', frame(9, 4, 3, '82')],
    ['a type nobody has defined', frame(0xbb, 0, 1)],
    ['SETTINGS', frame(4, 0, 0)],
    ['WINDOW_UPDATE', frame(8, 0, 0, '00000001')],
    ['PRIORITY', frame(2, 0, 1, '0000000000')],
    ['RST_STREAM', frame(3, 0, 1, '00000000')],
    ['GOAWAY', frame(7, 0, 0, '0000000000000000')],
    ['PUSH_PROMISE', frame(5, 4, 1, '00000002')],
  ])('is not interrupted by %s', (_, bytes) => {
    expect(callsOf([frame(1, 0, 1, '82'), bytes])).toEqual([['error', PROTOCOL]]);
  });

  it('has a size', () => {
    const half = 'aa'.repeat(50);
    const limits = { blockBytes: 100 };
    expect(callsOf([frame(1, 0, 1, half), frame(9, 4, 1, half)], limits)).toHaveLength(1);
    expect(callsOf([frame(1, 0, 1, half), frame(9, 4, 1, `${half}aa`)], limits)).toEqual([['error', CALM]]);
    expect(callsOf([frame(1, 4, 1, `${half}${half}aa`)], limits)).toEqual([['error', CALM]]);
  });

  it('has no more than eight CONTINUATIONs, empty or not', () => {
    const frames = (count: number) => [frame(1, 0, 1, '82'), ...Array.from({ length: count }, () => frame(9, 0, 1))];
    expect(callsOf([...frames(7), frame(9, 4, 1)])).toEqual([['headers', 1, false, '82']]);
    expect(callsOf([...frames(8), frame(9, 4, 1)])).toEqual([['error', CALM]]);
  });
});

describe('the preface', () => {
  const preface = Buffer.from(PREFACE);

  it('comes before the frames of a client, in whatever pieces', () => {
    const bytes = Buffer.concat([preface, SETTINGS, frame(6, 0, 0, PING)]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const recorder = new Recorder({ role: 'server' });
      recorder.parser.push(bytes.subarray(0, cut));
      recorder.parser.push(bytes.subarray(cut));
      expect(recorder.calls).toEqual([['settingsEnd'], ['ping', false, PING]]);
    }
  });

  it.each(['GET / HTTP/1.1\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\rX', 'pri * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\0'])(
    'is no other: %j',
    (text) => {
      const recorder = new Recorder({ role: 'server' });
      recorder.parser.push(Buffer.concat([Buffer.from(text), SETTINGS]));
      expect(recorder.calls).toEqual([['error', PROTOCOL]]);
    },
  );
});

describe('a parser', () => {
  it('tells DATA in the pieces it comes in', () => {
    const recorder = new Recorder();
    recorder.parser.push(SETTINGS);
    const bytes = frame(0, 9, 1, '03 aabbccdd 000000');
    for (const byte of bytes) recorder.parser.push(Buffer.of(byte));
    expect(recorder.calls.slice(1)).toEqual([
      ['data', 1, false, '', 1],
      ['data', 1, false, 'aa', 1],
      ['data', 1, false, 'bb', 1],
      ['data', 1, false, 'cc', 1],
      ['data', 1, false, 'dd', 1],
      ['data', 1, false, '', 1],
      ['data', 1, false, '', 1],
      ['data', 1, true, '', 1],
    ]);
  });

  it('says whether something has begun', () => {
    const { parser } = new Recorder({ role: 'server' });
    const begun = (bytes: Buffer): boolean => {
      parser.push(bytes);
      return parser.begun;
    };
    expect(parser.begun).toBe(true);
    expect(begun(Buffer.concat([Buffer.from(PREFACE), SETTINGS]))).toBe(false);
    expect(begun(SETTINGS.subarray(0, 1))).toBe(true);
    expect(begun(SETTINGS.subarray(1))).toBe(false);
    expect(begun(frame(0, 0, 1, 'aa', 2))).toBe(true);
    expect(begun(Buffer.from('a'))).toBe(false);
    expect(begun(frame(1, 0, 1, '82'))).toBe(true);
    expect(begun(frame(9, 4, 1))).toBe(false);
    expect(begun(frame(6, 0, 0, '01', 8))).toBe(true);
    expect(begun(Buffer.alloc(7))).toBe(false);
  });

  it('is silent once it was told to stop, within SETTINGS, too', () => {
    const recorder = new Recorder();
    recorder.stopAfter = 1;
    recorder.parser.push(Buffer.concat([frame(4, 0, 0, '000100000000 000300000001'), SETTINGS]));
    recorder.parser.push(SETTINGS);
    expect(recorder.calls).toEqual([['setting', 1, 0]]);
  });

  const anyFrame = fc
    .record({
      type: fc.oneof(fc.nat(10), fc.nat(255)),
      flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 9), fc.nat(255)),
      streamId: fc.oneof(fc.nat(5), fc.nat(2 ** 32 - 1)),
      payload: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 8, maxLength: 8 })),
    })
    .map(({ type, flags, streamId, payload }) => frame(type, flags, streamId, Buffer.from(payload).toString('hex')));

  function inPieces(bytes: Buffer, cuts: readonly number[], role: 'server' | 'client') {
    const recorder = new Recorder({ role, blockBytes: 40 });
    const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
    let from = 0;
    for (const end of ends) {
      // A copy: nothing may be read behind the chunk, nor kept of it.
      const chunk = Buffer.from(bytes.subarray(from, end));
      recorder.parser.push(chunk);
      chunk.fill(0xee);
      from = end;
    }
    return whole(recorder.calls);
  }

  it('tells the same in whatever pieces bytes come', () => {
    const frames = fc.array(anyFrame, { maxLength: 12 });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 30 }), (list, cuts) => {
        const bytes = Buffer.concat([SETTINGS, ...list]);
        expect(inPieces(bytes, cuts, 'client')).toEqual(inPieces(bytes, [], 'client'));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, whatever comes, and says nothing behind an error', () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 });
    fc.assert(
      fc.property(bytes, fc.constantFrom('server', 'client'), fc.boolean(), (chunks, role, greeted) => {
        const recorder = new Recorder({ role, frameBytes: 16_777_215 });
        if (greeted) recorder.parser.push(Buffer.from(role === 'server' ? PREFACE : ''));
        if (greeted) recorder.parser.push(SETTINGS);
        for (const chunk of chunks) recorder.parser.push(Buffer.from(chunk));
        const error = recorder.calls.findIndex(([method]) => method === 'error');
        if (error >= 0) expect(error).toBe(recorder.calls.length - 1);
      }),
      { numRuns: 3000 },
    );
  });
});
