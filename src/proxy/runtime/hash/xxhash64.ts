/** xxHash64, the hash by which Envoy spreads requests. @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
const MASK = 0xffff_ffff_ffff_ffffn;
const P1 = 0x9e37_79b1_85eb_ca87n;
const P2 = 0xc2b2_ae3d_27d4_eb4fn;
const P3 = 0x1656_67b1_9e37_79f9n;
const P4 = 0x85eb_ca77_c2b2_ae63n;
const P5 = 0x27d4_eb2f_1656_67c5n;
const STRIPE = 32;

const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & MASK;
const round = (lane: bigint, input: bigint): bigint => (rotate((lane + input * P2) & MASK, 31n) * P1) & MASK;
const merge = (hash: bigint, lane: bigint): bigint => ((hash ^ round(0n, lane)) * P1 + P4) & MASK;

function stripes(bytes: Buffer, seed: bigint): bigint {
  const lanes: [bigint, bigint, bigint, bigint] = [
    (seed + P1 + P2) & MASK,
    (seed + P2) & MASK,
    seed,
    (seed - P1) & MASK,
  ];
  for (let at = 0; at + STRIPE <= bytes.length; at += STRIPE) {
    lanes[0] = round(lanes[0], bytes.readBigUInt64LE(at));
    lanes[1] = round(lanes[1], bytes.readBigUInt64LE(at + 8));
    lanes[2] = round(lanes[2], bytes.readBigUInt64LE(at + 16));
    lanes[3] = round(lanes[3], bytes.readBigUInt64LE(at + 24));
  }
  const [a, b, c, d] = lanes;
  const sum = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
  return lanes.reduce(merge, sum);
}

function tail(bytes: Buffer, start: bigint): bigint {
  let hash = start;
  let at = bytes.length - (bytes.length % STRIPE);
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P1 + P4) & MASK;
  }
  if (at + 4 <= bytes.length) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < bytes.length; at++) hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * P5) & MASK), 11n) * P1) & MASK;
  return hash;
}

/** The hash of a latin-1 text's bytes, as an unsigned 64-bit number. */
export function xxHash64(text: string, seed = 0n): bigint {
  const bytes = Buffer.from(text, 'latin1');
  const first = bytes.length >= STRIPE ? stripes(bytes, seed) : (seed + P5) & MASK;
  let hash = tail(bytes, (first + BigInt(bytes.length)) & MASK);
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}
