import { oneOf, type Random } from './random.ts';

/** Bytes are not made longer than this: what is larger is refused by its size, which has tests of its own. */
const MAX_BYTES = 256 * 1024;

/** Changes of one input, at most. */
const MAX_CHANGES = 6;

/** The longest piece that is taken out, repeated or moved. */
const MAX_PIECE = 400;

/** Pieces on which readers have stumbled: edges of numbers, names JavaScript knows, other encodings, the grammar of each format. */
const PIECES: readonly Buffer[] = [
  '',
  '\0',
  '\r\n',
  '\n\n',
  '\t',
  ' ',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\ud83d\ude00',
  '"',
  "'",
  '`',
  '\\',
  '{',
  '}',
  '[',
  ']',
  '{}',
  '[]',
  'null',
  '~',
  'true',
  'NaN',
  'Infinity',
  '-',
  '- ',
  '---\n',
  '...\n',
  ': ',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!!binary ',
  '|\n',
  '>-\n',
  '0',
  '-0',
  '-1',
  '1e309',
  '1e-400',
  '0x',
  '0o8',
  '9007199254740993',
  '18446744073709551616',
  '2147483648',
  '65536',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '$(a)',
  '{{ . }}',
  '%',
  '%00',
  '%zz',
  '*',
  '.',
  '..',
  '/',
  '//',
  ',',
  ',,',
  '=',
  '|',
  '||',
  '!',
  '-m ',
  '-j ',
  '--',
  '0.0.0.0/0',
  '::/0',
  '::ffff:1.2.3.4',
  '10.0.0.0/33',
  'spiffe://',
  'COMMIT\n',
  ':A - [0:0]\n',
  'table ip a {\n',
  '# TYPE a histogram\n',
  'a{le="+Inf"} 1\n',
  '@type',
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xfe, 0xff]), Buffer.from([0x80])]);

/** A change of some bytes; `other` is another input of the same kind. */
type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const cut = (bytes: Buffer, at: number, end: number, put: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(end)]);

function piece(bytes: Buffer, random: Random): readonly [at: number, end: number] {
  const at = random(bytes.length + 1);
  return [at, Math.min(bytes.length, at + random(MAX_PIECE))];
}

/** Where words of letters, digits and dashes begin and end: changes there reach further than ones at any byte. */
function word(bytes: Buffer, random: Random): readonly [at: number, end: number] {
  const words = [...bytes.toString('latin1').matchAll(/[\w.-]+/g)];
  if (words.length === 0) return [0, 0];
  const found = oneOf(random, words);
  return [found.index, found.index + found[0].length];
}

const CHANGES: readonly Change[] = [
  (bytes, random) => cut(bytes, ...piece(bytes, random), Buffer.alloc(0)),
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return cut(bytes, at, at, oneOf(random, PIECES));
  },
  (bytes, random) => cut(bytes, ...word(bytes, random), oneOf(random, PIECES)),
  (bytes, random) => {
    const [from, end] = word(bytes, random);
    return cut(bytes, ...word(bytes, random), bytes.subarray(from, end));
  },
  (bytes, random) => {
    const [from, end] = piece(bytes, random);
    const at = random(bytes.length + 1);
    return cut(bytes, at, at, bytes.subarray(from, end));
  },
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return cut(bytes, at, Math.min(bytes.length, at + 1), Buffer.from([random(256)]));
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, random(bytes.length + 1)), other.subarray(random(other.length + 1))]),
  (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    const [from, to] = [random(lines.length), random(lines.length)];
    lines.splice(to, 0, ...lines.splice(from, 1 + random(3)));
    return Buffer.from(lines.join('\n'), 'latin1');
  },
];

/** An input that is nearly what it should be: one of the samples with a few changes. */
export function mutated(samples: readonly Buffer[], random: Random): Buffer {
  let bytes = oneOf(random, samples);
  for (let left = 1 + random(MAX_CHANGES); left > 0; left--) {
    bytes = oneOf(random, CHANGES)(bytes, random, oneOf(random, samples));
  }
  return bytes.subarray(0, MAX_BYTES);
}
