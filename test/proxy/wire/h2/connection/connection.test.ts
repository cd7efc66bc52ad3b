import { describe, expect, it } from 'vitest';
import { CONNECTION_WINDOW_BYTES, STREAM_WINDOW_BYTES } from '../../../../../src/proxy/wire/h2/connection/limits.ts';
import { ERROR, FLAG, FRAME, SETTING } from '../../../../../src/proxy/wire/h2/frames/codes.ts';
import { frame, SETTINGS } from '../frames/recorder.ts';
import { ConnectionStage, data, goaway, headers, PREFACE, ping, reset, settings, windowUpdate } from './stage.ts';

const server = (most?: number): ConnectionStage => new ConnectionStage('server', most).greeted();
const client = (...pairs: readonly number[]): ConnectionStage => new ConnectionStage('client').greeted(...pairs);
const OK = [':status', '200'];
const BODY = Buffer.alloc(200_000, 'b');

/** Octets of DATA that were sent. */
function octets(stage: ConnectionStage): number {
  return stage.sent().reduce((sum, [kind, , , , count]) => sum + (kind === 'data' ? Number(count) : 0), 0);
}

describe('a connection', () => {
  it('begins with SETTINGS and a window for all of it, and acknowledges those of the peer', () => {
    const stage = new ConnectionStage('server');
    stage.read(PREFACE, SETTINGS);
    expect(stage.sent()).toEqual([['settingsEnd'], ['windowUpdate', 0, 1024 * 1024 - 65_535], ['settingsAck']]);
    expect(stage.told).toEqual(['settings']);
  });

  it('hands over in one write what one turn has to say', () => {
    const stage = server();
    stage.act = (stream, told) => {
      if (!told.startsWith('headers')) return;
      stream.sendHeaders(OK);
      stream.sendData(BODY, 0, 10);
      stream.sendEnd(undefined);
    };
    const before = stage.writes;
    stage.read(headers(1), headers(3), headers(5), ping());
    expect(stage.writes).toBe(before + 1);
  });

  it('ends a stream with the frame before, where that has not left', () => {
    const stage = server();
    stage.act = (stream, told) => {
      if (!told.startsWith('headers')) return;
      stream.sendHeaders(OK);
      if (stream.id === 3) stream.sendData(BODY, 0, 2);
      stream.sendEnd(stream.id === 5 ? ['x', 'y'] : undefined);
    };
    stage.read(headers(1), headers(3), headers(5));
    expect(stage.sent().map(([kind, id, ends]) => [kind, id, ends])).toEqual([
      ['headers', 1, true],
      ['headers', 3, false],
      ['data', 3, true],
      ['headers', 5, false],
      ['headers', 5, true],
    ]);
    expect(stage.told.filter((told) => told === 'closed')).toHaveLength(3);
  });

  it('ends one whose frame has left with an empty one', () => {
    const stage = server().read(headers(1));
    const [stream] = stage.streams;
    stream?.sendHeaders(OK);
    stage.sent();
    stream?.sendEnd(undefined);
    expect(stage.sent()).toEqual([['data', 1, true, '', 0]]);
  });

  it('tells of a request as it comes', () => {
    const stage = server().read(headers(1, undefined, 0), data(1, 3), data(1, 2), headers(1, ['x', 'y']));
    expect(stage.told).toEqual(['1 headers 4', '1 data 3', '1 data 2', '1 headers 1 end', '1 pause']);
    stage.read(headers(3, undefined, 0), data(3, 1, FLAG.endStream));
    expect(stage.told.slice(5)).toEqual(['3 headers 4', '3 data 1', '3 end', '3 pause']);
  });

  it('asks a client to stop whose answer is complete before its request', () => {
    const stage = server().read(headers(1, undefined, 0));
    stage.streams[0]?.sendHeaders(OK);
    stage.streams[0]?.sendEnd(undefined);
    expect(stage.sent().map(([kind, , what]) => [kind, what])).toEqual([
      ['headers', true],
      ['reset', ERROR.none],
    ]);
    // What was under way is read over.
    stage.read(data(1, 1000), headers(1, ['x', 'y']));
    expect([stage.sent(), stage.connection.over]).toEqual([[], false]);
  });

  it('uses the numbers of a client one after the other', () => {
    const stage = client();
    const ids = [stage.stream(), stage.stream(), stage.stream()].map((stream) => {
      stage.connection.open(stream);
      return stream.id;
    });
    expect(ids).toEqual([1, 3, 5]);
  });

  it('ends a stream of which a defect is told, and no other', () => {
    const stage = server();
    const wrong = new Error('a defect');
    stage.act = ({ id }, told) => {
      if (id === 1 && told.startsWith('headers')) throw wrong;
    };
    stage.read(headers(1), headers(3));
    expect(stage.errors).toEqual([wrong]);
    expect(stage.sent()).toEqual([['reset', 1, ERROR.internal]]);
    expect(stage.told).toEqual(['1 headers 4 end', '1 reset 2', 'closed', 'idle', '3 headers 4 end', '3 pause']);
  });
});

