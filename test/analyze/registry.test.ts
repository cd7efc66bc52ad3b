import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANALYZERS, ON_DEMAND } from '../../src/analyze/analyzers/index.ts';
import { recordingContext } from '../../src/analyze/context.ts';
import { REFERENCE_ORDER } from '../../src/analyze/reference-order.ts';
import { prepare, runAnalyzer } from '../../src/analyze/run.ts';
import { ANALYSIS_CODES } from '../../src/model/codes-analysis.ts';
import { MESH_CHECK_CODES } from '../../src/model/codes-mesh-checks.ts';
import { ROOT } from '../support/paths.ts';
import { codesIn, documentsIn, ownOptions } from './support.ts';

const ALL = [...ANALYZERS, ...ON_DEMAND];
const FOLDER = join(ROOT, 'src', 'analyze', 'analyzers');

/** The objects of a stream twice, as two clusters have them, one of them changed: what no single cluster shows. */
const OF_CLUSTERS = 'multi-cluster-services';

/** Read to tell whether a kind is to be had, or by way of the settings. */
const viewOf = (name: string) => ALL.find((analyzer) => analyzer.name === name)?.view ?? 'own';

describe('the registry of analyzers', () => {
  it('has every file', () => {
    const index = readFileSync(join(FOLDER, 'index.ts'), 'utf8');
    const files = readdirSync(FOLDER).filter((file) => file !== 'index.ts');
    expect(files.filter((file) => !index.includes(`'./${file}'`))).toEqual([]);
  });

  it('has no name twice', () => {
    const names = ALL.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every analyzer of the reference, but for the two of the mesh config', () => {
    const names = new Set(ALL.map(({ reference }) => reference));
    expect(REFERENCE_ORDER.filter((name) => !names.has(name))).toEqual([
      'schema.ValidationAnalyzer.MeshNetworks',
      'schema.ValidationAnalyzer.MeshConfig',
    ]);
  });

  it('reports every code there is, and no others', () => {
    const codes = new Set<string>(ALL.flatMap((analyzer) => [...analyzer.codes]));
    const missing = Object.keys({ ...ANALYSIS_CODES, ...MESH_CHECK_CODES }).filter((code) => !codes.has(code));
    // Of suppressions and rules, which are no analyzer's business.
    expect(missing.filter((code) => !code.startsWith('MSH39'))).toEqual([]);
  });

  it.each(ALL.map((analyzer) => [analyzer.name, analyzer] as const))('%s reads what it says', (_name, analyzer) => {
    for (const text of [analyzer.examples.bad, analyzer.examples.good]) {
      const { context } = prepare(documentsIn(text), { ...ownOptions(), view: viewOf(analyzer.name) });
      const read = new Set<string>();
      const found = [
        ...runAnalyzer(
          analyzer,
          recordingContext(context, (kind) => read.add(kind)),
        ),
      ];
      expect([...read].filter((kind) => !(analyzer.inputs as readonly string[]).includes(kind))).toEqual([]);
      expect(found.filter(({ code }) => !analyzer.codes.includes(code))).toEqual([]);
    }
    expect(analyzer.subjects.filter((kind) => !analyzer.inputs.includes(kind))).toEqual([]);
  });
});

describe('the examples of', () => {
  const shown = ALL.filter(({ name, view }) => view !== 'reference' && name !== OF_CLUSTERS);
  it.each(shown.map((analyzer) => [analyzer.name, analyzer] as const))(
    '%s draw its codes, and none once they are mended',
    (_name, analyzer) => {
      const options = { analyzers: [analyzer], complete: true };
      expect(codesIn(analyzer.examples.bad, options)).toContain(analyzer.codes[0]);
      expect(codesIn(analyzer.examples.good, options)).toEqual([]);
    },
  );
});
