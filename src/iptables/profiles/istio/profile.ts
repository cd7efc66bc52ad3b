import { type CaptureConfig, captureConfig } from '../../config/capture.ts';
import { captureFindings } from '../../config/findings.ts';
import { operationConfig } from '../../config/operation.ts';
import { cidrItem } from '../../config/parsers.ts';
import { badValue, oneOf, type Values } from '../../config/values.ts';
import { sidecarNft } from '../../print/nft.ts';
import { removalCommands } from '../../print/removal.ts';
import type { InterceptionFacts, Plan, Profile, ProfileInput, ProfileName } from '../profile.ts';
import { ownerIds } from './context.ts';
import { ISTIO_FLAGS } from './flags.ts';
import { istioFromPod } from './pod.ts';
import { istioProgram } from './program.ts';
import { ISTIO_REASONS } from './reasons.ts';

/** `--vip-range` stands for three flags; it does not go with the first of them. */
function expanded({ values, compat, allowServiceNames }: ProfileInput): Values {
  const range = values.get('vip-range');
  if (range === undefined || range.text === '') return values;
  const cidr = values.get('istio-service-cidr');
  if (cidr !== undefined && cidr.text !== '') {
    throw badValue(range, 'together with --istio-service-cidr it is unclear what is to be taken');
  }
  oneOf(values, 'vip-range', cidrItem({ compat, allowServiceNames }), undefined);
  const on = { text: 'true', source: range.source };
  return new Map([...values, ['istio-service-cidr', range], ['redirect-dns', on], ['capture-all-dns', on]]);
}

/** What a configuration says to those who do not care for its profile. */
export function factsOf(config: CaptureConfig): InterceptionFacts {
  const { inboundPorts, mode, dns } = config;
  return {
    uids: ownerIds(config.uids),
    gids: ownerIds(config.gids),
    outboundPort: config.outboundPort,
    inboundPort: config.inboundPort,
    tunnelPort: config.tunnelPort,
    inboundMode: inboundPorts === '*' || inboundPorts.length > 0 ? mode : 'none',
    ...(dns ? { dnsPort: dns.port } : {}),
    ...(mode === 'tproxy' ? { tproxy: { mark: config.tproxyMark, table: config.tproxyTable } } : {}),
  };
}

/** The plan of a sidecar for a profile that has the same rules. Throws as {@link Profile.plan} does. */
export function sidecarPlan(input: ProfileInput, name: ProfileName): Plan {
  const expandedInput = { ...input, values: expanded(input) };
  operationConfig(expandedInput.values);
  const config = captureConfig(expandedInput);
  const program = istioProgram(config, name);
  return {
    program,
    diagnostics: captureFindings(config, expandedInput),
    facts: factsOf(config),
    texts: { nft: (families) => sidecarNft(program, families) },
    removal: (families) => removalCommands(program, families),
  };
}

/** Istio's sidecar: what its init container programs. @see istio tools/istio-iptables */
export const istioProfile: Profile = {
  name: 'istio',
  summary: "Istio's sidecar, as its init container programs it",
  flags: ISTIO_FLAGS,
  formats: ['restore', 'commands', 'nft'],
  reasons: ISTIO_REASONS,
  plan: (input) => sidecarPlan(input, 'istio'),
  fromPod: istioFromPod,
};
