import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { pathOf } from '../../src/cli/help.ts';
import { declareNamed } from '../../src/cli/late.ts';
import { createProgram } from '../../src/cli/program.ts';
import { testHost } from '../support/host.ts';

const PROGRAM = createProgram(testHost());
for (const command of PROGRAM.commands) await declareNamed(PROGRAM, [command.name()]);

/** A flag of a command. */
interface Declared {
  readonly command: string;
  readonly option: Option;
  /** What stands for its value in help: `<FILE>`; empty for a flag that is on or off. */
  readonly placeholder: string;
}

const placeholderOf = ({ flags }: Option): string => /[<[].*$/.exec(flags)?.[0] ?? '';

function flagsOf(command: Command): readonly Declared[] {
  const own = command.options.map((option) => ({
    command: pathOf(command),
    option,
    placeholder: placeholderOf(option),
  }));
  return [...own, ...command.commands.flatMap(flagsOf)];
}

const FLAGS = flagsOf(PROGRAM).filter(({ option }) => !option.hidden);

function grouped<Key extends string | undefined>(
  keyOf: (flag: Declared) => Key,
): ReadonlyMap<Key, readonly Declared[]> {
  const groups = new Map<Key, Declared[]>();
  for (const flag of FLAGS) groups.set(keyOf(flag), [...(groups.get(keyOf(flag)) ?? []), flag]);
  return groups;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : 1);

const BY_NAME = grouped(({ option }) => option.long);

const distinct = (values: readonly (string | undefined)[]): readonly (string | undefined)[] => [...new Set(values)];

/** One meaning, which each command tells in its own words. */
const ONE_MEANING: Readonly<Record<string, string>> = {
  '--access-log': 'where the lines about requests go',
  '--admin': "the address of an admin port: the one that is asked, or the proxy's own",
  '--all-namespaces': 'all namespaces are meant',
  '--capture': 'how connections reach a sidecar',
  '--check': 'nothing is written, and the status says whether anything would be',
  '--connections': 'how many connections',
  '--direction': 'inbound or outbound',
  '--dry-run': 'nothing is changed, and what would be done is told',
  '--duration': 'how long something is measured',
  '--exit-code': 'what is found becomes the status 79',
  '--file': 'a saved answer of a proxy or a control plane',
  '--filter': 'a regular expression for rows',
  '--force-iptables-binary': 'which iptables is called',
  '--from': 'rules that were saved',
  '--interval': 'the time from one look to the next',
  '--labels': 'the labels of a workload',
  '--listen': 'where a proxy listens',
  '--namespace': 'the namespace that is meant',
  '--out': 'where files are written',
  '--output': 'the format',
  '--overwrite': 'what is there may be replaced',
  '--prometheus': 'a Prometheus server',
  '--proxy-admin-port': 'the admin port of proxies in a cluster',
  '--reset': 'levels go back to where they were',
  '--revision': 'the revision of a control plane',
  '--selector': 'labels that objects have',
  '--service-account': 'a service account',
  '--timeout': 'how long an answer may take',
  '--top': 'how many are shown',
  '--verbose': 'more is told',
  '--watch': 'the run goes on and looks again',
};

/** Several meanings. Each has the word of a peer, whose users and scripts we would break otherwise. */
const SEVERAL_MEANINGS: Readonly<Record<string, string>> = {
  '--address': 'istioctl: a filter of proxy-config, the local address of dashboard',
  '--for': 'istioctl waypoint: a kind of traffic; proxy and translate: a workload, which nothing else names',
  '--level': 'istioctl: levels of loggers; analyze: levels of findings, which both its files and its output call so',
  '--name': 'istioctl: of a route configuration, a waypoint or a cluster',
  '--port': 'istioctl: a filter of proxy-config, the local port of dashboard',
  '--type': 'istioctl: of listeners, of a remote secret or of statistics; translate: of resources, as xDS calls them',
};

/** Letters with several meanings: those that peers gave them. */
const LETTERS: Readonly<Record<string, string>> = {
  '-d': 'istioctl metrics: --duration; tui: --interval, as top has it',
  '-l': 'kubectl and istioctl: --selector; istioctl check-inject: --labels',
  '-n': 'kubectl and istioctl: --namespace; the flag of the interception script: --dry-run',
  '-r': 'istioctl: --revision, and --reset of its log commands',
  '-v': 'verbose everywhere; istioctl proxy-status: --verbosity',
};

/** What stands for values in help: one word for one kind of thing. */
const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(
  `ADDRESS BYTES CLUSTER CODE COLUMN DAYS DIR DIRECTION DOMAIN DURATION FILE FLAGS FORMAT GLOB GROUP HEADER HOST HOW ID KEY
  KIND LABELS LAYER LEVEL LOGGER MARK METHOD MODE N NAME NAMESPACE NODE PATH PORT REGEX RESOURCE REVISION RULES SCOPE SHARE
  STATE STATUS SUBSET TABLE TARGET TEXT TOOL TRAFFIC TYPE URI URL USER VALUE VERSION VIEW WHAT WHEN WORKLOAD`.split(
    /\s+/,
  ),
);

describe('a name of a flag', () => {
  const told = [...BY_NAME].filter(([, flags]) => distinct(flags.map(({ option }) => option.description)).length > 1);

  it('has one meaning, or those a peer gave it', () => {
    const known = { ...ONE_MEANING, ...SEVERAL_MEANINGS };
    expect(told.map(([name]) => name).filter((name = '') => !(name in known))).toEqual([]);
  });

  it('is in one of the lists, and only where commands tell it in several ways', () => {
    const names = [...Object.keys(ONE_MEANING), ...Object.keys(SEVERAL_MEANINGS)];
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !told.some(([other]) => other === name))).toEqual([]);
  });

  it('is on or off everywhere, or takes a value everywhere', () => {
    const mixed = [...BY_NAME].filter(
      ([, flags]) => distinct(flags.map(({ placeholder }) => placeholder && '…')).length > 1,
    );
    expect(mixed.map(([name]) => name)).toEqual([]);
  });

  it('has one letter, except where the letters are those of a profile or of other flags', () => {
    const several = [...BY_NAME].filter(([, flags]) => {
      const letters = distinct(flags.map(({ option }) => option.short).filter((letter) => letter !== undefined));
      return letters.length > 1;
    });
    expect(several.map(([name]) => name)).toEqual([]);
  });
});

