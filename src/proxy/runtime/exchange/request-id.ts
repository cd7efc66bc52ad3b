import { drawIndex } from '../balancer/balancer.ts';
import type { Random } from '../chance.ts';

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const DASH = 0x2d;
const LENGTH = 36;
/** Where dashes, the version and the variant stand. */
const DASHES = [8, 13, 18, 23];
const VERSION_AT = 14;
const VARIANT_AT = 19;
const WORDS = 4;
const TWO_TO_32 = 2 ** 32;

/** A source of random UUIDs of version 4 (RFC 9562 5.4), which writes them all in one place. */
export function requestIds(random: Random): () => string {
  const text = Buffer.alloc(LENGTH, DASH);
  const places = Array.from({ length: LENGTH }, (_, at) => at).filter((at) => !DASHES.includes(at));
  return () => {
    for (let word = 0; word < WORDS; word++) {
      let bits = drawIndex(TWO_TO_32, random);
      for (let digit = 8 * word; digit < 8 * word + 8; digit++) {
        text[places[digit] ?? 0] = DIGITS[bits & 15] ?? DASH;
        bits >>>= 4;
      }
    }
    text[VERSION_AT] = DIGITS[4] ?? DASH;
    text[VARIANT_AT] = DIGITS[8 + drawIndex(4, random)] ?? DASH;
    return text.toString('latin1');
  };
}
