import { describe, expect, it } from 'vitest';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import { istioCniProfile } from '../../../src/iptables/profiles/istio-cni/profile.ts';
import type { GivenValue, PodSource } from '../../../src/iptables/profiles/profile.ts';
import { type Case, casesOf, DATA, dataText, GROUPS } from '../support/cases.ts';

const NOWHERE = { offset: 0, line: 1, col: 1 };

function podOf({ annotations = {}, proxyEnv = {}, proxyUid, proxyGid }: Partial<Case>): PodSource {
  const named = Object.entries(annotations).map(([name, text]): [string, GivenValue] => [
    name,
    { text, source: { kind: 'annotation', name, file: 'pod.yaml' } },
  ]);
  const env = Object.entries(proxyEnv).map(([name, value]) => ({ name, value }));
  const securityContext = { runAsUser: proxyUid ?? undefined, runAsGroup: proxyGid ?? undefined };
  return {
    file: 'pod.yaml',
    annotations: new Map(named),
    spec: { containers: [{ name: 'istio-proxy', env, securityContext }] },
    locate: () => ({ start: NOWHERE, end: NOWHERE }),
  };
}

function planOf(item: Partial<Case>) {
  const { values, diagnostics } = istioCniProfile.fromPod?.(podOf(item)) ?? { values: new Map(), diagnostics: [] };
  const around = {
    addresses: [{ iface: 'eth0', address: '10.1.1.5/24' }],
    nameservers: [],
    users: new Map(),
    groups: GROUPS,
  };
  const plan = istioCniProfile.plan({
    values,
    around,
    backend: 'iptables',
    compat: false,
    allowServiceNames: false,
    host: false,
  });
  return { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] };
}

const PEER: Readonly<Record<string, Partial<Case>>> = {
  basic: {},
  'custom-uid-tproxy': {
    annotations: { 'sidecar.istio.io/interceptionMode': 'TPROXY' },
    proxyUid: 1000670000,
    proxyGid: 1000670001,
  },
  dns: { proxyEnv: { ISTIO_META_DNS_CAPTURE: 'true' } },
  'include-exclude-ip': {
    annotations: {
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '127.0.0.0/8',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.0.0.0/8',
    },
  },
  'invalid-drop': { proxyEnv: { INVALID_DROP: 'true' } },
};

/** The peer's own files have the blank lines and order its test gives them. */
const normal = (text: string): string => text.replace(/\n+/g, '\n').trim();

describe.skipIf(DATA === undefined)('CNI sidecar rules (comparison data: absent without shared/conformance)', () => {
  it.each(casesOf('istio-cni').map((item) => ({ item })))('$item.name', ({ item }) => {
    const { program } = planOf(item);
    expect(restoreText(program, 'ipv4')).toBe(dataText(item.expected['v4'] ?? ''));
  });

  it.each(Object.entries(PEER).map(([name, item]) => ({ name, item })))("peer's own $name", ({ name, item }) => {
    const { program } = planOf(item);
    expect(normal(restoreText(program, 'ipv4'))).toBe(normal(dataText(`goldens/peer/cni-sidecar/${name}.txt.golden`)));
  });

  const bad =
    DATA === undefined ? [] : (JSON.parse(dataText('bad-inputs.json')) as readonly (Case & { refused?: true })[]);
  it.each(bad.filter(({ profile }) => profile === 'istio-cni').map((item) => ({ item })))(
    'refuses $item.name',
    ({ item }) => {
      const [name = '', value = ''] =
        Object.entries(item.annotations ?? {}).find(([key]) => !key.includes('status')) ?? [];
      expect(() => planOf(item)).toThrow(new RegExp(`${name.replaceAll('.', '\\.')}.*${value}`));
    },
  );
});
