/** Rules on Gateway API's Gateway. */
import { parseAddress } from '../../model/ip.ts';
import { asList, asMap, type JsonMap } from '../../model/json.ts';
import { type OwnRule, quoted, rule, type Violation } from './rule.ts';

const HOSTNAME = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_KEY =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;
/** Characters before the slash of a key, and one more. */
const KEY_PREFIX_LIMIT = 253;
const NO_TLS = ['HTTP', 'TCP', 'UDP'];
const NO_HOSTNAME = ['TCP', 'UDP'];

/** A rule on each item of a list. */
function each(
  code: OwnRule['code'],
  broken: (item: JsonMap) => (Omit<Violation, 'at'> & { readonly field: string }) | undefined,
): OwnRule {
  return {
    code,
    check: (list) =>
      asList(list).flatMap((item, index) => {
        const found = broken(asMap(item));
        return found
          ? [{ message: found.message, at: [index, found.field], ...(found.of ? { of: found.of } : {}) }]
          : [];
      }),
  };
}

/** A rule that no two items are the same in what `identity` gives; items without an identity are left alone. */
export function unique(
  code: OwnRule['code'],
  identity: (item: JsonMap) => readonly unknown[] | undefined,
  message: (item: JsonMap) => string,
): OwnRule {
  return {
    code,
    check(list) {
      const seen = new Set<string>();
      return asList(list).flatMap((entry, index) => {
        const item = asMap(entry);
        const parts = identity(item);
        const key = JSON.stringify(parts);
        if (parts === undefined) return [];
        if (seen.has(key)) return [{ message: message(item), at: [index] }];
        seen.add(key);
        return [];
      });
    },
  };
}

const ofType = (type: string) => (address: JsonMap) =>
  address['type'] === type && address['value'] !== undefined ? [address['value']] : undefined;

function keysThat(code: OwnRule['code'], broken: (key: string) => string | undefined): OwnRule {
  return {
    code,
    check: (map) =>
      Object.keys(asMap(map)).flatMap((key) => {
        const message = broken(key);
        return message === undefined ? [] : [{ message, at: [key], of: 'key' as const }];
      }),
  };
}

const listenerRules: Readonly<Record<string, OwnRule>> = {
  listenerNoTls: each('MSH2964', ({ protocol, tls }) =>
    NO_TLS.includes(String(protocol)) && tls !== undefined
      ? { message: `a listener of the protocol ${quoted(protocol)} has no tls`, field: 'tls', of: 'key' }
      : undefined,
  ),
  listenerTerminate: each('MSH2965', ({ protocol, tls }) =>
    protocol === 'HTTPS' && tls !== undefined && !['', 'Terminate'].includes(String(asMap(tls)['mode']))
      ? { message: 'a listener of the protocol HTTPS terminates TLS', field: 'tls' }
      : undefined,
  ),
  listenerTlsMode: each('MSH2966', ({ protocol, tls }) =>
    protocol === 'TLS' && !asMap(tls)['mode']
      ? { message: 'a listener of the protocol TLS needs tls with a mode', field: 'tls' }
      : undefined,
  ),
  listenerNoHostname: each('MSH2967', ({ protocol, hostname }) =>
    NO_HOSTNAME.includes(String(protocol)) && hostname !== undefined && hostname !== ''
      ? { message: `a listener of the protocol ${quoted(protocol)} has no hostname`, field: 'hostname', of: 'key' }
      : undefined,
  ),
  listenerNames: unique(
    'MSH2908',
    ({ name }) => [name],
    ({ name }) => `there is another listener ${quoted(name)}`,
  ),
  listenerPorts: unique(
    'MSH2969',
    ({ port, protocol, hostname }) => [port, protocol, hostname ?? null],
    ({ port }) => `another listener has the same port ${String(port)}, protocol and hostname`,
  ),
};

/** The rules by the names tables use. */
export const GATEWAY_RULES: Readonly<Record<string, OwnRule>> = {
  ...listenerRules,
  addressForm: rule(
    'MSH2906',
    (address) => {
      const { type, value } = asMap(address);
      const wrong = type === 'IPAddress' && typeof value === 'string' && parseAddress(value) === undefined;
      return wrong ? `${quoted(value)} is not an IP address` : undefined;
    },
    ['value'],
  ),
  uniqueAddresses: unique(
    'MSH2908',
    ofType('IPAddress'),
    ({ value }) => `the address ${quoted(value)} is listed twice`,
  ),
  uniqueHostnames: unique('MSH2908', ofType('Hostname'), ({ value }) => `the host ${quoted(value)} is listed twice`),
  hostnameAddress: rule(
    'MSH2906',
    (address) => {
      const { type, value } = asMap(address);
      const wrong = type === 'Hostname' && typeof value === 'string' && !HOSTNAME.test(value);
      return wrong ? `${quoted(value)} is not the name of a host` : undefined;
    },
    ['value'],
  ),
  labelKeys: keysThat('MSH2012', (key) =>
    LABEL_KEY.test(key) ? undefined : `${quoted(key)} is not the key of a label`,
  ),
  labelPrefixes: keysThat('MSH2012', (key) =>
    (key.split('/')[0] ?? '').length < KEY_PREFIX_LIMIT ? undefined : `the prefix of ${quoted(key)} is too long`,
  ),
  terminateCertificates: rule(
    'MSH2970',
    (tls) => {
      const { mode, certificateRefs, options } = asMap(tls);
      const any = asList(certificateRefs).length > 0 || Object.keys(asMap(options)).length > 0;
      return mode === 'Terminate' && !any ? 'TLS is terminated without certificateRefs or options' : undefined;
    },
    ['certificateRefs'],
  ),
  uniqueTlsPorts: unique(
    'MSH2908',
    ({ port }) => [port],
    ({ port }) => `the port ${String(port)} is listed twice`,
  ),
};
