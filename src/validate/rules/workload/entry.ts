/** Workloads outside of Kubernetes: WorkloadEntry, and the endpoints of a ServiceEntry. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { isIpAddress, isUnixAddress, unixAddress } from '../shared/addresses.ts';
import { domainProblem } from '../shared/domains.ts';
import { labelMap } from '../shared/labels.ts';
import { port, portName } from '../shared/numbers.ts';

/** What is asked of a workload besides. */
export interface EndpointForm {
  /** Whether its address may be a domain name. */
  readonly domain: boolean;
  /** Names of the ports it may have; any when absent. */
  readonly ports?: ReadonlySet<string>;
}

/** Whether an address is that of a host. */
export const isHostAddress = (at: Cursor): boolean => isIpAddress(at.text) || !domainProblem(at);

function* address(entry: Cursor, form: EndpointForm): Problems {
  const at = entry.at('address');
  const who = entry.name === 'spec' ? 'the WorkloadEntry' : entry.name;
  if (at.text === '') {
    const network = entry.at('network').text;
    if (network === '') yield problem('MSH2430', at, `${who} has no address`);
    else yield problem('MSH2431', at, `${who} has no address, only the network ${quoted(network)}`);
  } else if (isUnixAddress(at.text)) {
    yield* unixAddress(at);
    if (entry.entries('ports').length > 0)
      yield problem('MSH2432', entry.at('ports'), `the Unix socket ${quoted(at.text)} has ports`);
  } else if (form.domain ? !isHostAddress(at) : !isIpAddress(at.text)) {
    const code = form.domain ? 'MSH2433' : 'MSH2434';
    yield problem(
      code,
      at,
      `the address ${quoted(at.text)} is not ${form.domain ? 'a domain name or ' : ''}an IP address`,
    );
  }
}

/** The ports of a workload by name, each of them known to the service. */
export function* endpointPorts(entry: Cursor, known?: ReadonlySet<string>): Problems {
  for (const { key, at } of entry.entries('ports')) {
    if (known && !known.has(key))
      yield problem('MSH2435', at, `${quoted(key)} is no port of the ServiceEntry`, { of: 'key' });
    yield* portName(at, key);
    yield* port(at);
  }
}

/** A workload with an address of its own. */
export function* endpoint(entry: Cursor, form: EndpointForm): Problems {
  yield* address(entry, form);
  yield* endpointPorts(entry, form.ports);
  yield* labelMap(entry, 'labels');
}

/** The rules for WorkloadEntry. @see https://istio.io/latest/docs/reference/config/networking/workload-entry/ */
export function* workloadEntry(resource: Resource): Problems {
  yield* endpoint(resource.spec, { domain: true });
}
