import { asList, asMap, asString, getIn } from '../../model/json.ts';
import { analyzer, found } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { serviceEntry } from '../example.ts';
import { quoted } from '../facts/wording.ts';

/** Whether proxies give hosts without addresses addresses of their own. */
function allocates(context: Context): boolean {
  const metadata = asMap(getIn(meshConfigOf(context), ['defaultConfig', 'proxyMetadata']));
  const isOn = (name: string): boolean => asString(metadata[name]) === 'true';
  return (
    isOn('ISTIO_META_DNS_CAPTURE') && (isOn('ISTIO_META_DNS_AUTO_ALLOCATE') || isOn('PILOT_ENABLE_IP_AUTOALLOCATE'))
  );
}

const entry = (protocol: string): string =>
  serviceEntry(
    'shop/db',
    `{hosts: [db.example.com], ports: [{number: 5432, name: db, protocol: ${protocol}}], resolution: DNS}`,
  );

/** Plain TCP is told apart by addresses. */
export const serviceEntryAddresses = analyzer({
  name: 'service-entry-addresses',
  codes: ['IST0134'],
  subjects: ['ServiceEntry'],
  inputs: ['ServiceEntry', 'MeshConfig'],
  description: 'Hosts that are served by TCP have addresses: nothing else tells their traffic from other traffic.',
  examples: { bad: entry('TCP'), good: entry('HTTP') },
  reference: 'serviceentry.Analyzer',
  *analyze({ spec, object }, context) {
    if ((spec.addresses ?? []).length > 0 || asList(getIn(object, ['status', 'addresses'])).length > 0) return;
    if (context.derive(allocates)) return;
    for (const [index, { protocol = '', name = '' }] of (spec.ports ?? []).entries()) {
      if (protocol !== '' && protocol.toUpperCase() !== 'TCP') continue;
      const at = ['spec', 'ports', index];
      yield found('IST0134', protocol === '' ? at : [...at, 'protocol'], {
        message: `the port ${quoted(name)} serves TCP, and the hosts have no addresses`,
        line: [...at, 'name'],
        values: '',
      });
    }
  },
});
