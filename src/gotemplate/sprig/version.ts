/**
 * Versions and constraints on them by the rules of the Masterminds semver library, which differ from npm's: `1.2` is a
 * version, and a constraint that names a prerelease accepts all prereleases.
 *
 * @see https://github.com/Masterminds/semver the README describes the constraints
 */

/** A semantic version. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

const TAIL = '(-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?';
const VERSION = new RegExp(`^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?${TAIL}$`);
const MAX_SEGMENT = 2n ** 64n - 1n;

/** The version a text stands for; missing parts are 0. `undefined` when it is none. */
export function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text);
  if (!match) return undefined;
  const [major = 0n, minor = 0n, patch = 0n] = [match[1], match[2], match[3]].map((part) => BigInt(part ?? '0'));
  const pre = match[5] ?? '';
  if (major > MAX_SEGMENT || minor > MAX_SEGMENT || patch > MAX_SEGMENT) return undefined;
  if (pre.split('.').some((part) => /^0[0-9]+$/.test(part))) return undefined;
  return { major, minor, patch, pre, metadata: match[7] ?? '', original: text };
}

const compareNumbers = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const aNumber = /^[0-9]+$/.test(a);
  const bNumber = /^[0-9]+$/.test(b);
  if (aNumber && bNumber) return compareNumbers(BigInt(a), BigInt(b));
  // Numbers come before names.
  if (aNumber !== bNumber) return aNumber ? -1 : 1;
  return a < b ? -1 : 1;
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const as = a.split('.');
  const bs = b.split('.');
  for (let at = 0; at < Math.max(as.length, bs.length); at++) {
    const order = comparePart(as[at], bs[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Negative, zero or positive; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.pre, b.pre)
  );
}

/** A single condition: which parts of its version were left open (`1.x`, `1`). */
interface Condition {
  readonly operator: string;
  readonly version: Version;
  readonly open: 'none' | 'all' | 'minor' | 'patch';
}

const PART = '[0-9xX*|]+';
const CONDITION_VERSION = `v?(${PART})(?:\\.(${PART}))?(?:\\.(${PART}))?${TAIL}`;
const OPERATOR = '=>|>=|=<|<=|~>|!=|=|>|<|~|\\^|';
const CONDITION = new RegExp(`(${OPERATOR})\\s*${CONDITION_VERSION}`, 'g');
const ONE_CONDITION = new RegExp(`^\\s*(${OPERATOR})\\s*${CONDITION_VERSION}\\s*$`);
const PLAIN_VERSION = CONDITION_VERSION.replace(/\((?!\?)/g, '(?:');
const ALL_CONDITIONS = new RegExp(
  `^\\s*(?:${OPERATOR})\\s*${PLAIN_VERSION}\\s*(?:(?:\\s+|,\\s*)(?:${OPERATOR})\\s*${PLAIN_VERSION}\\s*)*$`,
);
const HYPHEN_RANGE = new RegExp(`\\s*(${PLAIN_VERSION})\\s+-\\s+(${PLAIN_VERSION})\\s*`, 'g');

const isOpen = (part: string | undefined): boolean => part === undefined || /^[xX*]$/.test(part);

function parseCondition(text: string): Condition | undefined {
  const match = ONE_CONDITION.exec(text);
  if (!match) return undefined;
  const [, operator = '', major, minor, patch, tail = ''] = match;
  const open = isOpen(major) ? 'all' : isOpen(minor) ? 'minor' : isOpen(patch) ? 'patch' : 'none';
  const numbers = {
    all: '0.0.0',
    minor: `${major}.0.0`,
    patch: `${major}.${minor}.0`,
    none: `${major}.${minor}.${patch}`,
  };
  const version = parseVersion(numbers[open] + tail);
  return version && { operator, version, open };
}

type Check = (version: Version, condition: Condition) => boolean;

const tilde: Check = (version, { version: wanted, open }) => {
  if (compareVersions(version, wanted) < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && open !== 'minor' && open !== 'patch') return true;
  return version.major === wanted.major && (version.minor === wanted.minor || open === 'minor');
};

const caret: Check = (version, { version: wanted, open }) => {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major > 0n || open === 'minor') return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || open === 'patch') return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
};

const differs: Check = (version, { version: wanted, open }) => {
  if (open === 'none' || open === 'all') {
    const same =
      open === 'all'
        ? version.major === wanted.major && version.minor === wanted.minor && version.patch === wanted.patch
        : true;
    return !same || compareVersions(version, wanted) !== 0;
  }
  if (version.major !== wanted.major) return true;
  if (open === 'minor') return false;
  if (version.minor !== wanted.minor) return true;
  return (version.pre !== '' || wanted.pre !== '') && comparePrereleases(version.pre, wanted.pre) !== 0;
};

const greater: Check = (version, { version: wanted, open }) => {
  // `>11` means 12 or more, `>11.1` means 11.2 or more.
  if (open === 'minor') return version.major > wanted.major;
  if (open === 'patch')
    return version.major > wanted.major || (version.major === wanted.major && version.minor > wanted.minor);
  return compareVersions(version, wanted) > 0;
};

const atMost: Check = (version, { version: wanted, open }) => {
  if (open === 'none') return compareVersions(version, wanted) <= 0;
  if (version.major !== wanted.major) return version.major < wanted.major;
  return version.minor <= wanted.minor || open === 'minor';
};

const atLeast: Check = (version, { version: wanted }) => compareVersions(version, wanted) >= 0;
const lessThan: Check = (version, { version: wanted }) => compareVersions(version, wanted) < 0;
const equals: Check = (version, condition) =>
  condition.open === 'none' ? compareVersions(version, condition.version) === 0 : tilde(version, condition);

const CHECKS: Readonly<Record<string, Check>> = {
  '': equals,
  '=': equals,
  '!=': differs,
  '>': greater,
  '<': lessThan,
  '>=': atLeast,
  '=>': atLeast,
  '<=': atMost,
  '=<': atMost,
  '~': tilde,
  '~>': tilde,
  '^': caret,
};

function holds(version: Version, condition: Condition): boolean {
  const exact = condition.operator === '!=' && condition.open === 'none';
  if (version.pre !== '' && condition.version.pre === '' && !exact) return false;
  return CHECKS[condition.operator]?.(version, condition) ?? false;
}

/** The check a constraint such as `>=1.2, <2 || ^3.1` describes; `undefined` when it is none. */
export function satisfies(constraint: string): ((version: Version) => boolean) | undefined {
  const rewritten = constraint.replace(HYPHEN_RANGE, (_all, from: string, to: string) => `>= ${from}, <= ${to} `);
  const alternatives: (readonly Condition[])[] = [];
  for (const part of rewritten.split('||')) {
    if (!ALL_CONDITIONS.test(part)) return undefined;
    const conditions = [...part.matchAll(CONDITION)].map(([text]) => parseCondition(text));
    const valid = conditions.filter((condition) => condition !== undefined);
    if (valid.length < conditions.length) return undefined;
    alternatives.push(valid);
  }
  return (version) => alternatives.some((all) => all.every((condition) => holds(version, condition)));
}
