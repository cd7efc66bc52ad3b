import { drawIndex } from '../balancer/balancer.ts';
import type { Random } from '../chance.ts';

const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

const four = (random: Random): string => HEX[drawIndex(65_536, random)] ?? '0000';

/** A random UUID of version 4 (RFC 9562 5.4). */
export function requestId(random: Random): string {
  const version = (0x4000 | (drawIndex(65_536, random) & 0x0fff)) & 0xffff;
  const variant = 0x8000 | (drawIndex(65_536, random) & 0x3fff);
  const head = `${four(random)}${four(random)}-${four(random)}-${HEX[version] ?? ''}-${HEX[variant] ?? ''}`;
  return `${head}-${four(random)}${four(random)}${four(random)}`;
}
