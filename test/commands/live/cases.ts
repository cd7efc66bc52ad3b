/** The recorded live runs of the comparison data, and what of them is compared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asMap, entry, getIn } from '../../../src/model/json.ts';
import { conformanceDir } from '../../support/conformance.ts';

/** A recorded run of the reference against the recorded cluster: see the data's README. */
export interface LiveCase {
  readonly name: string;
  readonly command: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly compare: 'bytes' | 'json-value' | 'yaml-value' | 'lines-sorted' | 'age-masked' | 'shape';
  readonly stderrLine?: string;
  readonly adminRequests?: readonly { readonly method: string; readonly path: string }[];
  readonly peerDefect?: unknown;
  readonly peerCrashed?: unknown;
}

/** What a run of meshctl gave, and what it asked of pods. */
export interface LiveRun {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
}

const base = conformanceDir('proxy-config');

/** The folder of the recorded world; `undefined` without the data. */
export const LIVE = base === undefined ? undefined : join(base, 'live');

/** A file of the recorded world. */
export const readLive = (path: string): string => readFileSync(join(LIVE ?? '', path), 'utf8');

// The border of JSON.parse: the shape is the README's.
export const LIVE_CASES = LIVE === undefined ? [] : (JSON.parse(readLive('cases.json')) as readonly LiveCase[]);

/** Runs whose recorded exit and text are not the reference's defect. */
export const SOUND_CASES = LIVE_CASES.filter((item) => item.peerDefect === undefined && item.peerCrashed === undefined);

/** What runs that are not in the data had written. */
export const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'tag-remove-prod2--y': ['tag', 'set', 'prod2', '--revision', 'canary'],
};

const masked = (text: string): string => text.replaceAll(/\([\dhmsdy]+\)/g, '(AGE)').replaceAll(/ +/g, ' ');

/** The line that says whose document follows. */
const withoutHead = (text: string): string => text.replace(/^\nThe result of pod .*\n/, '');

/** Every answer of a control plane has another nonce, and other times. */
const withoutNonce = (text: string): string => text.replaceAll(/(?<=(?:nonce|lastUpdated)"?: )\S*?(?=,?$)/gm, '""');

/** Control planes list proxies in the order of a hash map. */
function byNode(value: unknown): unknown {
  const resources = entry(value, 'resources');
  const idOf = (item: unknown): string => String(getIn(item, ['node', 'id']));
  return Array.isArray(resources)
    ? { ...asMap(value), resources: [...resources].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) }
    : value;
}

const COMPARABLE: Readonly<Record<LiveCase['compare'], (text: string) => unknown>> = {
  bytes: (text) => text,
  'json-value': (text) => byNode(JSON.parse(withoutNonce(withoutHead(text)))),
  'yaml-value': (text) => byNode(parse(withoutNonce(withoutHead(text)), { maxAliasCount: -1 })),
  'lines-sorted': (text) => text.split('\n').sort(),
  'age-masked': masked,
  shape: (text) => text.length > 0,
};

/** What was asked of pods, each question once and as it is written; Prometheus' queries are told by their answers. */
function questions(asked: readonly string[]): readonly string[] {
  const plain = asked.map((text) => decodeURIComponent(text)).filter((text) => !/^undefined|api\/v1\/query/.test(text));
  return [...new Set(plain)].sort();
}

/** A run beside the recorded one, as far as they have to be equal. */
export function beside(item: LiveCase, run: LiveRun): { readonly own: unknown; readonly recorded: unknown } {
  const { status, stdout, stderr } = run;
  if (item.stderrLine?.startsWith('Error: unknown flag: ')) {
    // Whoever reads a command line may say in its own words what is wrong with it.
    const said = /unknown (?:flag|command)/.test(stderr);
    return { own: { status, stdout, said }, recorded: { status: item.exit, stdout: '', said: true } };
  }
  const comparable = COMPARABLE[item.compare];
  const asked = questions((item.adminRequests ?? []).map(({ method, path }) => `${method} ${path}`));
  // Less may be asked for than the reference asks for.
  const own = run.asked.map((text) => (asked.includes('GET /config_dump') ? text.replace(/\?mask=.*/, '') : text));
  const complaint = stderr.split('\n').find((line) => line.startsWith('Error: '));
  return {
    own: { status, complaint, stdout: comparable(stdout), asked: questions(own) },
    recorded: { status: item.exit, complaint: item.stderrLine, stdout: comparable(readLive(item.stdout)), asked },
  };
}
