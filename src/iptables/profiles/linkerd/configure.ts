import type { Diagnostic } from '../../../model/diagnostic.ts';
import { UsageError } from '../../../model/errors.ts';
import { parsePrefix } from '../../../model/ip.ts';
import { integer, listenPort, word } from '../../config/parsers.ts';
import {
  badValue,
  finding,
  isOn,
  itemsOf,
  listOf,
  oneOf,
  type Parsed,
  shown,
  sourceName,
} from '../../config/values.ts';
import { PORT_MAX, UINT32_MAX } from '../../constants.ts';
import type { PortRange } from '../../model/match.ts';
import type { Family } from '../../model/rule.ts';
import type { ProfileInput } from '../profile.ts';
import { BOTH_FAMILIES } from '../steps.ts';
import { IPTABLES_MODES, type LinkerdConfig } from './config.ts';

type Warn = (finding: Diagnostic) => void;

/** Go's `int`: with a sign, so that -1 can mean none. */
function ownerId(text: string): Parsed<number> {
  return /^-\d+$/.test(text) ? { value: -1 } : integer(0, UINT32_MAX)(text);
}

function portRange(text: string): Parsed<PortRange> {
  const ends = /^(\d+)(?:[-:](\d+))?$/.exec(text);
  if (!ends) return { reason: 'it is neither a port nor a range of ports' };
  const [first, last] = [Number(ends[1]), Number(ends[2] ?? ends[1])];
  if (first < 1 || last > PORT_MAX || first > PORT_MAX) return { reason: `it is outside 1 to ${PORT_MAX}` };
  return first <= last ? { value: { first, last } } : { reason: 'its first port is larger than its last' };
}

/** A port the peer insists on; it takes 0 as one. */
function listener({ values, compat }: ProfileInput, long: string): number {
  if (!values.has(long)) {
    throw new UsageError('USAGE_MISSING', `the flag --${long} is missing`, {
      hint: `Linkerd's rules need the port the proxy listens on, e.g. --${long}=${long.startsWith('in') ? 4143 : 4140}.`,
    });
  }
  return oneOf(values, long, compat ? integer(0, PORT_MAX) : listenPort, 0);
}

/** `undefined` when no list was given. What is no port is refused; under compat it is passed over with a warning. */
function ignoredPorts(input: ProfileInput, long: string, warn: Warn): readonly PortRange[] | undefined {
  const given = input.values.get(long);
  if (!given || itemsOf(given.text).length === 0) return undefined;
  return itemsOf(given.text).flatMap((item) => {
    const parsed = portRange(input.compat ? item : item.trim());
    if ('value' in parsed) return [parsed.value];
    if (!input.compat) throw badValue(given, parsed.reason, item);
    warn(
      finding('MSH4051', `${sourceName(given.source)} has the value ${shown(item)}: ${parsed.reason}`, given.source),
    );
    return [];
  });
}

type Subnets = Record<Family, string[]>;

/** Each subnet with the rules of its own family; the peer hands all of them to the tools of either and fails. */
function subnets(input: ProfileInput, families: readonly Family[], warn: Warn): Subnets {
  const out: Subnets = { ipv4: [], ipv6: [] };
  const given = input.values.get('subnets-to-ignore');
  if (!given) return out;
  for (const item of itemsOf(given.text)) {
    const text = item.trim();
    const prefix = parsePrefix(text);
    if (!prefix) throw badValue(given, 'it is not an address with a prefix length', item);
    if (input.compat && families.some((family) => family !== prefix.family)) {
      throw badValue(given, `the tools of the other address family refuse it, as in the peer`, item);
    }
    out[prefix.family].push(text);
  }
  if (out.ipv4.length > 0 && out.ipv6.length > 0) {
    warn(
      finding(
        'MSH4052',
        `${sourceName(given.source)} has subnets of both families: ${shown(given.text)}`,
        given.source,
      ),
    );
  }
  return out;
}

function owner(input: ProfileInput, long: string, warn: Warn): number | undefined {
  const id = oneOf(input.values, long, ownerId, -1);
  if (id === 0) warn(finding('MSH4059', `the flag --${long} is 0, for which there is no rule`));
  return id > 0 ? id : undefined;
}

function check(config: LinkerdConfig, warn: Warn): void {
  if (config.uid === undefined && config.gid === undefined) {
    warn(finding('MSH4050', "neither --proxy-uid nor --proxy-gid tells which connections are the proxy's own"));
  }
  for (const port of config.redirected) {
    if (config.inboundIgnored?.some(({ first, last }) => first <= port && port <= last)) {
      warn(finding('MSH4053', `the port ${port} is in --ports-to-redirect and in --inbound-ports-to-ignore`));
    }
  }
}

/**
 * What the flags say, checked. Throws UsageError for a value that cannot be used; under compat the peer's leniency holds:
 * port 0 is a listener, and ports to ignore that are none are passed over.
 */
export function linkerdConfig(input: ProfileInput): { config: LinkerdConfig; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const warn: Warn = (item) => diagnostics.push(item);
  const { values } = input;
  const ipv6 = !values.has('ipv6') || isOn(values, 'ipv6');
  const families = input.families ?? (ipv6 ? BOTH_FAMILIES : ['ipv4' as const]);
  const incomingPort = listener(input, 'incoming-proxy-port');
  const outgoingPort = listener(input, 'outgoing-proxy-port');
  const uid = owner(input, 'proxy-uid', warn);
  const gid = owner(input, 'proxy-gid', warn);
  const inboundIgnored = ignoredPorts(input, 'inbound-ports-to-ignore', warn);
  const outboundIgnored = ignoredPorts(input, 'outbound-ports-to-ignore', warn);
  const closeWaitSeconds = oneOf(values, 'timeout-close-wait-secs', integer(0, UINT32_MAX), 0);
  const config: LinkerdConfig = {
    families,
    incomingPort,
    outgoingPort,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    redirected: listOf(values, 'ports-to-redirect', (item) => listenPort(item.trim())),
    ...(inboundIgnored ? { inboundIgnored } : {}),
    ...(outboundIgnored ? { outboundIgnored } : {}),
    subnets: subnets(input, families, warn),
    mode: oneOf(values, 'iptables-mode', word(IPTABLES_MODES), 'nft'),
    wait: isOn(values, 'use-wait-flag'),
    ...(closeWaitSeconds > 0 ? { closeWaitSeconds } : {}),
  };
  check(config, warn);
  return { config, diagnostics };
}
