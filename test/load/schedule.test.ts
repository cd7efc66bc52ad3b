import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schedule } from '../../src/load/schedule.ts';

function taken(schedule: Schedule, now: number): readonly number[] {
  const due: number[] = [];
  for (let next = schedule.take(now); next !== undefined; next = schedule.take(now)) due.push(next);
  return due;
}

describe('requests of a steady rate', () => {
  it('are due at even distances', () => {
    const schedule = new Schedule({ rate: 100, durationMs: 1000 });
    expect(taken(schedule, 25)).toEqual([0, 10, 20]);
    expect(taken(schedule, 29)).toEqual([]);
    expect(taken(schedule, 30)).toEqual([30]);
    expect(schedule.over).toBe(false);
  });

  it('are as many as the time asks for, whenever they are looked for', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), looks, (rate, times) => {
        const schedule = new Schedule({ rate, durationMs: 2000 });
        const all = [...times.toSorted((a, b) => a - b), 3000].flatMap((now) => taken(schedule, now));
        expect(all).toHaveLength(rate * 2);
        expect(schedule.over).toBe(true);
        expect(all.every((due, index) => Math.abs(due - (index * 1000) / rate) < 1e-6)).toBe(true);
      }),
    );
  });

  it('are no more than were asked for', () => {
    expect(taken(new Schedule({ rate: 1000, durationMs: 1000, requests: 3 }), 1000)).toEqual([0, 1, 2]);
  });
});
