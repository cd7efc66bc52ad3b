import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timer, TimerWheel } from '../../../src/proxy/wire/timer-wheel.ts';

/** A wheel whose clock stands still until it is moved. */
function wheelAt(start: number) {
  const clock = { now: start };
  let earlier = 0;
  const defects: unknown[] = [];
  const wheel = new TimerWheel(
    () => clock.now,
    () => earlier++,
    (error) => defects.push(error),
  );
  return {
    clock,
    wheel,
    earlier: () => earlier,
    defects,
    /** Moves the clock in steps as a process would that sleeps as long as it may. */
    runTo: (end: number) => {
      for (let delay = wheel.delay(); delay >= 0 && clock.now + delay <= end; delay = wheel.delay()) {
        clock.now += delay;
        wheel.advance();
      }
      clock.now = end;
      wheel.advance();
    },
  };
}

describe('a timer wheel', () => {
  it('fires each timer once, never early and at most a slot late', () => {
    const actions = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3000 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), actions, (start, plan) => {
        const { clock, wheel, runTo } = wheelAt(start);
        const late: number[] = [];
        for (const [delay, pause] of plan) {
          const due = clock.now + delay;
          wheel.start(new Timer(() => late.push(clock.now - due)), delay);
          runTo(clock.now + pause);
        }
        runTo(clock.now + 21_000);
        expect(late).toHaveLength(plan.length);
        expect(Math.min(0, ...late)).toBe(0);
        expect(Math.max(0, ...late)).toBeLessThanOrEqual(8);
        expect(wheel.delay()).toBe(-1);
      }),
    );
  });

  it('forgets what was stopped, and puts off what was started again', () => {
    const { clock, wheel, runTo } = wheelAt(1000);
    const fired: string[] = [];
    const stopped = new Timer(() => fired.push('stopped'));
    const moved = new Timer(() => fired.push(`moved at ${clock.now}`));
    wheel.start(stopped, 10);
    wheel.start(moved, 10);
    wheel.stop(stopped);
    wheel.stop(stopped);
    wheel.start(moved, 100);
    expect([stopped.running, moved.running]).toEqual([false, true]);
    runTo(2000);
    expect(fired).toEqual(['moved at 1100']);
  });

  it('lets a timer start and stop others, itself too', () => {
    const { wheel, runTo } = wheelAt(0);
    const fired: string[] = [];
    let rounds = 0;
    const other = new Timer(() => fired.push('other'));
    const again = new Timer(() => {
      fired.push('again');
      wheel.stop(other);
      if (++rounds < 3) wheel.start(again, 4096);
    });
    wheel.start(other, 9);
    wheel.start(again, 8);
    runTo(20_000);
    expect(fired).toEqual(['again', 'again', 'again']);
  });

  it('says when it has to be woken earlier, and only then', () => {
    const { wheel, earlier } = wheelAt(0);
    wheel.start(new Timer(() => undefined), 1000);
    wheel.start(new Timer(() => undefined), 2000);
    expect(earlier()).toBe(1);
    wheel.start(new Timer(() => undefined), 100);
    expect([earlier(), wheel.delay()]).toEqual([2, 100]);
  });

  it('goes on when a timer throws', () => {
    const { wheel, runTo, defects } = wheelAt(0);
    let fired = 0;
    const defect = new Error('ours');
    wheel.start(new Timer(() => fired++), 10);
    wheel.start(
      new Timer(() => {
        throw defect;
      }),
      10,
    );
    wheel.start(new Timer(() => fired++), 10);
    runTo(50);
    expect([fired, defects]).toEqual([2, [defect]]);
  });

  it('fires everything after a long sleep', () => {
    const { wheel, clock } = wheelAt(0);
    let fired = 0;
    for (let ms = 0; ms < 60_000; ms += 100) wheel.start(new Timer(() => fired++), ms);
    clock.now = 3_600_000;
    wheel.advance();
    expect(fired).toBe(600);
  });
});
