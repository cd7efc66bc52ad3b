import { describe, expect, it } from 'vitest';
import { restoreText } from '../../../../src/iptables/print/restore.ts';
import { istioCniProfile } from '../../../../src/iptables/profiles/istio-cni/profile.ts';
import type { GivenValue, PodSource } from '../../../../src/iptables/profiles/profile.ts';
import type { JsonMap } from '../../../../src/model/json.ts';
import { inputFor, planFor } from '../../support/cases.ts';

const AT = { offset: 0, line: 3, col: 5 };
const TRAFFIC = 'traffic.sidecar.istio.io';

function pod(annotations: Readonly<Record<string, string>>, proxy: JsonMap = {}): PodSource {
  return {
    file: 'pod.yaml',
    annotations: new Map(
      Object.entries(annotations).map(([name, text]): [string, GivenValue] => [
        name,
        { text, source: { kind: 'annotation', name, file: 'pod.yaml' } },
      ]),
    ),
    spec: { initContainers: [{ name: 'istio-proxy', ...proxy }] },
    locate: () => ({ start: AT, end: AT }),
  };
}

function planOf(source: PodSource) {
  const { values, diagnostics } = istioCniProfile.fromPod?.(source) ?? { values: new Map(), diagnostics: [] };
  const plan = istioCniProfile.plan({ ...inputFor(istioCniProfile, {}), values });
  return { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] };
}

const text = (source: PodSource): string => restoreText(planOf(source).program, 'ipv4');

const ports = (rules: string, chain: string): readonly string[] =>
  [...rules.matchAll(new RegExp(`-A ${chain} -p tcp --dport (\\d+) -j RETURN`, 'g'))].map(([, port]) => port ?? '');

describe('the CNI plugin', () => {
  it('takes everything of a pod that says nothing, but the ports of the agent', () => {
    const rules = text(pod({}));
    expect(ports(rules, 'ISTIO_INBOUND')).toEqual(['15008', '15020', '15021', '15090']);
    expect(ports(rules, 'ISTIO_OUTPUT')).toEqual(['15020']);
    expect(rules).toContain('-A ISTIO_OUTPUT -j ISTIO_REDIRECT\n');
  });

  it('warns of nothing in what it assumes itself', () => {
    expect(planOf(pod({ [`${TRAFFIC}/includeInboundPorts`]: '' })).diagnostics).toEqual([]);
  });

  it("puts the user's ports before its own, each once", () => {
    const rules = text(pod({ [`${TRAFFIC}/excludeInboundPorts`]: '9090, 15021,9090' }));
    expect(ports(rules, 'ISTIO_INBOUND')).toEqual(['15008', '9090', '15021', '15020', '15090']);
  });

  it("takes the proxy's user and group, but not root", () => {
    expect(planOf(pod({}, { securityContext: { runAsUser: 7, runAsGroup: 8 } })).facts).toMatchObject({
      uids: [7],
      gids: [8],
    });
    expect(planOf(pod({}, { securityContext: { runAsUser: 0, runAsGroup: 8 } })).facts).toMatchObject({
      uids: [1337],
      gids: [8],
    });
    expect(planOf(pod({}, { securityContext: { runAsUser: 7 } })).facts).toMatchObject({ uids: [7], gids: [1337] });
  });

  it('takes all DNS where the proxy answers it', () => {
    const { facts, program } = planOf(
      pod({}, { env: [{ name: 'ISTIO_META_DNS_CAPTURE', value: '1' }, { name: 'X' }] }),
    );
    expect(facts.dnsPort).toBe(15053);
    expect(restoreText(program, 'ipv4')).toContain(
      '-A ISTIO_OUTPUT_DNS -p udp --dport 53 -j REDIRECT --to-port 15053\n',
    );
  });

  it('passes over a variable that is neither true nor false, with a warning', () => {
    const { facts, diagnostics } = planOf(pod({}, { env: [{ name: 'INVALID_DROP', value: 'yes' }] }));
    expect(facts.dnsPort).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'MSH4001', range: { start: AT } }]);
  });

  it('prefers the newer annotation for virtual machines', () => {
    const both = pod({ 'istio.io/reroute-virtual-interfaces': 'br0', [`${TRAFFIC}/kubevirtInterfaces`]: 'k6t0' });
    expect(text(both)).toContain('-i br0');
    expect(text(both)).not.toContain('k6t0');
    expect(planOf(both).diagnostics).toMatchObject([{ code: 'MSH4012' }]);
    expect(text(pod({ [`${TRAFFIC}/kubevirtInterfaces`]: 'k6t0' }))).toContain('-i k6t0');
  });

  it('takes a virtual range in place of all addresses', () => {
    const { program } = planFor(istioCniProfile, { args: ['--vip-range', '240.240.0.0/16'] });
    expect(restoreText(program, 'ipv4')).toContain('-A ISTIO_OUTPUT -d 240.240.0.0/16 -j ISTIO_REDIRECT\n');
  });

  it.each([
    [`${TRAFFIC}/excludeInboundPorts`, '22,', 'it has an empty item'],
    [`${TRAFFIC}/includeInboundPorts`, 'http', 'decimal number'],
    [`${TRAFFIC}/includeInboundPorts`, '80,*', 'decimal number'],
    [`${TRAFFIC}/excludeOutboundPorts`, '70000', 'outside'],
    [`${TRAFFIC}/includeOutboundIPRanges`, '10.0.0.0', 'no prefix length'],
    [`${TRAFFIC}/excludeOutboundIPRanges`, '*', 'all addresses'],
    [`${TRAFFIC}/excludeInterfaces`, 'eth 0', 'interface'],
    ['sidecar.istio.io/interceptionMode', 'NONE', 'REDIRECT or TPROXY'],
  ])('refuses %s: %s', (name, value, why) => {
    expect(() => planOf(pod({ [name]: value }))).toThrow(why);
    expect(() => planOf(pod({ [name]: value }))).toThrow(name);
  });
});
