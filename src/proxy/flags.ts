/**
 * Envoy's response flags as bits, so that flags are combined and counted as numbers. The names are those of access logs; the bits are
 * those that Envoy gives its filters of logs, where 2 ** 20 is an answer from a cache, which there is none of here.
 */
export const FLAGS = {
  LH: 2 ** 0,
  UH: 2 ** 1,
  UT: 2 ** 2,
  LR: 2 ** 3,
  UR: 2 ** 4,
  UF: 2 ** 5,
  UC: 2 ** 6,
  UO: 2 ** 7,
  NR: 2 ** 8,
  DI: 2 ** 9,
  FI: 2 ** 10,
  RL: 2 ** 11,
  UAEX: 2 ** 12,
  RLSE: 2 ** 13,
  DC: 2 ** 14,
  URX: 2 ** 15,
  SI: 2 ** 16,
  IH: 2 ** 17,
  DPE: 2 ** 18,
  UMSDR: 2 ** 19,
  NFCF: 2 ** 21,
  DT: 2 ** 22,
  UPE: 2 ** 23,
  NC: 2 ** 24,
  OM: 2 ** 25,
  DF: 2 ** 26,
} as const satisfies Record<string, number>;

/** Envoy writes flags in the order in which they are set: these come before whatever a request ends with. */
const EARLY: ReadonlySet<string> = new Set(['DI', 'URX']);

/** The names of all flags, in the order in which logs write them. */
export const FLAG_NAMES: readonly (keyof typeof FLAGS)[] = [
  ...flagNames().filter((name) => EARLY.has(name)),
  ...flagNames().filter((name) => !EARLY.has(name)),
];

function flagNames(): readonly (keyof typeof FLAGS)[] {
  // Object.keys is typed for any object, which may have more keys than its type; this one has not.
  return Object.keys(FLAGS) as (keyof typeof FLAGS)[];
}

const texts = new Map<number, string>([[0, '-']]);

/** The flags by name in Envoy's order, with commas between; `-` without any. */
export function flagsText(flags: number): string {
  const known = texts.get(flags);
  if (known !== undefined) return known;
  const names = FLAG_NAMES.filter((name) => (flags & FLAGS[name]) !== 0);
  const text = names.join(',');
  texts.set(flags, text);
  return text;
}
