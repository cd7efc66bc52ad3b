import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzerExample } from '../../../src/analyze/examples.ts';
import { findingsOf } from '../../../src/analyze/findings.ts';
import { analyze } from '../../../src/analyze/run.ts';
import { run } from '../../../src/cli/run.ts';
import { exampleOf } from '../../../src/commands/explain/code.ts';
import { CAUSES, RUN_EXAMPLES } from '../../../src/commands/explain/examples/index.ts';
import { driftFindings } from '../../../src/iptables/drift/findings.ts';
import type { LiveDrift } from '../../../src/iptables/drift/live.ts';
import { CODES } from '../../../src/model/codes.ts';
import { codeExample } from '../../../src/validate/examples/index.ts';
import { decodeText } from '../../../src/yaml/decode.ts';
import { readManifests } from '../../../src/yaml/parse.ts';
import { documentsIn, ownOptions } from '../../analyze/support.ts';
import { type TestHost, testHost } from '../../support/host.ts';

/** A run as an example shows it. */
interface Transcript {
  readonly args: readonly string[];
  readonly files: readonly (readonly [name: string, text: string])[];
}

/** The words of a command line; quotes as a shell takes them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_all, single?: string, double?: string) => single ?? double ?? ''),
  );

/** Reads what an example shows: the command, and the files behind their names. */
function transcriptOf(text: string): Transcript {
  const [command = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const [prompt, program, ...args] = wordsOf(command);
  expect([prompt, program]).toEqual(['$', 'meshctl']);
  const files = parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ''] as const] : []));
  return { args, files };
}

/** Does what an example shows, in a folder of its own. */
async function perform(text: string): Promise<{ readonly status: number; readonly host: TestHost }> {
  const { args, files } = transcriptOf(text);
  const cwd = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    for (const [name, content] of files) if (name !== '-') writeFileSync(join(cwd, name), content);
    const stdin = new Map(files).get('-') ?? '';
    const host = testHost({ cwd, stdin });
    return { status: await run(args, host), host };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Words that begin messages and have their capital everywhere. */
const NAMES = /^(?:[A-Z]{2}|[A-Z]\w*[A-Z]|IPv|Envoy|Kubernetes|Gateway |Service )/;

/** A message is a sentence without a capital in front and a full stop behind, in every command; IST codes have istioctl's words. */
function expectStyle(text: string): void {
  for (const [, code = '', message = ''] of text.matchAll(/\b(MSH\d{4}) (\S.*)$/gm)) {
    if (/^[A-Z]/.test(message)) expect(message, code).toMatch(NAMES);
    expect(message, code).not.toMatch(/[^.]\.$/);
  }
}

const said = ({ host }: { readonly host: TestHost }): string => host.written() + host.complained();

describe('the runs that show', () => {
  it.each(Object.entries(RUN_EXAMPLES))('%s draw it, and no more once it is mended', async (code, { bad, good }) => {
    const draws = new RegExp(`\\b${code}\\b`);
    const drawn = said(await perform(bad));
    expect(drawn).toMatch(draws);
    expectStyle(drawn);
    const mended = await perform(good);
    expect(said(mended)).not.toMatch(draws);
    expect(mended.status, said(mended)).toBe(0);
  });
});

/** More than a cluster keeps of any object. */
const TOO_MUCH = 17 * 1024 * 1024;

/** Codes whose cause is no text: what shows that it draws them. */
const OTHER_WAYS: Readonly<Record<string, () => readonly string[]>> = {
  IST0170: () => {
    const { bad = '', good = '' } = analyzerExample('IST0170') ?? {};
    const of = (cluster: string, text: string) => documentsIn(text).map((document) => ({ ...document, cluster }));
    const { reported } = analyze([...of('east', bad), ...of('west', good)], ownOptions());
    return findingsOf(reported).map(({ code }) => code);
  },
  MSH0002: () => {
    const decoded = decodeText(Uint8Array.of(0x6b, 0xff, 0xfe), 'web.yaml');
    return 'diagnostic' in decoded ? [decoded.diagnostic.code] : [];
  },
  MSH0004: () => {
    const text = `data: ${'x'.repeat(TOO_MUCH)}\n`;
    return [...readManifests(text, 'web.yaml')].flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
  },
  MSH4114: () => codesOfDrift({ missingItems: ['ip rule add fwmark 1337 lookup 133'] }),
  MSH4115: () => codesOfDrift({ extraItems: ['ip rule add fwmark 1337 lookup 133'] }),
  MSH4117: () => codesOfDrift({ elsewhere: ['iptables-legacy'] }),
};

function codesOfDrift(part: Partial<LiveDrift>): readonly string[] {
  const drift: LiveDrift = { rules: [], missingItems: [], extraItems: [], elsewhere: [], ...part };
  return driftFindings(drift, {}).map(({ code }) => code);
}

describe('what no text can show', () => {
  it('is told in words, and shown here', () => {
    expect(Object.keys(OTHER_WAYS)).toEqual(Object.keys(CAUSES));
  });

  it.each(Object.entries(OTHER_WAYS))('%s comes about', (code, draws) => {
    expect(draws()).toEqual([code]);
  });
});

describe('every code', () => {
  it.each(Object.keys(CODES))('%s has an example', (code) => {
    const known = exampleOf(code) !== undefined || CAUSES[code] !== undefined;
    expect(
      known,
      `${code} has no example. Add a run that draws it and one that does not to a table in ` +
        'src/commands/explain/examples/; where no text can draw it, say in causes.ts there how it comes about, ' +
        'and prove it in OTHER_WAYS of this file.',
    ).toBe(true);
  });

  it('is explained in one way', () => {
    const shown = [...Object.keys(RUN_EXAMPLES), ...Object.keys(CAUSES)];
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.filter((code) => codeExample(code) !== undefined || !Object.hasOwn(CODES, code))).toEqual([]);
  });
});

describe('the documents that show', () => {
  const documents = Object.keys(CODES).flatMap((code) => {
    const example = exampleOf(code);
    return example && !Object.hasOwn(RUN_EXAMPLES, code) ? [[code, example] as const] : [];
  });

  it.each(documents)('%s draw it by the command that is for them', async (code, { bad, good }) => {
    const args = codeExample(code) ? ['validate', '-f', '-'] : ['analyze', '--complete', '-'];
    const draws = new RegExp(`\\b${code}\\b`);
    const hosts = [bad, good].map((stdin) => testHost({ stdin }));
    for (const host of hosts) await run(args, host);
    const [drawn = '', mended = ''] = hosts.map((host) => said({ host }));
    expect(drawn).toMatch(draws);
    expectStyle(drawn);
    expect(mended).not.toMatch(draws);
  });
});
