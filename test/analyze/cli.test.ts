import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { conformanceDir } from '../support/conformance.ts';
import { testHost } from '../support/host.ts';

const folder = conformanceDir('analyze') ?? '';
const REASON = 'no comparison data (MESHCTL_CONFORMANCE)';

interface CommandLine {
  readonly id: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdinFile?: string;
}

// The data is what it is said to be; a mistake there shows as a failing test.
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
const cases = folder === '' ? [] : read<{ cases: readonly CommandLine[] }>('cli.json').cases;

/** Lines with times are the peer's log, which it writes among its results. */
const withoutLog = (text: string): string => text.replace(/^<TIME>.*\n(?:\t\*.*\n+)?/gm, '');

/** What does not depend on words: level, code, object and place of every line. */
const layout = (text: string): readonly string[] =>
  withoutLog(text)
    .trim()
    .split('\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the reference
    .map((line) => /^(?:\u001B\[[\d;]+m)?\w+(?:\u001B\[0m)? \[\w+\] \([^)]*\)/.exec(line)?.[0] ?? line);

const records = (text: string) =>
  (JSON.parse(text) as readonly Record<string, string>[]).map((record) => [
    Object.keys(record),
    record['code'],
    record['level'],
    record['origin'],
    record['reference'],
  ]);

describe.skipIf(folder === '')(`the command lines of the reference (${folder === '' ? REASON : 'cli.json'})`, () => {
  it.each(cases.map((item) => [item.id, item] as const))(
    '%s',
    async (id, { args, exitCode, stdout, stderr, stdinFile }) => {
      const cwd = join(folder, 'cli');
      const host = testHost({ cwd, ...(stdinFile ? { stdin: readFileSync(join(cwd, stdinFile), 'utf8') } : {}) });
      const status = await run([...args, '--compat', 'istioctl'], host);
      expect(status).toBe(exitCode);
      expect(host.complained() === '').toBe(stderr === '');
      if (id === 'list') expect(host.written().match(/^\* \S+:$/gm)).toEqual(stdout.match(/^\* \S+:$/gm));
      else if (args.some((word) => /^json$/i.test(word))) expect(records(host.written())).toEqual(records(stdout));
      else if (args.includes('yaml')) {
        const keys = (text: string) => text.match(/^(?:- | {2})\w+:(?= |$)/gm);
        expect(keys(host.written())).toEqual(keys(stdout));
      } else {
        // The reference's lines inside lists are those of text it has written anew.
        const places = (text: string) =>
          layout(text).map((line) => (id === 'list-kind' ? line.replace(/:\d+\)/, ')') : line));
        expect(places(host.written())).toEqual(places(stdout));
      }
    },
  );
});

interface EndToEnd {
  readonly id: string;
  readonly files: readonly string[];
  readonly runs: Readonly<
    Record<string, { readonly args: readonly string[]; readonly logExitCode: number; readonly stderr: string }>
  >;
}

describe.skipIf(folder === '')(`the status of the reference (${folder === '' ? REASON : 'e2e.json'})`, () => {
  const entries = folder === '' ? [] : read<{ entries: readonly EndToEnd[] }>('e2e.json').entries;
  it.each(entries.map((item) => [item.id, item] as const))('%s', async (_id, { files, runs }) => {
    for (const { args, logExitCode, stderr } of Object.values(runs)) {
      const host = testHost({ cwd: folder });
      expect(await run([...args, ...files, '--compat', 'istioctl'], host)).toBe(logExitCode);
      expect(host.complained() === '').toBe(stderr === '');
    }
  });
});
