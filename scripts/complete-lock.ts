import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the lock file says of one package. */
interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const LOCK = join(import.meta.dirname, '..', 'package-lock.json');

/** Packages of one platform name it: `binding-linux-x64-musl`, `cli-darwin-arm64`, `win32-x64`. */
const PLATFORM =
  /(?<os>android|darwin|freebsd|linux|openharmony|win32)-(?<cpu>arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(?<abi>\w+))?$/;

/**
 * Adds the platform packages npm has left out to the lock file. npm writes those it could fetch on the machine it runs on;
 * `npm ci` then refuses the lock file wherever it can fetch more, or sees that some are missing. Nothing is added for a
 * package that is not of one platform.
 */
function completed(lock: Lock): Lock {
  const packages: Record<string, LockEntry> = { ...lock.packages };
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = PLATFORM.exec(name)?.groups;
      const path = `node_modules/${name}`;
      if (platform && packages[path] === undefined) packages[path] = platformEntry(version, platform);
    }
  }
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function platformEntry(version: string, { os = '', cpu = '', abi = '' }: Readonly<Record<string, string>>): LockEntry {
  const libc = os === 'linux' && abi !== '' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
  return { version, cpu: [cpu], dev: true, ...libc, optional: true, os: [os] };
}

// The border of JSON.parse: the file is npm's own.
const lock = JSON.parse(readFileSync(LOCK, 'utf8')) as Lock;
writeFileSync(LOCK, `${JSON.stringify(completed(lock), undefined, 2)}\n`);
