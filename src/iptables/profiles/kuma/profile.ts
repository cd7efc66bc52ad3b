import type { InterceptionFacts, Plan, Profile, ProfileInput } from '../profile.ts';
import type { KumaConfig } from './config.ts';
import { kumaConfig } from './configure.ts';
import { KUMA_FLAGS } from './flags.ts';
import { kumaNft } from './nft.ts';
import { kumaPod } from './pod.ts';
import { kumaCommands, kumaRestore } from './print.ts';
import { kumaProgram } from './program.ts';
import { KUMA_REASONS } from './reasons.ts';

function facts({ uid, inbound, outbound, dns }: KumaConfig): InterceptionFacts {
  return {
    uids: [uid],
    gids: [],
    ...(outbound.enabled ? { outboundPort: outbound.port } : {}),
    ...(inbound.enabled ? { inboundPort: inbound.port } : {}),
    ...(dns ? { dnsPort: dns.port } : {}),
    inboundMode: inbound.enabled ? 'redirect' : 'none',
  };
}

function plan(input: ProfileInput): Plan {
  const { config, diagnostics } = kumaConfig(input);
  const program = kumaProgram(config);
  return {
    program,
    diagnostics,
    facts: facts(config),
    texts: {
      restore: (families) => families.map((family) => kumaRestore(program, family, config.verbose)).join(''),
      commands: (families) => kumaCommands(program, families, config.verbose),
      nft: (families) => kumaNft(program, families, config),
    },
  };
}

/** The dialect of Kuma's transparent proxy. */
export const kumaProfile: Profile = {
  name: 'kuma',
  summary: "Kuma: the transparent proxy's rules, with flags, variables and a configuration file",
  flags: KUMA_FLAGS,
  formats: ['restore', 'commands', 'nft'],
  reasons: KUMA_REASONS,
  plan,
  fromPod: kumaPod,
};
