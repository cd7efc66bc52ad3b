import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../../src/commands/proxy/compile.ts';
import { inTurns } from '../../../src/commands/proxy/in-turns.ts';
import { pack, unpack } from '../../../src/commands/proxy/pack.ts';
import { finish } from '../../../src/proxy/runtime/slices.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';

const snapshotOf = async (...filename: readonly string[]) =>
  (await compileFiles({ filename, namespace: 'default' }, testHost({ cwd: ROOT }))).snapshot;

describe('a snapshot on its way to another process', () => {
  it('arrives as it was, but for where it comes from', async () => {
    const snapshot = await snapshotOf('fixtures/bookinfo');
    const arrived = finish(unpack(pack(snapshot)));
    expect(snapshot.clusters.length).toBeGreaterThan(10);
    expect(arrived).toEqual({ ...JSON.parse(JSON.stringify(snapshot)), ...EMPTY, extensions: snapshot.extensions });
  });

  it('says the same for the same files', async () => {
    const [one, two] = [await snapshotOf('fixtures/bookinfo'), await snapshotOf('fixtures/bookinfo')];
    expect(pack(one)).toEqual(pack(two));
  });

  it('is of many pieces, so that reading it can be left in between', async () => {
    const packed = pack(await snapshotOf('fixtures/bookinfo'));
    let turns = 0;
    const counting = function* () {
      for (const _ of unpack(packed)) {
        turns += 1;
        yield;
      }
    };
    await inTurns(counting());
    expect(turns).toBe(packed.length);
    expect(turns).toBeGreaterThan(4);
  });
});

const EMPTY = { sources: new Map(), diagnostics: [] };
