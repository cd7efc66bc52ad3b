import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/run.ts';
import { conformanceDir } from '../support/conformance.ts';
import { testHost } from '../support/host.ts';

/** A recorded table of the reference: see the data's README. */
interface Case {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly verbosity: number;
  readonly namespace: string;
  readonly exit: number;
  readonly stdout: string;
  readonly compare: 'bytes' | 'json-value' | 'yaml-value';
  readonly stderrLine?: string;
}

const conformance = conformanceDir('proxy-config');
const dir = conformance === undefined ? '' : join(conformance, 'syncz');
const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
// The border of JSON.parse: the shape is the README's.
const cases = dir === '' ? [] : (JSON.parse(read('cases.json')) as readonly Case[]);

const COMPARABLE: Readonly<Record<Case['compare'], (text: string) => unknown>> = {
  bytes: (text) => text,
  'json-value': (text) => JSON.parse(text) as unknown,
  'yaml-value': (text) => parse(text) as unknown,
};

if (dir === '') it.skip('conformance/proxy-config/syncz: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(dir === '')('conformance/proxy-config/syncz', () => {
  it.each(cases.map((item) => [item.name, item] as const))('%s', async (_, item) => {
    const host = testHost({ cwd: dir });
    const files = item.inputs.flatMap((input) => ['--file', input]);
    const flags = ['-o', item.output, '-v', String(item.verbosity), '-n', item.namespace, '--compat', 'istioctl'];
    const status = await run(['proxy-status', ...files, ...flags], host);
    const complaint = host
      .complained()
      .split('\n')
      .find((line) => line.startsWith('Error: '));
    expect({ status, complaint }).toEqual({ status: item.exit, complaint: item.stderrLine });
    const comparable = COMPARABLE[item.compare];
    expect(comparable(host.written())).toEqual(comparable(read(item.stdout)));
  });
});
