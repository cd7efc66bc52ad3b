/** Rules on ServiceEntry and on the TLS settings of servers. */
import { asList, asMap } from '../../model/json.ts';
import { type OwnRule, quoted, rule } from './rule.ts';

const has = (value: unknown, name: string): boolean => Object.hasOwn(asMap(value), name);
const resolutionOf = (spec: unknown): unknown => asMap(spec)['resolution'] ?? 'NONE';

function both(first: string, second: string): OwnRule {
  return rule(
    'MSH2905',
    (value) => (has(value, first) && has(value, second) ? `${first} and ${second} exclude each other` : undefined),
    [second],
  );
}

const cidrResolution: OwnRule = {
  code: 'MSH2954',
  check(spec) {
    if (['STATIC', 'NONE'].includes(String(resolutionOf(spec)))) return [];
    return asList(asMap(spec)['addresses']).flatMap((address, index) =>
      String(address).includes('/')
        ? [
            {
              message: `the block of addresses ${quoted(address)} is for the resolutions NONE and STATIC only`,
              at: ['addresses', index],
            },
          ]
        : [],
    );
  },
};

/** The rules by the names tables use. */
export const NETWORKING_RULES: Readonly<Record<string, OwnRule>> = {
  oneCertificateList: both('tlsCertificates', 'credentialNames'),
  oneCredential: both('credentialName', 'credentialNames'),
  selectorOrEndpoints: both('workloadSelector', 'endpoints'),
  noWildcardHost: rule('MSH2955', (host) => (host === '*' ? 'the host "*" names no service' : undefined)),
  cidrResolution,
  noEndpointsForNone: rule(
    'MSH2956',
    (spec) =>
      resolutionOf(spec) === 'NONE' && has(spec, 'endpoints') ? 'the resolution NONE has no endpoints' : undefined,
    ['endpoints'],
  ),
  oneRoundRobinEndpoint: rule(
    'MSH2956',
    (spec) =>
      resolutionOf(spec) === 'DNS_ROUND_ROBIN' && asList(asMap(spec)['endpoints']).length > 1
        ? 'the resolution DNS_ROUND_ROBIN has at most one endpoint'
        : undefined,
    ['endpoints'],
  ),
};
