import { humanAge } from '../../gotext/age.ts';
import { compareBytes } from '../../gotext/compare.ts';
import { columnUrls, type ProxyStatus, shortName } from '../syncz.ts';
import { FIRST_TYPES } from '../type-urls.ts';
import type { Table } from './table.ts';

const PADDING = 5;

/** Not asked for by the proxy. */
const IGNORED = 'UNKNOWN';

/** The table of proxies and how many types of configuration each gets. */
export function statusTable(proxies: readonly ProxyStatus[]): Table {
  const rows = proxies.map(({ name, cluster, istiod, version, types }) => {
    const urls = types.filter(({ status }) => status !== IGNORED).map(({ url }) => url);
    return [name, cluster, istiod, version, subscribedCell(urls)];
  });
  return { header: ['NAME', 'CLUSTER', 'ISTIOD', 'VERSION', 'SUBSCRIBED TYPES'], rows, padding: PADDING };
}

function subscribedCell(urls: readonly string[]): string {
  if (urls.length === 0) return '0';
  const first = FIRST_TYPES.filter((url) => urls.includes(url));
  const others = urls.filter((url) => !FIRST_TYPES.includes(url)).sort(compareBytes);
  return `${urls.length} (${[...first, ...others].map(shortName).join(',')})`;
}

/** The table of proxies with a column for every type of configuration. */
export function verboseStatusTable(proxies: readonly ProxyStatus[], now: Date): Table {
  const urls = columnUrls(proxies);
  const rows = proxies.map((proxy) => {
    const cells = urls.map((url) => statusCell(proxy, url, now));
    return [proxy.name, proxy.cluster, ...cells, proxy.istiod, proxy.version];
  });
  return { header: ['NAME', 'CLUSTER', ...urls.map(shortName), 'ISTIOD', 'VERSION'], rows, padding: PADDING };
}

function statusCell({ types }: ProxyStatus, url: string, now: Date): string {
  const found = types.find((type) => type.url === url);
  if (!found || found.status === IGNORED) return 'IGNORED';
  if (found.status === 'NOT_SENT') return 'NOT SENT';
  if (!found.updated) return found.status;
  return `${found.status} (${humanAge(now.getTime() - found.updated.getTime())})`;
}
