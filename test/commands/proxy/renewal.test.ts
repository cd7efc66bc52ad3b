import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Renewal } from '../../../src/commands/proxy/renewal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('renewal', () => {
  const setup = () => {
    const renew = vi.fn<() => void>();
    return { renew, renewal: new Renewal(renew, Date.now) };
  };

  it('comes when it is due, and again a minute later until another time is told', () => {
    const { renew, renewal } = setup();
    renewal.follow(Date.now() + 10_000);
    vi.advanceTimersByTime(9999);
    expect(renew).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    expect(renew).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect(renew).toHaveBeenCalledTimes(2);
    renewal.follow(Date.now() + 1_000_000);
    vi.advanceTimersByTime(999_999);
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it('waits longer than one timer can', () => {
    const { renew, renewal } = setup();
    const years = 10 * 365 * 24 * 3_600_000;
    renewal.follow(Date.now() + years);
    vi.advanceTimersByTime(years - 1);
    expect(renew).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('does not come where there is no certificate', () => {
    const { renew, renewal } = setup();
    renewal.follow(Date.now() + 1000);
    renewal.follow(undefined);
    vi.advanceTimersByTime(100_000);
    expect(renew).toHaveBeenCalledTimes(0);
  });
});