describe('flow control', () => {
  it('sends as much as the windows allow, and the rest when they grow', () => {
    const stage = server().read(headers(1, undefined, 0));
    const [stream] = stage.streams;
    stream?.sendHeaders(OK);
    stream?.sendData(BODY, 0, BODY.length);
    expect(octets(stage)).toBe(65_535);
    expect(stream?.queued).toBe(BODY.length - 65_535);
    stage.read(windowUpdate(1, 100_000));
    expect(octets(stage)).toBe(0);
    stage.read(windowUpdate(0, 40_000));
    expect(octets(stage)).toBe(40_000);
    stage.read(windowUpdate(0, 1_000_000), windowUpdate(1, 1_000_000));
    expect(octets(stage)).toBe(BODY.length - 105_535);
    expect(stage.told.filter((told) => told === '1 drain')).toHaveLength(1);
  });

  it('serves streams that wait in turn', () => {
    const stage = server().read(headers(1, undefined, 0), headers(3, undefined, 0));
    for (const stream of stage.streams) stream.sendData(BODY, 0, BODY.length);
    stage.read(windowUpdate(1, 200_000), windowUpdate(3, 200_000));
    stage.sent();
    stage.read(windowUpdate(0, 4 * 16_384));
    expect(stage.sent().map(([, id]) => id)).toEqual([1, 3, 1, 3]);
  });

  it('ends behind what waits, with trailers', () => {
    const stage = server().read(headers(1));
    const [stream] = stage.streams;
    stream?.sendHeaders(OK);
    stream?.sendData(BODY, 0, 65_536);
    stream?.sendEnd(['grpc-status', '0']);
    expect(stage.told).not.toContain('closed');
    stage.read(windowUpdate(1, 1), windowUpdate(0, 1));
    expect(
      stage
        .sent()
        .slice(-2)
        .map(([kind, , ends]) => [kind, ends]),
    ).toEqual([
      ['data', false],
      ['headers', true],
    ]);
    expect(stage.told).toContain('closed');
  });

  it('moves the windows of open streams with SETTINGS, below nothing too', () => {
    const stage = server().read(headers(1, undefined, 0));
    const [stream] = stage.streams;
    stream?.sendData(BODY, 0, 65_535);
    stage.read(settings(SETTING.initialWindowSize, 1000), windowUpdate(0, 100_000));
    expect(stream?.sendWindow).toBe(1000 - 65_535);
    stream?.sendData(BODY, 0, 10);
    stage.sent();
    stage.read(windowUpdate(1, 64_535));
    expect(octets(stage)).toBe(0);
    stage.read(settings(SETTING.initialWindowSize, 1004));
    expect(octets(stage)).toBe(4);
  });

  it('keeps to the frames that the peer takes', () => {
    const stage = client(SETTING.maxFrameSize, 20_000);
    const stream = stage.stream();
    stage.connection.open(stream);
    stream.sendData(BODY, 0, 50_000);
    expect(stage.sent().map(([, , , , count]) => count)).toEqual([20_000, 20_000, 10_000]);
  });

  it('waits for a transport that is full', () => {
    const stage = server().read(windowUpdate(0, 1_000_000), headers(1, undefined, 0), windowUpdate(1, 1_000_000));
    const [stream] = stage.streams;
    stage.backlog = 70_000;
    stream?.sendData(BODY, 0, 100_000);
    const first = octets(stage);
    expect(first).toBeLessThan(100_000);
    stream?.sendData(BODY, 0, 10);
    expect(octets(stage)).toBe(0);
    stage.backlog = 0;
    stage.connection.onDrain();
    expect(octets(stage)).toBe(100_010 - first);
  });

  it('gives a client back what was used up, half a window at a time', () => {
    const stage = server().read(headers(1, undefined, 0));
    for (let sent = 0; sent < 128; sent += 16) stage.read(data(1, 16_384));
    expect(stage.sent()).toEqual([['windowUpdate', 1, STREAM_WINDOW_BYTES / 2]]);
  });

  it('gives nothing back while the reader is paused, and is not talked into more', () => {
    const stage = server().read(headers(1, undefined, 0));
    stage.streams[0]?.pause();
    for (let sent = 0; sent < 256; sent += 16) stage.read(data(1, 16_384));
    expect(stage.sent()).toEqual([]);
    stage.read(data(1, 1));
    expect(stage.sent()).toEqual([['reset', 1, ERROR.flowControl]]);
    expect(stage.told).toContain('1 reset 3');
  });

  it('gives back what was held when the reader goes on', () => {
    const stage = server().read(headers(1, undefined, 0));
    stage.streams[0]?.pause();
    for (let sent = 0; sent < 256; sent += 16) stage.read(data(1, 16_384));
    stage.streams[0]?.resume();
    expect(stage.sent()).toEqual([['windowUpdate', 1, STREAM_WINDOW_BYTES]]);
  });

  it('lets a slow reader of an upstream hold up nobody else', () => {
    const stage = client();
    const streams = Array.from({ length: 4 }, () => stage.stream());
    for (const stream of streams) {
      stage.connection.open(stream);
      stream.pause();
    }
    for (const { id } of streams) for (let sent = 0; sent < 256; sent += 16) stage.read(data(id, 16_384));
    const given = stage.sent().map(([, id, count]) => [id, count]);
    expect(given).toEqual([
      [0, CONNECTION_WINDOW_BYTES / 2],
      [0, CONNECTION_WINDOW_BYTES / 2],
    ]);
  });

  it('gives back what comes on streams that are gone', () => {
    const stage = server().read(headers(1, undefined, 0));
    stage.streams[0]?.reset(ERROR.cancel);
    stage.sent();
    for (let sent = 0; sent < 512; sent += 16) stage.read(data(1, 16_384));
    expect(stage.sent()).toEqual([['windowUpdate', 0, CONNECTION_WINDOW_BYTES / 2]]);
  });

  it('counts padding', () => {
    const stage = server().read(headers(1, undefined, 0));
    const padded = frame(FRAME.data, FLAG.padded, 1, `fe61${'00'.repeat(254)}`);
    for (let count = 0; count < 512; count++) stage.read(padded);
    expect(stage.sent()).toEqual([['windowUpdate', 1, STREAM_WINDOW_BYTES / 2]]);
  });
});

