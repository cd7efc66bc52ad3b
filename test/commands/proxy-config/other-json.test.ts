/** Files that are JSON, but not what a command reads: nothing may look as if all were well. */
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { testHost } from '../../support/host.ts';
import { tempFolder } from '../../support/temp.ts';

const FILES = {
  'object.json': '{"a":1}',
  'list.json': '[{"a":1}]',
  'text.json': '"configs"',
  'number.json': '{"configs":5}',
};
const PARTS = [
  'cluster',
  'listener',
  'route',
  'eds',
  'bootstrap',
  'secret',
  'ecds',
  'errors',
  'certs',
  'size',
] as const;

const DUMP = 'is JSON, but no config dump: it has no "configs"';
const STATUSES = 'is JSON, but no answer of /clusters: it has no "cluster_statuses"';
const ZTUNNEL = 'is JSON, but no dump of a ztunnel';
const SYNCZ = 'is JSON, but no answer of a control plane';

async function meshctl(...words: readonly string[]) {
  const host = testHost({
    cwd: tempFolder({ ...FILES, 'none.json': '{"configs":[]}', 'empty.json': '{}', 'no.json': '[]' }),
  });
  return { status: await run(words, host), stdout: host.written(), stderr: host.complained() };
}

describe.each(Object.keys(FILES))('%s', (file) => {
  const calls: readonly (readonly [words: readonly string[], message: string])[] = [
    ...PARTS.flatMap(
      (part) =>
        [
          [['pc', part, '--file', file], DUMP],
          [['pc', part, '--file', file, '-o', 'json'], DUMP],
        ] as const,
    ),
    [['pc', 'all', '--file', file], 'has no BootstrapConfigDump'],
    [['pc', 'endpoint', '--file', file], STATUSES],
    [['pc', 'endpoint', '--file', file, '-o', 'yaml'], STATUSES],
    [['pc', 'diff', file, file], DUMP],
    [['pc', 'rc', file, file], DUMP],
    [['authz', 'check', '--file', file], DUMP],
    ...['workload', 'service', 'policy', 'certificate', 'connections', 'all'].map(
      (part) => [['zc', part, '--file', file], ZTUNNEL] as const,
    ),
    [['stats', file], 'has no statistics that meshctl knows'],
    [['tui', file, '--once'], 'has no statistics that meshctl knows'],
  ];
  it.each(calls)('%j names the file and what it lacks', async (words, message) => {
    const { status, stdout, stderr } = await meshctl(...words);
    expect([status, stdout]).toEqual([65, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`"${file}"`);
    expect(stderr).toContain('hint: ');
  });
});

describe('what is as it should be, and empty', () => {
  it.each([
    [['pc', 'endpoint', '--file', 'empty.json'], 0],
    [['pc', 'eds', '--file', 'none.json'], 0],
    [['ps', '--file', 'no.json'], 0],
    // Nobody can say of no configuration that it is in force.
    [['pc', 'errors', '--file', 'none.json'], 65],
    [['pc', 'size', '--file', 'none.json'], 65],
  ])('%j ends with %i', async (words, status) => {
    expect((await meshctl(...words)).status).toBe(status);
  });

  it.each(['object.json', 'text.json'])('proxy-status refuses %s', async (file) => {
    const { status, stderr } = await meshctl('ps', '--file', file);
    expect(status).toBe(65);
    expect(stderr).toContain(SYNCZ);
  });

  it('any JSON is a dump where the reference is imitated', async () => {
    expect((await meshctl('pc', 'eds', '--file', 'object.json', '--compat', 'istioctl')).status).toBe(0);
    expect((await meshctl('pc', 'endpoint', '--file', 'object.json', '--compat', 'istioctl')).status).toBe(0);
    expect((await meshctl('zc', 'workload', '--file', 'object.json', '--compat', 'istioctl')).status).toBe(0);
  });
});
