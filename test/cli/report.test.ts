import { describe, expect, it } from 'vitest';
import { reportError } from '../../src/cli/report.ts';
import * as errors from '../../src/model/errors.ts';
import { testHost } from '../support/host.ts';

describe('reportError', () => {
  it.each([
    [new errors.UsageError('USAGE_X', 'm'), 64],
    [new errors.InputError('INPUT_X', 'm'), 65],
    [new errors.NoInputError('NO_INPUT_X', 'm'), 66],
    [new errors.UnavailableError('UNAVAILABLE_X', 'm'), 69],
    [new errors.PermissionError('NO_PERM_X', 'm'), 77],
    [new errors.ConfigError('CONFIG_X', 'm'), 78],
  ])('%s', async (error, status) => {
    const host = testHost();
    expect(await reportError(error, host, undefined)).toBe(status);
    expect(host.complained()).toBe('meshctl: m\n');
    expect(host.written()).toBe('');
  });

  it('prints the hint on a line of its own', async () => {
    const host = testHost();
    await reportError(new errors.UsageError('USAGE_X', 'no', { hint: 'try this' }), host, undefined);
    expect(host.complained()).toBe('meshctl: no\nhint: try this\n');
  });

  it('colours when it is told to', async () => {
    const host = testHost();
    await reportError(new errors.UsageError('USAGE_X', 'no'), host, 'always');
    expect(host.complained()).toBe('\u001b[31m\u001b[1mmeshctl:\u001b[22m\u001b[39m no\n');
  });

  it('shows the stack and the causes of a defect, and asks for a report', async () => {
    const host = testHost();
    expect(await reportError(new Error('inner thing', { cause: new TypeError('deep') }), host, undefined)).toBe(70);
    expect(host.complained()).toMatch(
      /^meshctl: this is a defect of meshctl, not of your input\nError: inner thing\n +at /,
    );
    expect(host.complained()).toMatch(/caused by: TypeError: deep\n +at /);
    expect(host.complained()).toMatch(/\nhint: please report it .* Node 20\.19\.0, linux-x64\n$/);
  });

  it('reports thrown values that are no errors', async () => {
    const host = testHost();
    expect(await reportError('thrown text', host, undefined)).toBe(70);
    expect(host.complained()).toContain('\nthrown text\n');
  });

  it('is silent about what an interrupted run still throws', async () => {
    const host = testHost();
    await host.interrupt();
    expect(await reportError(new Error('aborted'), host, undefined)).toBe(130);
    expect(host.complained()).toBe('');
  });
});