describe('what is wrong with a connection', () => {
  it.each<[string, readonly Buffer[], number]>([
    ['DATA of a stream that was never opened', [data(1, 1)], ERROR.protocol],
    ['RST_STREAM of one', [reset(1, 8)], ERROR.protocol],
    ['WINDOW_UPDATE of one', [windowUpdate(1, 1)], ERROR.protocol],
    ['a stream with an even number', [headers(2)], ERROR.protocol],
    ['HEADERS of a stream that is over', [headers(1), reset(1, 8), headers(1)], ERROR.streamClosed],
    ['a lower number than before', [headers(5), headers(3)], ERROR.streamClosed],
    ['a window beyond what there can be', [windowUpdate(0, 2 ** 31 - 1)], ERROR.flowControl],
    [
      'one of a stream, by SETTINGS',
      [headers(1, undefined, 0), windowUpdate(1, 1_000_000), settings(SETTING.initialWindowSize, 2 ** 31 - 1)],
      ERROR.flowControl,
    ],
    ['a block that cannot be decoded', [frame(FRAME.headers, FLAG.endHeaders, 1, 'ff ff ff ff ff')], ERROR.compression],
  ])('%s', (_, frames, code) => {
    const stage = server().read(...frames);
    expect(stage.told.at(-1)).toBe(`error ${code}`);
    expect(stage.sent().at(-1)?.slice(0, 3)).toEqual(['goaway', stage.connection.streams.highest, code]);
    expect(stage.connection.streams.size).toBe(0);
    stage.read(headers(9));
    expect(stage.told.at(-1)).toBe(`error ${code}`);
  });

  it('more than the window of the connection', () => {
    const stage = server();
    const ids = [1, 3, 5, 7, 9];
    stage.read(...ids.map((id) => headers(id, undefined, 0)));
    for (const stream of stage.streams) stream.pause();
    for (const id of ids) for (let sent = 0; sent < 224; sent += 16) stage.read(data(id, 16_384));
    expect(stage.told.at(-1)).toBe(`error ${ERROR.flowControl}`);
  });

  it('a server that opens streams', () => {
    expect(client().read(headers(1)).told).toEqual([`error ${ERROR.protocol}`]);
  });

  it('SETTINGS that are not acknowledged in time', () => {
    const stage = server();
    stage.pass(9000);
    expect(stage.connection.over).toBe(false);
    stage.pass(1100);
    expect(stage.told).toEqual([`error ${ERROR.settingsTimeout}`]);
    const other = server().read(frame(FRAME.settings, FLAG.ack, 0));
    other.pass(20_000);
    expect(other.connection.over).toBe(false);
  });

  it('tells every stream', () => {
    const stage = server().read(headers(1), headers(3, undefined, 0), data(99, 1));
    expect(stage.told.slice(-5)).toEqual(['1 lost 1', 'closed', '3 lost 1', 'closed', `error ${ERROR.protocol}`]);
  });
});

