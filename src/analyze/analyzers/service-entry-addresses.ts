import type { ServiceEntry } from '../../mesh/types/networking.ts';
import { asList, asMap, asString, getIn } from '../../model/json.ts';
import { analyzer, found, uncertain } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { serviceEntry } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Whether the mesh config sets a variable of all proxies to true. */
function isOn(name: string, context: Context): boolean {
  const metadata = asMap(getIn(meshConfigOf(context), ['defaultConfig', 'proxyMetadata']));
  return asString(metadata[name]) === 'true';
}

const captures = (context: Context): boolean => isOn('ISTIO_META_DNS_CAPTURE', context);

/** Whether proxies give hosts without addresses addresses of their own. */
const allocates = (context: Context): boolean =>
  captures(context) && (isOn('ISTIO_META_DNS_AUTO_ALLOCATE', context) || isOn('PILOT_ENABLE_IP_AUTOALLOCATE', context));

/** The label by which a ServiceEntry goes without addresses of the control plane's. */
const OPT_OUT = 'networking.istio.io/enable-autoallocate-ip';

/**
 * Whether recent releases give the hosts addresses by themselves: they do for whole names that are resolved, unless the
 * ServiceEntry opts out. Proxies that answer DNS tell applications of them; of what release they are no file says.
 */
function mayGetAddresses({ spec, labels }: AnalyzedResource<ServiceEntry>, context: Context): boolean {
  if (context.settings.view === 'reference' || labels[OPT_OUT] === 'false') return false;
  if ((spec.resolution ?? 'NONE') === 'NONE' || (spec.hosts ?? []).some((host) => host.startsWith('*'))) return false;
  return context.derive(captures);
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
  *analyze(resource, context) {
    const { spec, object } = resource;
    if ((spec.addresses ?? []).length > 0 || asList(getIn(object, ['status', 'addresses'])).length > 0) return;
    if (context.derive(allocates)) return;
    const unsure = mayGetAddresses(resource, context);
    for (const [index, { protocol = '', name = '' }] of (spec.ports ?? []).entries()) {
      if (protocol !== '' && protocol.toUpperCase() !== 'TCP') continue;
      const at = ['spec', 'ports', index];
      const finding = found('IST0134', protocol === '' ? at : [...at, 'protocol'], {
        message: `the port ${quoted(name)} serves TCP, and the hosts have no addresses`,
        line: [...at, 'name'],
        values: '',
      });
      yield unsure ? uncertain(finding) : finding;
    }
  },
});
