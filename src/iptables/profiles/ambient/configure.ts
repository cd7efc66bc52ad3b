import type { Diagnostic } from '../../../model/diagnostic.ts';
import { parseAddress } from '../../../model/ip.ts';
import { addressFamilies } from '../../config/families.ts';
import { interfaceItem, uint32, word } from '../../config/parsers.ts';
import { isOn, listOf, oneOf, type Parsed, textOf, type Values } from '../../config/values.ts';
import type { Family } from '../../model/rule.ts';
import { fileValues } from '../file-values.ts';
import type { ProfileInput } from '../profile.ts';
import { BOTH_FAMILIES } from '../steps.ts';
import { type AmbientConfig, PROBE_SOURCE } from './config.ts';
import { AMBIENT_KEYS } from './flags.ts';

/** IPv6 when the file says so, else when the pod has an address of that family; IPv4 always gets rules. */
function families({ families: asked, around }: ProfileInput, values: Values): readonly Family[] {
  if (asked) return asked;
  const ipv6 = values.has('ipv6') ? isOn(values, 'ipv6') : addressFamilies(around.addresses).includes('ipv6');
  return ipv6 ? BOTH_FAMILIES : ['ipv4'];
}

function addressOf(family: Family) {
  return (text: string): Parsed<string> =>
    parseAddress(text)?.family === family
      ? { value: text }
      : { reason: `it is not an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address without prefix length` };
}

function dns(values: Values): Pick<AmbientConfig, 'dns' | 'dnsFlag'> {
  const override = oneOf(values, 'pod-dns-override', word(['unset', 'enabled', 'disabled']), 'unset');
  if (override !== 'unset') return { dns: override === 'enabled', dnsFlag: `--pod-dns-override ${override}` };
  return { dns: textOf(values, 'redirect-dns', 'true') === 'true', dnsFlag: '--redirect-dns' };
}

/**
 * What the flags, the environment and the configuration file say, checked; the file comes last. Throws UsageError or InputError
 * for a value that cannot be used.
 */
export function ambientConfig(input: ProfileInput): { config: AmbientConfig; diagnostics: readonly Diagnostic[] } {
  const file = fileValues(AMBIENT_KEYS, input.around.configFile);
  const values: Values = new Map([...file.values, ...input.values]);
  const probe = (family: Family, long: string) => oneOf(values, long, addressOf(family), PROBE_SOURCE[family]);
  const config: AmbientConfig = {
    families: families(input, values),
    ...dns(values),
    ingressMode: isOn(values, 'ingress-mode'),
    virtualInterfaces: listOf(values, 'virtual-interfaces', interfaceItem(input.backend, input)),
    probeSource: { ipv4: probe('ipv4', 'host-probe-snat-v4'), ipv6: probe('ipv6', 'host-probe-snat-v6') },
    kubeletUid: oneOf(values, 'kubelet-uid', uint32, 0),
  };
  return { config, diagnostics: file.diagnostics };
}