describe('what is wrong with a stream', () => {
  it.each<[string, readonly Buffer[], number]>([
    ['DATA behind the end', [headers(1), data(1, 1)], ERROR.streamClosed],
    ['HEADERS behind the end', [headers(1), headers(1)], ERROR.streamClosed],
    ['a window beyond what there can be', [headers(1), windowUpdate(1, 2 ** 31 - 1)], ERROR.flowControl],
    ['WINDOW_UPDATE by nothing', [headers(1), windowUpdate(1, 0)], ERROR.protocol],
  ])('%s', (_, frames, code) => {
    const stage = server().read(...frames);
    expect(stage.sent()).toContainEqual(['reset', 1, code]);
    expect(stage.connection.over).toBe(false);
    expect(stage.connection.streams.size).toBe(0);
  });

  it('one too many is refused, and can be tried again', () => {
    const stage = server(2).read(
      headers(1, undefined, 0),
      headers(3, undefined, 0),
      headers(5, undefined, 0),
      data(5, 1),
    );
    expect(stage.sent()).toEqual([['reset', 5, ERROR.refusedStream]]);
    expect(stage.streams).toHaveLength(2);
  });

  it('fields over the limit are told as such, and the next block is read right', () => {
    const fields = Array.from({ length: 240 }, (_, index) => [`x-${index % 40}`, 'y'.repeat(300)]).flat();
    const stage = server().read(...inFrames(1, fields), headers(3));
    expect(stage.told.slice(0, 2)).toEqual(['1 too large', '3 headers 4 end']);
  });
});

/** A field block in as many frames as it needs. */
function inFrames(id: number, fields: readonly string[]): readonly Buffer[] {
  const payload = headers(id, fields).subarray(9);
  const pieces = Array.from({ length: Math.ceil(payload.length / 16_384) }, (_, index) =>
    payload.subarray(index * 16_384, (index + 1) * 16_384).toString('hex'),
  );
  return pieces.map((piece, index) => {
    const last = index === pieces.length - 1 ? FLAG.endHeaders : 0;
    return frame(
      index === 0 ? FRAME.headers : FRAME.continuation,
      last | (index === 0 ? FLAG.endStream : 0),
      id,
      piece,
    );
  });
}

