import type { Cursor } from '../cursor.ts';
import { type Problems, problem, quoted, unheard } from '../problem.ts';
import { isIpAddress } from '../shared/addresses.ts';
import { connectionPool } from '../shared/connection-pool.ts';
import { domainProblem } from '../shared/domains.ts';
import { isPort, port } from '../shared/numbers.ts';
import { loadBalancer } from './load-balancer.ts';
import { outlierDetection } from './outlier.ts';
import { clientTls } from './tls.ts';

/** What can be set for a port of its own. */
const PORT_FIELDS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'] as const;

const MESSAGES = [...PORT_FIELDS, 'tunnel', 'proxyProtocol', 'retryBudget'] as const;

const hasAny = (policy: Cursor, fields: readonly string[]): boolean => fields.some((field) => policy.has(field));

function* settings(policy: Cursor, namespace: string): Problems {
  yield* outlierDetection(policy.at('outlierDetection'));
  yield* connectionPool(policy.at('connectionPool'));
  yield* loadBalancer(policy.at('loadBalancer'), policy.at('outlierDetection'));
  yield* clientTls(policy.at('tls'), namespace);
}

function* portSettings(policy: Cursor, namespace: string): Problems {
  for (const at of policy.items('portLevelSettings')) {
    if (at.has('port')) yield* port(at.at('port').at('number'));
    else yield problem('MSH2203', at, `${at.name} names no port`);
    if (!hasAny(at, PORT_FIELDS)) yield problem('MSH2202', at, `${at.name} sets nothing for its port`);
    for (const found of settings(at, namespace)) {
      if (found.level === 'warning') yield* unheard([found]);
      else yield found;
    }
  }
}

function* tunnel(at: Cursor): Problems {
  if (!at.exists) return;
  const protocol = at.at('protocol');
  if (!['', 'CONNECT', 'POST'].includes(protocol.text))
    yield problem(
      'MSH2204',
      protocol,
      `the protocol ${quoted(protocol.text)} of the tunnel is neither "CONNECT" nor "POST"`,
    );
  const host = at.at('targetHost');
  if (domainProblem(host) && !isIpAddress(host.text))
    yield problem('MSH2205', host, `targetHost ${quoted(host.text)} is neither a domain name nor an IP address`);
  const target = at.at('targetPort');
  if (!isPort(target.number)) yield* port(target);
}

/** How connections to a host, a subset or a port are made. */
export function* trafficPolicy(policy: Cursor, namespace: string): Problems {
  if (!policy.exists) return;
  if (!hasAny(policy, MESSAGES) && !policy.says('portLevelSettings')) {
    yield problem('MSH2200', policy, 'trafficPolicy sets nothing');
    return;
  }
  if (policy.has('tunnel') && policy.has('proxyProtocol')) {
    yield problem('MSH2201', policy.at('proxyProtocol'), 'trafficPolicy has both tunnel and proxyProtocol');
    return;
  }
  yield* settings(policy, namespace);
  yield* portSettings(policy, namespace);
  yield* tunnel(policy.at('tunnel'));
}
