import { DNS_PORT } from '../../constants.ts';
import { destination, destinationPort, inInterface, jump, module, not, redirect } from '../../model/build.ts';
import type { Family, RuleStep } from '../../model/rule.ts';
import type { Target } from '../../model/target.ts';
import { CHAIN, type KumaConfig, type VirtualNetwork } from './config.ts';
import { because, ChainWriter, type Spec, TCP, UDP } from './context.ts';
import { dnsOf } from './dns.ts';

/** A line in the kernel's log for every packet that is looked at. */
export function logged(chain: string, level: number): Spec {
  // In quotes, as the kernel's tools print it.
  const target: Target = { kind: 'unknown', name: 'LOG', text: `--log-prefix "${chain}:" --log-level ${level}` };
  return { target, comment: 'log matching packets using kernel logging', reason: because('log', 'iptables-logs') };
}

function fromNetwork(config: KumaConfig, family: Family) {
  const dns = dnsOf(config, family);
  return ({ interface: name, cidr }: VirtualNetwork): readonly Spec[] => {
    const reason = (id: 'network-dns' | 'network-outgoing') => because(id, 'vnet', `${name}:${cidr}`);
    const { port } = config.outbound;
    const tcp: Spec = {
      matches: [not(destination(cidr)), inInterface(name), TCP],
      target: redirect(port),
      comment: `redirect TCP traffic on interface ${name}, excluding destination ${cidr}, to the envoy's outbound passthrough port ${port}`,
      reason: reason('network-outgoing'),
    };
    if (!dns) return [tcp];
    const query: Spec = {
      matches: [inInterface(name), module('udp'), UDP, destinationPort(DNS_PORT)],
      target: redirect(dns.port),
      comment: `redirect DNS requests on interface ${name} to the kuma-dp DNS proxy (listening on port ${dns.port})`,
      reason: reason('network-dns'),
    };
    return [query, tcp];
  };
}

/** What arrives: virtual networks first, whose traffic is outbound traffic, then everything else. */
export function prerouting(config: KumaConfig, family: Family): readonly RuleStep[] {
  const chain = new ChainWriter('nat', 'PREROUTING', { family, config });
  const networks = config.networks[family];
  const enter = { matches: [TCP], target: jump(CHAIN.inbound) };
  if (config.logLevel !== undefined) chain.append(logged('PREROUTING', config.logLevel));
  if (networks.length === 0 && !config.inbound.insert) {
    const comment = 'redirect inbound TCP traffic to our custom chain for processing';
    return chain.append({ ...enter, comment, reason: because('enter-inbound') }).steps();
  }
  const flag = config.inbound.insert ? 'redirect-inbound-insert-instead-of-append' : undefined;
  return chain
    .insert(...networks.flatMap(fromNetwork(config, family)))
    .insert({
      ...enter,
      comment: 'redirect remaining TCP traffic to our custom chain for processing',
      reason: because('enter-inbound', flag),
    })
    .steps();
}