describe('floods', () => {
  const repeat = (count: number, make: (index: number) => Buffer): Buffer =>
    Buffer.concat(Array.from({ length: count }, (_, index) => make(index)));
  const CALM = `error ${ERROR.enhanceYourCalm}`;

  it.each<[string, Buffer, number]>([
    ['PING', ping(), 1001],
    ['SETTINGS', SETTINGS, 101],
    ['PRIORITY', frame(FRAME.priority, 0, 1, '00000000ff'), 1001],
    ['frames nobody knows', frame(0xfa, 0, 0, '00'), 1001],
    ['WINDOW_UPDATE', windowUpdate(0, 1), 1001],
  ])('of %s end the connection', (_, one, enough) => {
    expect(server().read(repeat(enough - 20, () => one)).connection.over).toBe(false);
    expect(
      server()
        .read(repeat(enough, () => one))
        .told.at(-1),
    ).toBe(CALM);
  });

  it('of empty DATA end the connection', () => {
    const stage = server().read(
      headers(1, undefined, 0),
      repeat(101, () => data(1, 0)),
    );
    expect(stage.told.at(-1)).toBe(CALM);
    const padding = frame(FRAME.data, FLAG.padded, 3, '0a00000000000000000000');
    expect(
      server()
        .read(
          headers(3, undefined, 0),
          repeat(101, () => padding),
        )
        .told.at(-1),
    ).toBe(CALM);
  });

  it('of resets end the connection, by the peer or for what it does', () => {
    const quick = (index: number) => Buffer.concat([headers(2 * index + 1), reset(2 * index + 1, ERROR.cancel)]);
    expect(server().read(repeat(99, quick)).connection.over).toBe(false);
    expect(server().read(repeat(100, quick)).told.at(-1)).toBe(CALM);
    const wrong = (index: number) => Buffer.concat([headers(2 * index + 1), data(2 * index + 1, 1)]);
    expect(server().read(repeat(100, wrong)).told.at(-1)).toBe(CALM);
  });

  it('are none when resets are few among many', () => {
    const stage = server();
    stage.act = (stream, told) => {
      if (!told.startsWith('headers') || stream.id % 6 === 1) return;
      stream.sendHeaders(OK);
      stream.sendEnd(undefined);
    };
    for (let index = 0; index < 1000; index++) {
      const id = 2 * index + 1;
      stage.read(headers(id), ...(id % 6 === 1 ? [reset(id, ERROR.cancel)] : []));
    }
    expect(stage.connection.over).toBe(false);
  });

  it('are none when a slow upstream answers what was given up long ago', () => {
    const stage = client();
    const ids: number[] = [];
    for (let count = 0; count < 3000; count++) {
      const stream = stage.stream();
      stage.connection.open(stream);
      ids.push(stream.id);
      stream.reset(ERROR.cancel);
    }
    for (const id of ids) stage.read(headers(id, OK, 0), data(id, 100, FLAG.endStream), reset(id, ERROR.none));
    expect(stage.connection.over).toBe(false);
  });

  it('are none over a long time', () => {
    const stage = server();
    for (let second = 0; second < 3600; second++) {
      stage.pass(1000);
      stage.read(ping());
      if (second === 0) stage.read(frame(FRAME.settings, FLAG.ack, 0));
    }
    expect(stage.connection.over).toBe(false);
  });

  it('are none where what is sent has to be answered', () => {
    const stage = server().read(headers(1, undefined, 0));
    const [stream] = stage.streams;
    for (let round = 0; round < 3000; round++) {
      stream?.sendData(BODY, 0, 10_000);
      stage.sent();
      stage.read(windowUpdate(0, 10_000), windowUpdate(1, 10_000), ping());
    }
    expect([stage.connection.over, stream?.queued]).toEqual([false, 0]);
  });

  it('of answers that nobody reads end the connection', () => {
    const stage = server();
    stage.backlog = 2 * 1024 * 1024;
    stage.read(ping()).turn();
    expect(stage.told.at(-1)).toBe(CALM);
  });
});

describe('the end', () => {
  it('is announced, and then told with a number', () => {
    const stage = server().read(headers(1));
    stage.connection.announceEnd();
    stage.connection.ping();
    expect(stage.sent().map(([kind, last]) => [kind, last])).toEqual([
      ['goaway', 2 ** 31 - 1],
      ['ping', false],
    ]);
    stage.read(headers(3), frame(FRAME.ping, FLAG.ack, 0, '0000000000000000'));
    expect(stage.told).toContain('pong');
    stage.connection.refuseMore();
    stage.read(headers(5));
    expect(stage.sent().map(([kind, last]) => [kind, last])).toEqual([
      ['goaway', 3],
      ['reset', 5],
    ]);
  });

  it('that an upstream tells of refuses what it has not looked at', () => {
    const stage = client();
    for (let count = 0; count < 3; count++) stage.connection.open(stage.stream());
    stage.read(goaway(1, ERROR.none));
    expect(stage.told).toEqual(['goaway 0', '3 reset 7', 'closed', '5 reset 7', 'closed']);
    expect(stage.connection.streams.size).toBe(1);
  });

  it('of the transport loses all streams', () => {
    const stage = client();
    stage.connection.open(stage.stream());
    stage.connection.end();
    expect(stage.told).toEqual(['1 lost 0', 'closed']);
    stage.connection.end();
    expect(stage.told).toHaveLength(2);
  });
});
