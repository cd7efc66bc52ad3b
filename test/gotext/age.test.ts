import { describe, expect, it } from 'vitest';
import { humanAge } from '../../src/gotext/age.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('humanAge', () => {
  it.each([
    [-5 * SECOND, '<invalid>'],
    [-SECOND, '0s'],
    [0, '0s'],
    [119 * SECOND, '119s'],
    [120 * SECOND, '2m'],
    [403 * SECOND, '6m43s'],
    [600 * SECOND, '10m'],
    [179 * 60 * SECOND, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 180 * SECOND, '3h3m'],
    [8 * HOUR, '8h'],
    [47 * HOUR, '47h'],
    [48 * HOUR, '2d'],
    [4 * DAY + 5 * HOUR, '4d5h'],
    [8 * DAY + 5 * HOUR, '8d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [800 * DAY, '2y70d'],
    [9 * 365 * DAY, '9y'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(humanAge(milliseconds)).toBe(text);
  });
});
