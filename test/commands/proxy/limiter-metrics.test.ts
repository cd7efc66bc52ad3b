import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limiterMetrics } from '../../../src/commands/proxy/limiter-metrics.ts';
import { tempFolder } from '../../support/temp.ts';

it('follows a file of numbers, and keeps the last ones while it is broken or gone', () => {
  const folder = tempFolder({ 'n.json': '{"_base": {"pod": 3, "name": "x"}, "v1": 4}' });
  const numbers = limiterMetrics('n.json', folder);
  expect(numbers()).toEqual({ _base: { pod: 3 }, v1: {} });
  let time = 1000;
  const write = (text: string): void => {
    writeFileSync(join(folder, 'n.json'), text);
    time += 10;
    utimesSync(join(folder, 'n.json'), time, time);
  };
  write('{"v1": {"cpu.sum": 2.5}}');
  expect(numbers()).toEqual({ v1: { 'cpu.sum': 2.5 } });
  write('{');
  expect(numbers()).toEqual({ v1: { 'cpu.sum': 2.5 } });
  rmSync(join(folder, 'n.json'));
  expect(numbers()).toEqual({ v1: { 'cpu.sum': 2.5 } });
});

it('has none without a file', () => {
  expect(limiterMetrics(undefined, '/')()).toEqual({});
  expect(limiterMetrics('nothing.json', '/nonexistent')()).toEqual({});
});
