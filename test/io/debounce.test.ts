import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Debounce } from '../../src/io/debounce.ts';

describe('events in short time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const watched = () => {
    const told: string[] = [];
    const debounce = new Debounce(
      { quietMs: 20, longestMs: 50 },
      { begun: () => told.push('begun'), over: () => told.push('over') },
    );
    return { told, debounce };
  };

  it('are one, which begins with the first and is over when it is quiet', () => {
    const { told, debounce } = watched();
    debounce.notice();
    vi.advanceTimersByTime(15);
    debounce.notice();
    vi.advanceTimersByTime(19);
    expect(told).toEqual(['begun']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['begun', 'over']);
  });

  it('are over after the longest time, however many follow', () => {
    const { told, debounce } = watched();
    for (let at = 0; at < 60; at += 10) {
      debounce.notice();
      vi.advanceTimersByTime(10);
    }
    expect(told.slice(0, 2)).toEqual(['begun', 'over']);
  });

  it('are not told of after the end', () => {
    const { told, debounce } = watched();
    debounce.notice();
    debounce.stop();
    vi.advanceTimersByTime(100);
    expect(told).toEqual(['begun']);
  });
});
