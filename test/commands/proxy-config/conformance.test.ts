import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { testHost } from '../../support/host.ts';

/** A recorded run of the reference: see the data's README. */
interface Case {
  readonly name: string;
  readonly group: string;
  readonly command: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly compare: 'bytes' | 'json-value' | 'yaml-value' | 'lines-sorted';
  readonly stderrLine?: string;
}

const dir = conformanceDir('proxy-config');
const read = (path: string): string => readFileSync(join(dir ?? '', path), 'utf8');
// The border of JSON.parse: the shape is the README's.
const cases = dir === undefined ? [] : (JSON.parse(read('cases.json')) as readonly Case[]);

/** When the runs were recorded; VALID CERT depends on it. */
const NOW = new Date('2026-11-21T12:00:00Z');

const sortedLines = (text: string) => text.split('\n').sort();

const COMPARABLE: Readonly<Record<Case['compare'], (text: string) => unknown>> = {
  bytes: (text) => text,
  'json-value': (text) => JSON.parse(text) as unknown,
  'yaml-value': (text) => parse(text, { maxAliasCount: -1 }) as unknown,
  'lines-sorted': sortedLines,
};

if (dir === undefined) it.skip('conformance/proxy-config: there is no comparison data here, see MESHCTL_CONFORMANCE');

describe.skipIf(dir === undefined)('conformance/proxy-config: files, under --compat istioctl', () => {
  const groups = [...new Set(cases.map(({ group }) => group))];
  describe.each(groups)('%s', (group) => {
    const own = cases.filter((item) => item.group === group);
    it.each(own.map((item) => [item.name, item] as const))('%s', async (_, item) => {
      const host = { ...testHost({ cwd: join(dir ?? '', 'dumps') }), now: () => NOW };
      const status = await run([...item.command, '--compat', 'istioctl'], host);
      const complaint = host
        .complained()
        .split('\n')
        .find((line) => line.startsWith('Error: '));
      expect({ status, complaint }).toEqual({ status: item.exit, complaint: item.stderrLine });
      const comparable = COMPARABLE[item.compare];
      expect(comparable(host.written())).toEqual(comparable(read(item.stdout)));
    });
  });
});
