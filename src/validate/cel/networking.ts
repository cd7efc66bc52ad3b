/** Rules on ServiceEntry and on the TLS settings of servers. */
import { asList, asMap } from '../../model/json.ts';
import { has, type OwnRule, quoted, rule } from './rule.ts';

const resolutionOf = (spec: unknown): unknown => asMap(spec)['resolution'] ?? 'NONE';

function both(code: OwnRule['code'], first: string, second: string): OwnRule {
  return rule(
    code,
    (value) => (has(value, first) && has(value, second) ? `${first} and ${second} exclude each other` : undefined),
    [second],
  );
}

const cidrResolution: OwnRule = {
  code: 'MSH2405',
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
  oneCertificateList: both('MSH2325', 'tlsCertificates', 'credentialNames'),
  oneCredential: both('MSH2325', 'credentialName', 'credentialNames'),
  selectorOrEndpoints: both('MSH2401', 'workloadSelector', 'endpoints'),
  noWildcardHost: rule('MSH2403', (host) => (host === '*' ? 'the host "*" names no service' : undefined)),
  cidrResolution,
  noEndpointsForNone: rule(
    'MSH2408',
    (spec) =>
      resolutionOf(spec) === 'NONE' && has(spec, 'endpoints') ? 'the resolution NONE has no endpoints' : undefined,
    ['endpoints'],
  ),
  oneRoundRobinEndpoint: rule(
    'MSH2412',
    (spec) =>
      resolutionOf(spec) === 'DNS_ROUND_ROBIN' && asList(asMap(spec)['endpoints']).length > 1
        ? 'the resolution DNS_ROUND_ROBIN has at most one endpoint'
        : undefined,
    ['endpoints'],
  ),
};
