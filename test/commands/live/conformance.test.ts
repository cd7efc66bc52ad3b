import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import { asMap, entry, getIn } from '../../../src/model/json.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { testHost } from '../../support/host.ts';
import { sharedFolder } from '../../support/temp.ts';
import { startWorld, type World } from './world.ts';

/** A recorded run of the reference against the recorded cluster: see the data's README. */
interface Case {
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

const base = conformanceDir('proxy-config');
const live = join(base ?? '', 'live');
const read = (path: string): string => readFileSync(join(live, path), 'utf8');
// The border of JSON.parse: the shape is the README's.
const cases = base === undefined ? [] : (JSON.parse(read('cases.json')) as readonly Case[]);

const NOW = new Date('2026-11-21T12:00:00Z');

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

/** What runs that are not in the data had written. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'tag-remove-prod2--y': ['tag', 'set', 'prod2', '--revision', 'canary'],
};

const COMPARABLE: Readonly<Record<Case['compare'], (text: string) => unknown>> = {
  bytes: (text) => text,
  'json-value': (text) => byNode(JSON.parse(withoutNonce(withoutHead(text)))),
  'yaml-value': (text) => byNode(parse(withoutNonce(withoutHead(text)), { maxAliasCount: -1 })),
  'lines-sorted': (text) => text.split('\n').sort(),
  'age-masked': masked,
  shape: (text) => text.length > 0,
};

/** Runs whose recorded exit and text are the reference's defect. */
const isDefect = (item: Case): boolean => item.peerDefect !== undefined || item.peerCrashed !== undefined;

if (base === undefined)
  it.skip('conformance/proxy-config/live: there is no comparison data here, see MESHCTL_CONFORMANCE');

const requestText = ({ method, path }: NonNullable<Case['adminRequests']>[number]): string => `${method} ${path}`;

/** What was asked of pods, each question once and as it is written; Prometheus' queries are told by their answers. */
function questions(asked: readonly string[]): readonly string[] {
  const plain = asked.map((text) => decodeURIComponent(text)).filter((text) => !/^undefined|api\/v1\/query/.test(text));
  return [...new Set(plain)].sort();
}

describe.skipIf(base === undefined)('conformance/proxy-config/live, under --compat istioctl', () => {
  let world: World;
  const cwd = sharedFolder();
  beforeAll(async () => {
    world = await startWorld(live);
    writeFileSync(join(cwd, 'config'), world.api.kubeconfig());
  });
  afterAll(() => world.close());

  it.each(cases.filter((item) => !isDefect(item)).map((item) => [item.name, item] as const))('%s', async (_, item) => {
    const host = { ...testHost({ cwd, env: { KUBECONFIG: 'config' } }), now: () => NOW };
    const before = BEFORE[item.name];
    if (before) await run(before, host);
    const command = item.command.map((word) => (word === 'ISTIOD_XDS' ? world.plane.address : word));
    const earlier = host.written();
    const asked = world.asked.length;
    const status = await run([...command, '--compat', 'istioctl'], host);
    const complaint = host
      .complained()
      .split('\n')
      .find((line) => line.startsWith('Error: '));
    if (item.stderrLine?.startsWith('Error: unknown flag: ')) {
      // Whoever reads a command line may say in its own words what is wrong with it.
      expect({ status, stdout: host.written() }).toEqual({ status: item.exit, stdout: '' });
      return expect(host.complained()).toMatch(/unknown (?:flag|command)/);
    }
    const recorded = questions((item.adminRequests ?? []).map(requestText));
    // Less may be asked for than the reference asks for.
    const own = world.asked
      .slice(asked)
      .map((text) => (recorded.includes('GET /config_dump') ? text.replace(/\?mask=.*/, '') : text));
    expect(questions(own)).toEqual(recorded);
    const comparable = COMPARABLE[item.compare];
    expect({ status, complaint, stdout: comparable(host.written().slice(earlier.length)) }).toEqual({
      status: item.exit,
      complaint: item.stderrLine,
      stdout: comparable(read(item.stdout)),
    });
  });

  const meshctl = async (...words: readonly string[]) => {
    const host = { ...testHost({ cwd, env: { KUBECONFIG: 'config' } }), now: () => NOW };
    const status = await run([...words, '--compat', 'istioctl'], host);
    return { status, stdout: host.written(), stderr: host.complained() };
  };

  it('goes on where the reference crashes: an RBAC filter with shadow rules alone', async () => {
    const { status, stdout } = await meshctl('x', 'describe', 'pod', 'productpage-v1-6b746f74dc-9rlmh.bookinfo');
    const [crashed] = cases.filter((item) => item.peerCrashed !== undefined);
    expect(status).toBe(0);
    expect(stdout.startsWith(read(crashed?.stdout ?? ''))).toBe(true);
    expect(stdout).toContain('RBAC policies: ns[bookinfo]-policy[audit-all]-rule[0]\n');
    expect(stdout).toContain('Exposed on Ingress Gateway http://198.51.100.7\nVirtualService: bookinfo-gw.bookinfo\n');
  });

  it.each(['ratings-v1-6b746f74dc-9rlmh.bookinfo', 'cart-blue-6b746f74dc-9rlmh.shop'])(
    'compares roots, which the reference cannot: %s',
    async (other) => {
      const own = 'productpage-v1-6b746f74dc-9rlmh.bookinfo';
      const result = await meshctl('pc', 'rootca-compare', own, other);
      const same = `Both [${own}] and [${other}] have the identical ROOTCA, theoretically the connectivity between them is available\n`;
      expect(result).toEqual({ status: 0, stdout: same, stderr: '' });
    },
  );
});
