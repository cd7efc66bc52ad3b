/** Sprig's `semver` and `semverCompare`: semantic versions as the Masterminds library reads them. */
import { GoError } from '../errors.ts';
import { type FunctionSet, fn, type GoFunction, MISMATCH, param, STRING } from '../functions.ts';
import { GoInt, GoStruct, NO_FIELD } from '../values.ts';
import { compareVersions, parseVersion, satisfies, type Version } from './version.ts';

const uint = (value: bigint): GoInt => new GoInt('uint64', value);

function versionText({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** The next version; a prerelease's next patch is its release. */
function incremented(version: Version, part: 'major' | 'minor' | 'patch'): SemVer {
  const { major, minor, patch, pre } = version;
  const next = {
    major: part === 'major' ? major + 1n : major,
    minor: part === 'major' ? 0n : part === 'minor' ? minor + 1n : minor,
    patch: part === 'patch' ? patch + (pre === '' ? 1n : 0n) : 0n,
    pre: '',
    metadata: '',
  };
  const prefix = version.original.startsWith('v') ? 'v' : '';
  return new SemVer({ ...next, original: prefix + versionText({ ...next, original: '' }) });
}

/** A version in a template: `.Major`, `.Prerelease`, `.Compare` and so on. */
class SemVer extends GoStruct {
  readonly type = '*semver.Version';
  readonly version: Version;

  constructor(version: Version) {
    super();
    this.version = version;
  }

  override text(): string {
    return versionText(this.version);
  }

  override method(name: string): GoFunction | undefined {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read) return fn([], () => read(this.version));
    const compare = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
    return compare
      ? fn([SEMVER], (other) => compare(compareVersions(this.version, other.version)))
      : super.method(name);
  }

  override field(): typeof NO_FIELD {
    return NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    const { major, minor, patch, pre, metadata, original } = this.version;
    const numbers = { major: uint(major), minor: uint(minor), patch: uint(patch) };
    return Object.entries({ ...numbers, pre, metadata, original });
  }

  override json(): string {
    return this.text();
  }
}

const SEMVER = param('*semver.Version', 'none', (value) => (value instanceof SemVer ? value : MISMATCH));

const READERS: Readonly<Record<string, (version: Version) => unknown>> = {
  IncMajor: (version) => incremented(version, 'major'),
  IncMinor: (version) => incremented(version, 'minor'),
  IncPatch: (version) => incremented(version, 'patch'),
  Major: ({ major }) => uint(major),
  Metadata: ({ metadata }) => metadata,
  Minor: ({ minor }) => uint(minor),
  Original: ({ original }) => original,
  Patch: ({ patch }) => uint(patch),
  Prerelease: ({ pre }) => pre,
};

const COMPARISONS: Readonly<Record<string, (order: number) => unknown>> = {
  Compare: (order) => BigInt(Math.sign(order)),
  Equal: (order) => order === 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEqual: (order) => order >= 0,
  LessThan: (order) => order < 0,
  LessThanEqual: (order) => order <= 0,
};

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new GoError('Invalid Semantic Version');
  return parsed;
}

function compare(constraint: string, text: string): boolean {
  const check = satisfies(constraint);
  if (!check) throw new GoError(`improper constraint: ${constraint}`);
  return check(version(text));
}

/** `semver` and `semverCompare`. */
export const SEMVER_FUNCTIONS: FunctionSet = {
  semver: fn([STRING], (text) => new SemVer(version(text))),
  semverCompare: fn([STRING, STRING], compare),
};
