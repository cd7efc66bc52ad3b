/** What each way of finding the endpoints of a ServiceEntry asks for. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isUnixAddress } from '../shared/addresses.ts';
import { domainProblem, wildcardDomainProblem } from '../shared/domains.ts';
import { labelMap } from '../shared/labels.ts';
import { isOf } from '../shared/protocols.ts';
import { endpoint, endpointPorts, isHostAddress } from '../workload/entry.ts';

const portNames = (spec: Cursor): ReadonlySet<string> => new Set(spec.items('ports').map((at) => at.at('name').text));

function* none({ spec }: Resource): Problems {
  if (spec.says('endpoints'))
    yield problem('MSH2408', spec.at('endpoints'), 'endpoints stand beside the resolution NONE, which uses none');
  if (spec.has('workloadSelector'))
    yield problem('MSH2409', spec.at('workloadSelector'), 'workloadSelector has no effect in the resolution NONE');
}

function* fixed({ spec }: Resource): Problems {
  const ports = portNames(spec);
  const endpoints = spec.items('endpoints');
  for (const at of endpoints) yield* endpoint(at, { domain: false, ports });
  const unix = endpoints.find((at) => isUnixAddress(at.at('address').text));
  const count = spec.items('ports').length;
  if (unix && count !== 1)
    yield problem('MSH2410', unix, `${unix.name} is a Unix socket, but the ServiceEntry has ${count} ports`);
}

/** Without endpoints the hosts themselves are looked up. */
function* lookedUp(spec: Cursor, resolution: string): Problems {
  if (spec.says('endpoints')) return;
  const at = spec.items('hosts').find((host) => domainProblem(host));
  if (!at) return;
  const echo = wildcardDomainProblem(at) !== undefined || at.text === '*';
  yield problem('MSH2411', at, `${at.name} ${quoted(at.text)} cannot be looked up by the resolution ${resolution}`, {
    echo,
  });
}

function* dnsEndpoint(at: Cursor, ports: ReadonlySet<string>): Problems {
  const address = at.at('address');
  if (!isHostAddress(address))
    yield problem('MSH2433', address, `the address ${quoted(address.text)} is not a domain name or an IP address`);
  yield* labelMap(at, 'labels');
  yield* endpointPorts(at, ports);
}

/** Connections to an address do not say which of the hosts they are for. */
function* sharedAddress(spec: Cursor): Problems {
  if (!spec.says('addresses') || spec.items('hosts').length < 2) return;
  const tcp = spec.items('ports').find((at) => isOf(at.at('protocol').text, 'tcp'));
  if (tcp) yield problem('MSH2413', tcp, `${tcp.name} serves TCP at an address that several hosts share`);
}

function* dns({ spec }: Resource): Problems {
  const resolution = spec.at('resolution').text;
  yield* lookedUp(spec, resolution);
  const endpoints = spec.items('endpoints');
  const [, second] = endpoints;
  if (resolution === 'DNS_ROUND_ROBIN' && second)
    yield problem(
      'MSH2412',
      second,
      `there are ${endpoints.length} endpoints, the resolution DNS_ROUND_ROBIN takes one`,
    );
  for (const at of endpoints) yield* dnsEndpoint(at, portNames(spec));
  yield* sharedAddress(spec);
}

/** What a proxy can read the host of a request from. */
const HOST_PROTOCOLS: ReadonlySet<string> = new Set(['http', 'http2', 'grpc', 'tls']);

const USE_WAYPOINT = 'istio.io/use-waypoint';

function* dynamicDns({ spec, labels }: Resource): Problems {
  for (const at of spec.items('hosts'))
    if (!at.text.startsWith('*'))
      yield problem(
        'MSH2414',
        at,
        `${at.name} ${quoted(at.text)} has no wildcard, which the resolution DYNAMIC_DNS is for`,
      );
  for (const field of ['addresses', 'endpoints'])
    if (spec.says(field))
      yield problem('MSH2415', spec.at(field), `${field} stand beside the resolution DYNAMIC_DNS, which uses none`);
  for (const at of spec.items('ports')) {
    const protocol = at.at('protocol');
    if (!HOST_PROTOCOLS.has(protocol.text.toLowerCase()))
      yield problem(
        'MSH2416',
        protocol,
        `the protocol ${quoted(protocol.text)} does not say which host a request is for`,
      );
  }
  if (spec.at('location').text === 'MESH_INTERNAL' && labels[USE_WAYPOINT] !== undefined)
    yield problem(
      'MSH2417',
      spec.at('location'),
      'location MESH_INTERNAL with the resolution DYNAMIC_DNS cannot be served by a waypoint',
    );
}

/** The checks by the name of the resolution. */
export const RESOLUTIONS: Readonly<Record<string, (resource: Resource) => Problems>> = {
  NONE: none,
  STATIC: fixed,
  DNS: dns,
  DNS_ROUND_ROBIN: dns,
  DYNAMIC_DNS: dynamicDns,
};
