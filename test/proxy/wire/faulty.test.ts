import { describe, expect, it } from 'vitest';
import type { ConnectionFaults } from '../../../src/proxy/upstream.ts';
import { FaultyTransport } from '../../../src/proxy/wire/faulty-transport.ts';
import { fakeContext, fakeTransport } from '../support/fake.ts';

const NONE: ConnectionFaults = {
  upBytesPerSecond: 0,
  downBytesPerSecond: 0,
  sliceBytes: 0,
  jitterMs: 0,
  slowCloseMs: 0,
  silentMs: 0,
  resetAfterBytes: 0,
};

function setup(faults: Partial<ConnectionFaults>, random = () => 0.5) {
  const nothing = () => undefined;
  const { context, now, pass } = fakeContext({ acquire: nothing, cancel: nothing, forget: nothing });
  const inner = fakeTransport();
  const transport = new FaultyTransport(inner, { ...NONE, ...faults }, { now, random, wheel: context.wheel });
  const got: string[] = [];
  transport.attach({
    onData: (chunk) => void got.push(chunk.toString('latin1')),
    onEnd: () => void got.push('END'),
    onClose: (detail) => void got.push(`CLOSE ${detail}`),
    onDrain: () => void got.push('DRAIN'),
  });
  return { inner, transport, got, pass };
}

describe('a connection', () => {
  it('passes everything at once without a fault', () => {
    const { inner, transport, got } = setup({});
    transport.write('ab');
    transport.writeBytes(Buffer.from('xcdx'), 1, 3);
    transport.flush();
    transport.onData(Buffer.from('answer'));
    transport.onEnd();
    transport.end();
    expect([inner.sent, inner.ended, got]).toEqual(['abcd', 'end', ['DRAIN', 'answer', 'END']]);
  });

  it('has as much room for bytes as it is wide, both ways', () => {
    const { inner, transport, got, pass } = setup({ upBytesPerSecond: 10, downBytesPerSecond: 20 });
    transport.send(Buffer.from('12345'));
    transport.onData(Buffer.from('12345'));
    expect(transport.backlog).toBe(5);
    pass(300);
    expect([got, inner.sent]).toEqual([['12345'], '']);
    pass(300);
    expect([inner.sent, transport.backlog, got.at(-1)]).toEqual(['12345', 0, 'DRAIN']);
  });

  it('comes in small pieces, each of which may be late, and none before another', () => {
    const { got, transport, pass } = setup({ sliceBytes: 2, jitterMs: 100 });
    transport.onData(Buffer.from('12345'));
    transport.onEnd();
    expect(got).toEqual([]);
    pass(60);
    expect(got).toEqual(['12']);
    pass(200);
    expect(got).toEqual(['12', '34', '5', 'END']);
  });

  it('keeps bytes that the sender uses again', () => {
    const { got, transport, pass } = setup({ jitterMs: 100 });
    const memory = Buffer.from('first');
    transport.onData(memory);
    memory.write('again');
    pass(100);
    expect(got).toEqual(['first']);
  });

  it('ends later than it was ended', () => {
    const { inner, transport, got, pass } = setup({ slowCloseMs: 500 });
    transport.onEnd();
    transport.end();
    pass(400);
    expect([inner.ended, got]).toEqual(['no', []]);
    pass(200);
    expect([inner.ended, got]).toEqual(['end', ['END']]);
  });

  it('is reset after so many bytes', () => {
    const { inner, transport, got } = setup({ resetAfterBytes: 8 });
    transport.onData(Buffer.from('12345'));
    transport.onData(Buffer.from('67890'));
    expect([got, inner.ended]).toEqual([['12345', '678'], 'reset']);
    transport.onClose('reset');
    expect(got.at(-1)).toBe('CLOSE reset');
  });

  it('says nothing until it is closed', () => {
    const { inner, transport, got, pass } = setup({ silentMs: 1000 });
    transport.send(Buffer.from('hello?'));
    transport.onData(Buffer.from('yes'));
    pass(900);
    expect([inner.sent, inner.ended, got]).toEqual(['', 'no', []]);
    pass(200);
    expect(inner.ended).toBe('destroy');
  });

  it('holds back whoever sends more than can wait', () => {
    const { inner, transport, pass } = setup({ downBytesPerSecond: 100_000 });
    transport.onData(Buffer.alloc(100_000));
    expect(inner.paused).toBe(true);
    pass(1100);
    expect(inner.paused).toBe(false);
    transport.pause();
    expect(inner.paused).toBe(true);
    transport.resume();
    expect(inner.paused).toBe(false);
  });

  it('that is given up passes nothing any more', () => {
    const { inner, transport, got, pass } = setup({ jitterMs: 100 });
    transport.send(Buffer.from('late'));
    transport.onData(Buffer.from('late'));
    transport.destroy();
    pass(1000);
    expect([inner.sent, inner.ended, got]).toEqual(['', 'destroy', []]);
  });
});
