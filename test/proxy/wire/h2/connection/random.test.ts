import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR, FLAG, SETTING } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import { frame, SETTINGS } from '../frames/recorder.ts';
import { ConnectionStage, data, goaway, headers, PREFACE, ping, reset, settings, windowUpdate } from './stage.ts';

const RUNS = Number(process.env['MESHCTL_FUZZ_RUNS'] ?? 150);

const id = fc.constantFrom(1, 1, 3, 3, 5, 7, 9, 11, 2, 0);
const flags = fc.constantFrom(0, FLAG.endStream);

/** Frames as peers send them, right and wrong. */
const anyFrame: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(id, flags).map(([stream, flag]) => headers(stream, undefined, flag)) },
  {
    weight: 6,
    arbitrary: fc.tuple(id, fc.nat(3000), flags).map(([stream, length, flag]) => data(stream, length, flag)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(id, fc.constantFrom(0, 1, 50_000, 2 ** 31 - 1)).map(([to, by]) => windowUpdate(to, by)),
  },
  { weight: 1, arbitrary: id.map((stream) => reset(stream, ERROR.cancel)) },
  { weight: 1, arbitrary: fc.nat(200_000).map((window) => settings(SETTING.initialWindowSize, window)) },
  { weight: 1, arbitrary: fc.constant(ping()) },
  { weight: 1, arbitrary: fc.nat(12).map((last) => goaway(last, 0)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(12), fc.nat(255), id, fc.uint8Array({ maxLength: 40 }))
      .map(([type, flag, stream, payload]) => frame(type, flag, stream, Buffer.from(payload).toString('hex'))),
  },
);

/** A server that answers as a proxy does: at once, later, never. */
function answering(): ConnectionStage {
  const stage = new ConnectionStage('server', 4);
  stage.act = (stream, told) => {
    if (!told.startsWith('headers') || stream.id % 3 === 0) return;
    stream.sendHeaders([':status', '200']);
    stream.sendData(Buffer.alloc(stream.id * 9000), 0, stream.id * 9000);
    stream.sendEnd(stream.id % 5 === 0 ? ['x', 'y'] : undefined);
  };
  return stage;
}

/** What does not depend on where chunks end: pieces of DATA put together, ends of reads left out. */
function whole(told: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const text of told) {
    if (text.endsWith(' pause')) continue;
    const [stream, kind, length] = text.split(' ');
    const last = out.at(-1)?.split(' ');
    if (kind === 'data' && last?.[1] === 'data' && last[0] === stream)
      out[out.length - 1] = `${stream} data ${Number(last[2]) + Number(length)}`;
    else out.push(text);
  }
  return out;
}

describe('any frames', () => {
  it('are taken the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 40 }), fc.array(fc.nat(400), { maxLength: 60 }), (frames, cuts) => {
        const bytes = Buffer.concat([PREFACE, SETTINGS, ...frames]);
        const [one, other] = [answering(), answering()];
        one.read(bytes);
        let at = 0;
        for (const cut of cuts) {
          other.read(bytes.subarray(at, at + cut));
          at += cut;
        }
        other.read(bytes.subarray(at));
        expect(whole(other.told)).toEqual(whole(one.told));
        expect(other.connection.streams.highest).toBe(one.connection.streams.highest);
      }),
      { numRuns: RUNS },
    );
  });

  it('leave no stream behind, and throw nothing', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 60 }), (frames) => {
        const stage = answering();
        stage.read(PREFACE, SETTINGS);
        for (const each of frames) {
          stage.read(each);
          stage.sent();
        }
        const open = stage.connection.streams.size;
        expect(open).toBeLessThanOrEqual(4);
        const closed = stage.told.filter((text) => text === 'closed').length;
        expect(stage.streams.filter(({ id: number }) => number !== 0)).toHaveLength(open);
        stage.connection.end();
        expect(stage.connection.streams.size).toBe(0);
        expect(stage.told.filter((text) => text === 'closed')).toHaveLength(closed + open);
        expect(stage.streams.every(({ id: number, queued }) => number === 0 && queued === 0)).toBe(true);
        expect(stage.errors).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('that a server sends are taken by a client, too', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 40 }), (frames) => {
        const stage = new ConnectionStage('client');
        for (let count = 0; count < 5; count++) stage.connection.open(stage.stream());
        stage.read(SETTINGS, ...frames);
        stage.connection.end();
        expect([stage.connection.streams.size, stage.errors]).toEqual([0, []]);
        expect(stage.told.filter((text) => text === 'closed')).toHaveLength(5);
      }),
      { numRuns: RUNS },
    );
  });

  it('that are no frames at all are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const stage = new ConnectionStage('server').greeted();
        stage.read(Buffer.from(bytes));
        expect(stage.errors).toEqual([]);
        for (const [kind] of stage.sent()) expect(kind).not.toBe('error');
      }),
      { numRuns: RUNS },
    );
  });
});

it('what is sent can be read by a parser, whatever is asked', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 40 }), (frames) => {
      const stage = answering();
      stage.read(PREFACE, SETTINGS, ...frames);
      expect(stage.sent().map(([kind]) => kind)).not.toContain('error');
    }),
    { numRuns: RUNS },
  );
});
