/** Regions of packets as a person reads them. */
import type { ChalkInstance } from 'chalk';
import type { Fate, RegionReport } from '../../iptables/prove/report.ts';

/** Boxes told of one region. */
const MAX_TOLD = 3;

function fateText({ fate, by }: Fate): string {
  if (!by) return `${fate}, no rule takes it`;
  const flag = by.flag === undefined ? '' : ` (${by.flag})`;
  return `${fate} by ${by.table} ${by.chain} ${by.number}: ${by.text}${flag}`;
}

function packetsText(packets: readonly string[]): string {
  const more = packets.length - MAX_TOLD;
  return packets.slice(0, MAX_TOLD).join('; or ') + (more > 0 ? `; and ${more} more of the kind` : '');
}

/** How regions are told. */
export interface RegionStyle {
  /** What the rule sets are called, where there are several. */
  readonly labels: readonly string[];
  /** Flags that name the rules a packet can be traced through. */
  readonly words: string;
  readonly paint: ChalkInstance;
}

/** A region: which packets, how they fare, one of them, and how to send it. */
export function regionText(region: RegionReport, { labels, words, paint }: RegionStyle): string {
  const fates = region.fates.map((fate, index) => {
    const label = labels[index];
    return `      ${label === undefined ? '' : `${label}: `}${fateText(fate)}\n`;
  });
  const assuming = region.assuming.length === 0 ? '' : `      if ${region.assuming.join(' and ')} holds\n`;
  const probes = region.probes.slice(0, 1).map((probe) => `      ${paint.dim(`try: ${probe}`)}\n`);
  return [
    `  ${region.traffic}: ${paint.cyan(packetsText(region.packets))}\n`,
    ...fates,
    assuming,
    `      ${paint.dim(`meshctl iptables trace ${region.trace}${words === '' ? '' : ` ${words}`}`)}\n`,
    ...probes,
  ].join('');
}
