/** What tells the items of a list apart, where their order means nothing. */
import { asString, entry } from '../../model/json.ts';
import { number, text } from '../fields.ts';
import { endpointAddress } from '../rows/address.ts';
import { chainMatchText } from '../rows/filter-chain.ts';

/** The key of an item; `undefined` when it has none. */
export type KeyOf = (item: unknown) => string | undefined;

function endpointKey(item: unknown): string | undefined {
  const { host, port } = endpointAddress(entry(entry(item, 'endpoint'), 'address'));
  return `${host}:${port}`;
}

function localityKey(item: unknown): string {
  const locality = entry(item, 'locality');
  const place = ['region', 'zone', 'subZone'].map((name) => text(locality, name)).join('/');
  return `${place.replace(/\/+$/, '') || 'no locality'}, priority ${number(item, 'priority')}`;
}

/** Envoy chooses a filter chain by how well its conditions fit, not by its place. */
function chainKey(item: unknown): string {
  return [text(item, 'name'), chainMatchText(item)].filter((part) => part !== '').join(': ');
}

/** Keys by the name of the list. */
export const UNORDERED: ReadonlyMap<string, KeyOf> = new Map<string, KeyOf>([
  ['lbEndpoints', endpointKey],
  ['endpoints', localityKey],
  ['filterChains', chainKey],
  ['certificates', (item) => asString(entry(item, 'serial'))],
]);

/** Lists of plain values whose order means nothing. */
export const SETS: ReadonlySet<string> = new Set(['domains', 'serverNames']);