describe('a thing', () => {
  it('has one name: no two flags are told in the same words', () => {
    const byWords = grouped(({ option }) => option.description);
    const twice = [...byWords].filter(([, flags]) => distinct(flags.map(({ option }) => option.long)).length > 1);
    expect(twice.map(([words]) => words)).toEqual([]);
  });
});

describe('a letter', () => {
  it('has one meaning, or those peers gave it', () => {
    const several = [...grouped(({ option }) => option.short)].filter(
      ([letter, flags]) => letter !== undefined && distinct(flags.map(({ option }) => option.long)).length > 1,
    );
    expect(several.map(([letter = '']) => letter).sort(compareText)).toEqual(Object.keys(LETTERS));
  });
});

describe('help', () => {
  it('has one word for one kind of value', () => {
    const strange = FLAGS.flatMap(({ command, option, placeholder }) =>
      (placeholder.match(/[A-Z]+/g) ?? [])
        .filter((word) => !PLACEHOLDER_WORDS.has(word))
        .map((word) => `${command} ${option.long}: ${word}`),
    );
    expect(strange).toEqual([]);
  });

  it('tells flags without a capital in front and a full stop behind', () => {
    const odd = FLAGS.filter(({ option: { description } }) =>
      /^(?:A|An|The|Only|With|Show|Write|Take|Print)\b|[^.]\.$|; default /.test(description),
    );
    expect(odd.map(({ command, option }) => `${command} ${option.long}: ${option.description}`)).toEqual([]);
  });
});
