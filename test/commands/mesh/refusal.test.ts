import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const BROKEN = 'kind: [\n';

describe('what nobody can read', () => {
  it.each(['translate', 'proxy check'])('has a status of its own where it is not there: %s', async (command) => {
    const status = (...files: readonly string[]) =>
      run(
        [...command.split(' '), ...files.flatMap((file) => ['-f', file])],
        testHost({ cwd: tempFolder({ 'broken.yaml': BROKEN, 'empty.yaml': '' }) }),
      );
    expect(await status('absent')).toBe(66);
    expect(await status('absent/', 'absent.yaml')).toBe(66);
    expect(await status('empty.yaml')).toBe(66);
    expect(await status('broken.yaml')).toBe(65);
    expect(await status('absent.yaml', 'broken.yaml')).toBe(65);
  });
});
