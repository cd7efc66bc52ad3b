/** Addresses in the conditions of filter chains. */
import type { L4Match } from '../../../mesh/types/virtual-service.ts';
import { parseAddressOrPrefix } from '../../../model/ip.ts';
import type { CidrRange } from '../../resources/common.ts';
import type { FilterChainMatch } from '../../resources/listener.ts';

/** A prefix as Envoy writes it; nothing for a text that is none. */
export function cidrRange(text: string): readonly CidrRange[] {
  const prefix = parseAddressOrPrefix(text);
  return prefix === undefined ? [] : [{ address_prefix: text.split('/')[0] ?? text, prefix_len: prefix.bits }];
}

/** Where connections go to and come from. */
export function addressMatch({ destinationSubnets = [], sourceSubnet }: L4Match): FilterChainMatch {
  const to = destinationSubnets.flatMap(cidrRange);
  const from = sourceSubnet === undefined ? [] : cidrRange(sourceSubnet);
  return {
    ...(to.length === 0 ? {} : { prefix_ranges: to }),
    ...(from.length === 0 ? {} : { source_prefix_ranges: from }),
  };
}
