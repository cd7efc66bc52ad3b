import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANALYZERS } from '../../src/analyze/analyzers/index.ts';
import { conformanceDir } from '../support/conformance.ts';
import { type ExpectedMessage, facts, filesOf, messagesOf, places, referenceAnalyzers } from './conformance.ts';

const folder = conformanceDir('analyze') ?? '';
const REASON = 'no comparison data (MESHCTL_CONFORMANCE)';

interface Case {
  readonly id: string;
  readonly name: string;
  readonly analyzers?: readonly string[];
  readonly defaultNamespace?: string;
  readonly inputFiles?: readonly string[];
  readonly inputFilesByCluster?: Readonly<Record<string, readonly string[]>>;
  readonly meshConfigFile?: string;
  readonly meshNetworksFile?: string;
  readonly textNotDeterministic?: boolean;
  readonly expected: readonly ExpectedMessage[];
}

// The data is what it is said to be; a mistake there shows as a failing test.
const read = <T>(name: string): T =>
  (folder === '' ? { cases: [], entries: [] } : JSON.parse(readFileSync(join(folder, name), 'utf8'))) as T;

function runCase(item: Case) {
  return messagesOf({
    folder,
    files: item.inputFiles ?? [],
    clusters: item.inputFilesByCluster ?? {},
    meshConfigFile: item.meshConfigFile,
    meshNetworksFile: item.meshNetworksFile,
    defaultNamespace: item.defaultNamespace ?? '',
    shown: '',
    runtimeKinds: true,
    analyzers: item.analyzers ? referenceAnalyzers(item.analyzers) : ANALYZERS,
  });
}

/** The reference's lines inside lists are those of text it has written anew. */
const hasList = (files: readonly string[]): boolean =>
  files
    .flatMap((name) => filesOf(folder, name))
    .some((file) => /^kind: List\b/m.test(readFileSync(join(folder, file), 'utf8')));

function check(
  expected: readonly ExpectedMessage[],
  item: { files: readonly string[]; found: ReturnType<typeof messagesOf>; lines?: boolean },
) {
  expect(facts(item.found)).toEqual(facts(expected));
  if (item.lines !== false && !hasList(item.files)) expect(places(item.found)).toEqual(places(expected));
}

describe.skipIf(folder === '')(
  `analyzers of the reference, one at a time (${folder === '' ? REASON : 'cases.json'})`,
  () => {
    it.each(read<{ cases: readonly Case[] }>('cases.json').cases.map((item) => [item.id, item.name, item] as const))(
      '%s %s',
      (_id, _name, item) => {
        check(item.expected, {
          files: item.inputFiles ?? [],
          found: runCase(item),
          lines: item.textNotDeterministic !== true,
        });
      },
    );
  },
);

describe.skipIf(folder === '')(
  `analyzers of the reference, all at once (${folder === '' ? REASON : 'cases-all.json'})`,
  () => {
    const inputs = new Map(read<{ cases: readonly Case[] }>('cases.json').cases.map((item) => [item.id, item]));
    const all = Object.entries(
      read<{ cases: Readonly<Record<string, { readonly messages: readonly ExpectedMessage[] }>> }>('cases-all.json')
        .cases,
    );
    it.each(all)('%s', (id, { messages: expected }) => {
      const { analyzers: _, ...whole } = inputs.get(id) ?? { id, name: id, expected };
      check(expected, {
        files: whole.inputFiles ?? [],
        found: runCase(whole),
        lines: whole.textNotDeterministic !== true,
      });
    });
  },
);

interface Entry {
  readonly id: string;
  readonly files: readonly string[];
  readonly default: { readonly messages: readonly ExpectedMessage[] };
  readonly allNamespaces: { readonly messages: readonly ExpectedMessage[] };
}

describe.skipIf(folder === '')(
  `whole files with the kinds of a cluster (${folder === '' ? REASON : 'e2e-full.json'})`,
  () => {
    it.each(read<{ entries: readonly Entry[] }>('e2e-full.json').entries.map((item) => [item.id, item] as const))(
      '%s',
      (_id, item) => {
        for (const [name, namespace] of [
          ['default', 'default'],
          ['allNamespaces', ''],
        ] as const) {
          const found = messagesOf({
            folder,
            files: item.files,
            defaultNamespace: namespace,
            shown: namespace,
            runtimeKinds: true,
            analyzers: ANALYZERS,
          });
          // The data of these runs lacks what the analyzers of a cluster's kinds find in the same files in cases-all.json: it is
          // that of e2e.json again. So what it has has to be there, and more may be.
          const expected = item[name].messages;
          const codes = new Set(expected.map(({ code, origin }) => `${code} ${origin}`));
          expect(places(expected).filter((place) => !places(found).includes(place))).toEqual(
            hasList(item.files) ? expect.anything() : [],
          );
          expect(found.filter(({ code, origin }) => codes.has(`${code} ${origin}`)).length).toBeGreaterThanOrEqual(
            codes.size,
          );
        }
      },
    );
  },
);

interface EndToEnd {
  readonly id: string;
  readonly files: readonly string[];
  readonly runs: Readonly<Record<string, { readonly messages: readonly ExpectedMessage[] }>>;
}

describe.skipIf(folder === '')(
  `whole files as the command line reads them (${folder === '' ? REASON : 'e2e.json'})`,
  () => {
    it.each(read<{ entries: readonly EndToEnd[] }>('e2e.json').entries.map((item) => [item.id, item] as const))(
      '%s',
      (_id, item) => {
        for (const [name, { messages }] of Object.entries(item.runs)) {
          const namespace = name === 'allNamespaces' ? '' : 'default';
          const found = messagesOf({
            folder,
            files: item.files,
            defaultNamespace: namespace,
            shown: namespace,
            runtimeKinds: false,
            analyzers: ANALYZERS,
          });
          check(messages, { files: item.files, found });
        }
      },
    );
  },
);
