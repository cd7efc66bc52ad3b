import { finding } from '../../config/values.ts';
import { DNS_AGENT_PORT, INBOUND_PORT, OUTBOUND_PORT, TUNNEL_PORT } from '../../constants.ts';
import type { Family } from '../../model/rule.ts';
import { restoreText } from '../../print/restore.ts';
import { ISTIO_STYLE, type RuleStyle } from '../../print/rule-text.ts';
import type { InterceptionFacts, Plan, Profile, ProfileInput } from '../profile.ts';
import { type AmbientConfig, MARK_MASK, PROBE_SETS, PROXY_MARK } from './config.ts';
import { ambientConfig } from './configure.ts';
import { AMBIENT_FLAGS } from './flags.ts';
import { hostProgram } from './host.ts';
import { hostNft, podNft } from './nft.ts';
import { ambientPod } from './pod.ts';
import { podProgram } from './program.ts';
import { AMBIENT_REASONS } from './reasons.ts';

const STYLE: RuleStyle = { ...ISTIO_STYLE, fullMasks: true };

function facts({ dns, ingressMode }: AmbientConfig): InterceptionFacts {
  return {
    uids: [],
    gids: [],
    proxyMark: { value: PROXY_MARK, mask: MARK_MASK },
    outboundPort: OUTBOUND_PORT,
    tunnelPort: TUNNEL_PORT,
    ...(ingressMode ? {} : { inboundPort: INBOUND_PORT }),
    ...(dns ? { dnsPort: DNS_AGENT_PORT } : {}),
    inboundMode: ingressMode ? 'none' : 'redirect',
  };
}

function plan(input: ProfileInput): Plan {
  const { config, diagnostics } = ambientConfig(input);
  const program = input.host ? hostProgram(config) : podProgram(config);
  const sets = config.families.map((family) =>
    finding('MSH4054', `the host's rules need the set ${PROBE_SETS[family]}`),
  );
  return {
    program,
    diagnostics: input.host ? [...diagnostics, ...sets] : diagnostics,
    facts: facts(config),
    texts: {
      restore: (families) => families.map((family) => restoreText(program, family, { style: STYLE })).join(''),
      nft: (families: readonly Family[]) =>
        input.host ? hostNft(families, config) : podNft({ ...program, families }, config),
    },
  };
}

/** The dialect of Istio's ambient mode: the rules inside an enrolled pod, and those of its host. */
export const ambientProfile: Profile = {
  name: 'istio-ambient',
  summary: "Istio ambient: an enrolled pod's rules, which tell ztunnel's packets by their mark",
  flags: AMBIENT_FLAGS,
  formats: ['restore', 'commands', 'nft'],
  reasons: AMBIENT_REASONS,
  plan,
  fromPod: ambientPod,
};
