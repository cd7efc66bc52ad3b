import { describe, expect, it } from 'vitest';
import { ERROR, PREFACE } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import {
  writeData,
  writeGoaway,
  writeHeaders,
  writePing,
  writePreface,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from '../../../../../src/proxy/wire/h2/frames/write.ts';
import { Writer } from '../../../../../src/proxy/wire/h2/frames/writer.ts';
import { createHpackEncoder } from '../../../../../src/proxy/wire/h2/hpack/encoder.ts';
import { blockOf } from '../hpack/blocks.ts';
import { frame, Recorder, SETTINGS } from './recorder.ts';

/** What is written, and what the parser tells of it. */
function written(write: (out: Writer) => void) {
  const out = new Writer();
  write(out);
  return Buffer.from(out.take());
}

describe('a frame that is sent', () => {
  const eight = Buffer.from('000102030405060708', 'hex');
  it.each([
    [
      'SETTINGS',
      frame(4, 0, 0, '0003 00000064 0004 7fffffff'),
      (out: Writer) => writeSettings(out, [3, 100, 4, 2 ** 31 - 1]),
    ],
    ['SETTINGS of nothing', SETTINGS, (out: Writer) => writeSettings(out, [])],
    ['the acknowledgement of SETTINGS', frame(4, 1, 0), writeSettingsAck],
    ['PING', frame(6, 0, 0, '0102030405060708'), (out: Writer) => writePing(out, false, eight, 1)],
    ['the answer of PING', frame(6, 1, 0, '0001020304050607'), (out: Writer) => writePing(out, true, eight, 0)],
    ['GOAWAY', frame(7, 0, 0, '7fffffff 00000000'), (out: Writer) => writeGoaway(out, 2 ** 31 - 1, ERROR.none)],
    [
      'GOAWAY with a reason',
      frame(7, 0, 0, '00000005 0000000b 62796521'),
      (out: Writer) => writeGoaway(out, 5, ERROR.enhanceYourCalm, 'bye!'),
    ],
    ['RST_STREAM', frame(3, 0, 2 ** 31 - 1, '00000008'), (out: Writer) => writeReset(out, 2 ** 31 - 1, ERROR.cancel)],
    ['WINDOW_UPDATE', frame(8, 0, 3, '0000ffff'), (out: Writer) => writeWindowUpdate(out, 3, 65_535)],
    ['DATA', frame(0, 0, 1, '0102'), (out: Writer) => writeData(out, 1, false, eight, 1, 3)],
    ['the last DATA', frame(0, 1, 1, '000102030405060708'), (out: Writer) => writeData(out, 1, true, eight, 0, 9)],
    ['DATA without payload', frame(0, 1, 1), (out: Writer) => writeData(out, 1, true, eight, 4, 4)],
    [
      'HEADERS',
      frame(1, 4, 5, '82'),
      (out: Writer) => writeHeaders(out, createHpackEncoder(), 5, false, [':method', 'GET'], 16_384),
    ],
    [
      'the last HEADERS',
      frame(1, 5, 5, '8286'),
      (out: Writer) => writeHeaders(out, createHpackEncoder(), 5, true, [':method', 'GET', ':scheme', 'http'], 16_384),
    ],
    [
      'HEADERS without fields',
      frame(1, 4, 5),
      (out: Writer) => writeHeaders(out, createHpackEncoder(), 5, false, [], 16_384),
    ],
    ['the preface', Buffer.from(PREFACE), writePreface],
  ])('is what RFC 9113 says: %s', (_, bytes, write) => {
    expect(written(write).toString('hex')).toBe(bytes.toString('hex'));
  });

  it('stands behind those before it', () => {
    const bytes = written((out) => {
      writeSettingsAck(out);
      writeWindowUpdate(out, 0, 1);
      writeReset(out, 1, ERROR.none);
    });
    expect(bytes).toEqual(Buffer.concat([frame(4, 1, 0), frame(8, 0, 0, '00000001'), frame(3, 0, 1, '00000000')]));
  });
});

describe('a field block', () => {
  const fields = ['x-a', '#'.repeat(50), 'x-b', '!'.repeat(37)];
  const block = blockOf(createHpackEncoder(), fields);

  it.each([16_384, block.length, block.length - 1, 50, 20, 13, 12])(
    'is cut into frames of the size the peer takes: %i',
    (frameBytes) => {
      const bytes = written((out) => {
        writeSettingsAck(out);
        writeHeaders(out, createHpackEncoder(), 7, true, fields, frameBytes);
        writeSettingsAck(out);
      });
      const recorder = new Recorder({ frameBytes });
      recorder.parser.push(Buffer.concat([SETTINGS, bytes]));
      expect(recorder.calls.slice(1)).toEqual([
        ['settingsAck'],
        ['headers', 7, true, block.toString('hex')],
        ['settingsAck'],
      ]);
    },
  );

  it('may be larger than a block of memory', () => {
    const large = ['x-large', '#'.repeat(100_000)];
    const bytes = written((out) => writeHeaders(out, createHpackEncoder(), 1, false, large, 16_384));
    const recorder = new Recorder({ blockBytes: 200_000 });
    recorder.parser.push(Buffer.concat([SETTINGS, bytes]));
    expect(recorder.calls[1]).toEqual(['headers', 1, false, blockOf(createHpackEncoder(), large).toString('hex')]);
  });
});
