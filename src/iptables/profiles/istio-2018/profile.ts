import type { Family, Program } from '../../model/rule.ts';
import { commandsText } from '../../print/commands.ts';
import { CHAIN } from '../istio/chains.ts';
import { ownerIds } from '../istio/context.ts';
import type { InterceptionFacts, Plan, Profile, ProfileInput } from '../profile.ts';
import { type Config2018, config2018, FLAGS_2018 } from './config.ts';
import { program2018 } from './program.ts';
import { ISTIO_2018_REASONS } from './reasons.ts';

/** What the script removes, whatever the flags: before it makes its own rules, and all there is to do after the word `clean`. */
const REMOVAL: readonly string[] = [
  '-t nat -D PREROUTING -p tcp -j ISTIO_INBOUND',
  '-t mangle -D PREROUTING -p tcp -j ISTIO_INBOUND',
  '-t nat -D OUTPUT -p tcp -j ISTIO_OUTPUT',
  ...[
    ['nat', CHAIN.output],
    ['nat', CHAIN.inbound],
    ['mangle', CHAIN.inbound],
    ['mangle', CHAIN.divert],
    ['mangle', CHAIN.tproxy],
    ['nat', CHAIN.redirect],
    ['nat', CHAIN.inRedirect],
  ].flatMap(([table, chain]) => [`-t ${table} -F ${chain}`, `-t ${table} -X ${chain}`]),
].map((words) => `iptables ${words}`);

/** IPv6 is closed on an empty chain: whatever was there would come first. */
const EMPTY_INPUT = 'ip6tables -F INPUT\n';

function commands(program: Program, families: readonly Family[]): string {
  const [ipv4, ipv6] = (['ipv4', 'ipv6'] as const).map((family) =>
    families.includes(family) ? commandsText(program, [family]) : '',
  );
  return `${ipv4}${ipv6 ? EMPTY_INPUT : ''}${ipv6}`;
}

function facts(config: Config2018): InterceptionFacts {
  const { inboundPorts, mode, port, inboundPort } = config;
  const captured = inboundPorts === '*' || inboundPorts.length > 0;
  return {
    uids: ownerIds(config.uids),
    gids: ownerIds(config.gids),
    outboundPort: port,
    inboundPort: mode === 'tproxy' ? port : inboundPort,
    inboundMode: captured ? mode : 'none',
    ...(mode === 'tproxy' ? { tproxy: { mark: config.tproxyMark, table: config.tproxyTable } } : {}),
  };
}

function plan(input: ProfileInput): Plan {
  const config = config2018(input);
  const made = program2018(config);
  const { families = made.families } = input;
  const program = { ...made, families: made.families.filter((family) => families.includes(family)) };
  return {
    program,
    diagnostics: [],
    facts: facts(config),
    texts: { commands: (asked) => commands(program, asked) },
    removal: () => REMOVAL,
  };
}

/** Istio's shell script of July 2018. @see istio tools/deb/istio-iptables.sh, 1.0 */
export const istio2018Profile: Profile = {
  name: 'istio-2018',
  summary: "Istio's shell script of 2018",
  flags: FLAGS_2018,
  formats: ['restore', 'commands'],
  reasons: ISTIO_2018_REASONS,
  plan,
};
