import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import pkg from '../package.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };
import { ROOT } from './support/paths.ts';

/** The field of a lock file's entry this test reads. */
interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package.json', () => {
  it('asks for no other package at install time', () => {
    expect(pkg).not.toHaveProperty('dependencies');
    expect(pkg).not.toHaveProperty('optionalDependencies');
    expect(pkg).not.toHaveProperty('peerDependencies');
  });

  it('pins exact versions', () => {
    const loose = Object.entries(pkg.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  it('has a reason for each package in docs/dependencies.md', () => {
    const page = readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8');
    const told = [...page.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, packages = '']) =>
      packages.split(', ').map((name) => name.split(' ')[0]),
    );
    expect(Object.keys(pkg.devDependencies).filter((name) => !told.includes(name))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('is that of package.json', () => {
    const { version, devDependencies } = lock.packages[''];
    expect({ version, devDependencies }).toEqual({ version: pkg.version, devDependencies: pkg.devDependencies });
  });

  it('has the packages of all platforms', () => {
    // TypeScript infers a type with a member for each package; what they have in common is this.
    const packages = new Map<string, LockEntry>(Object.entries(lock.packages as Record<string, object>));
    const wanted = [...packages.values()].flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
    const missing = wanted.filter(
      (name) => ![...packages.keys()].some((path) => path.endsWith(`node_modules/${name}`)),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(JSON.stringify(lock)).not.toContain('"resolved"');
  });
});
