import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';
import { deployment, meshctl } from './support.ts';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n';

/** Files whose changes end at the end of a document, of the file, or of what can be read of it. */
const FILES = {
  'helm.yaml': `---\n# Source: a\n${deployment('a')}---\n# Source: s\n${SERVICE}---\n${deployment('b')}`,
  'short.yaml': `${deployment('c')}---\n`,
  'open.yaml': `${SERVICE}---\n${deployment('d')}`.trimEnd(),
  'crlf.yaml': `${deployment('e')}---\n${SERVICE}---\n${deployment('f')}`.replaceAll('\n', '\r\n'),
  'sub/plain.yaml': deployment('g'),
};

const names = Object.keys(FILES);
const given = names.flatMap((name) => ['-f', name]);

const TOOLS = [
  ['git', ['apply', '--whitespace=nowarn', '-']],
  ['patch', ['-p1', '--binary', '--fuzz=0', '--batch']],
] as const;

function installed(tool: string): boolean {
  try {
    execFileSync(tool, ['--version']);
    return true;
  } catch {
    return false;
  }
}

const texts = (cwd: string): string[] => names.map((name) => readFileSync(join(cwd, name), 'utf8'));

describe.each(TOOLS.filter(([tool]) => installed(tool)))('the diff, applied by %s', (tool, args) => {
  const apply = (cwd: string, input: string): Buffer =>
    execFileSync(tool, args, { cwd, input, env: { ...process.env, GIT_CEILING_DIRECTORIES: cwd } });

  it('does what --in-place does, and that of uninject takes it back', async () => {
    const [cwd, other] = [tempFolder(FILES), tempFolder(FILES)];
    const injected = await meshctl(['inject', ...given, '-o', 'diff'], { cwd });
    expect(injected.status).toBe(0);
    apply(cwd, injected.stdout);
    await meshctl(['inject', ...given, '--in-place'], { cwd: other });
    expect(texts(cwd)).toEqual(texts(other));
    apply(cwd, (await meshctl(['uninject', ...given, '-o', 'diff'], { cwd })).stdout);
    expect(texts(cwd)).toEqual(Object.values(FILES));
  });
});
