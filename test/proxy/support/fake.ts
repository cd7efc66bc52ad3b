import type { WireContext } from '../../../src/proxy/wire/context.ts';
import type { Upstreams } from '../../../src/proxy/wire/stream.ts';
import { TimerWheel } from '../../../src/proxy/wire/timer-wheel.ts';
import type { Transport } from '../../../src/proxy/wire/transport.ts';
import { type Recording, recording } from './observer.ts';

/** A transport that remembers; nothing it is given ever waits unless a test says so. */
export interface FakeTransport extends Transport {
  /** What has left. */
  sent: string;
  ended: 'no' | 'end' | 'destroy' | 'reset';
  paused: boolean;
  backlog: number;
}

export function fakeTransport(): FakeTransport {
  let text = '';
  const fake: FakeTransport = {
    sent: '',
    ended: 'no',
    paused: false,
    backlog: 0,
    localLabel: '127.0.0.1:1',
    bytesRead: 0,
    bytesWritten: 0,
    write: (more) => {
      text += more;
    },
    writeBytes: (chunk, from, to) => {
      text += chunk.toString('latin1', from, to);
    },
    flush: () => {
      fake.sent += text;
      text = '';
    },
    send: (chunk) => {
      fake.flush();
      fake.sent += chunk.toString('latin1');
    },
    pause: () => {
      fake.paused = true;
    },
    resume: () => {
      fake.paused = false;
    },
    end: () => {
      fake.flush();
      fake.ended = 'end';
    },
    destroy: () => {
      fake.ended = 'destroy';
    },
    reset: () => {
      fake.ended = 'reset';
    },
  };
  return fake;
}

export interface FakeContext {
  readonly context: WireContext;
  readonly seen: Recording;
  readonly now: () => number;
  /** Lets time pass, timers and all. */
  readonly pass: (ms: number) => void;
}

/** A proxy's surroundings with a clock that stands still until it is moved. */
export function fakeContext(upstreams: Upstreams): FakeContext {
  const clock = { now: 1000 };
  const seen = recording();
  const now = () => clock.now;
  const wheel = new TimerWheel(
    now,
    () => undefined,
    (error) => seen.internalError(error),
  );
  const context: WireContext = { now, httpDate: () => 'today', wheel, upstreams, observer: seen, draining: false };
  const pass = (ms: number): void => {
    const end = clock.now + ms;
    for (let delay = wheel.delay(); delay >= 0 && clock.now + delay <= end; delay = wheel.delay()) {
      clock.now += delay;
      wheel.advance();
    }
    clock.now = end;
    wheel.advance();
  };
  return { context, seen, now, pass };
}
