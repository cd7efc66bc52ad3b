import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/analyze/findings.ts';
import { analyze } from '../../../src/analyze/run.ts';
import { IncrementalAnalysis } from '../../../src/analyze/watch/incremental.ts';
import { Workspace } from '../../../src/analyze/watch/workspace.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';
import { ROOT } from '../../support/paths.ts';
import { ownOptions } from '../support.ts';

/** Documents of a mesh and of mistakes in it: what objects they change for each other is what the analysis has to notice. */
const DOCUMENTS = ['fixtures/bookinfo', 'fixtures/mistakes/cases'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseManifests(readFileSync(join(ROOT, folder, name), 'utf8'), name).manifests)
    .map(({ text }) => `---\n${text.replace(/^---.*\n/gm, '').trimEnd()}\n`),
);

const FILES = ['a.yaml', 'b.yaml', 'c.yaml'];
const check = () => ({ findings: [], resources: 0, unchecked: [] });

/** A change of a file: another text, or its end. */
const change = fc.record({
  file: fc.constantFrom(...FILES),
  documents: fc.array(fc.nat({ max: DOCUMENTS.length - 1 }), { maxLength: 12 }),
  comment: fc.boolean(),
  gone: fc.boolean(),
});

describe('an analysis that remembers', () => {
  it('finds what one that does not finds, whatever changes', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 6 }), (changes) => {
        const workspace = new Workspace();
        const incremental = new IncrementalAnalysis();
        const texts = new Map<string, string>();
        for (const { file, documents, comment, gone } of changes) {
          const text = `${comment ? '# moved\n' : ''}${documents.map((index) => DOCUMENTS[index] ?? '').join('')}`;
          if (gone) texts.delete(file);
          else {
            texts.set(file, text);
            workspace.set(file, text, check);
          }
          const names = FILES.filter((name) => texts.has(name));
          workspace.arrange(names);
          const now = incremental.analyze(workspace.contents().documents, ownOptions());
          const fresh = names.flatMap((name) => parseManifests(texts.get(name) ?? '', name).manifests);
          const whole = analyze(
            fresh.map((manifest) => ({ manifest })),
            ownOptions(),
          );
          expect(findingsOf(now.reported)).toEqual(findingsOf(whole.reported));
          expect(now.notices).toEqual(whole.notices);
          expect(now.resources).toBe(whole.resources);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('runs only the analyzers of kinds that changed', () => {
    const incremental = new IncrementalAnalysis();
    const workspace = new Workspace();
    const options = ownOptions();
    const runs: string[] = [];
    const analyzers = options.analyzers.map((analyzer) => ({
      ...analyzer,
      *analyze(...given: Parameters<typeof analyzer.analyze>) {
        runs.push(analyzer.name);
        yield* analyzer.analyze(...given);
      },
    }));
    // The first document is nothing the mesh knows: a line more in it moves all others.
    const text = `a: 1\n${DOCUMENTS.join('')}`;
    workspace.arrange(['a.yaml', 'b.yaml']);
    workspace.set('a.yaml', text, check);
    workspace.set('b.yaml', '', check);
    incremental.analyze(workspace.contents().documents, { ...options, analyzers });
    runs.length = 0;
    workspace.set('a.yaml', `# a line more\n${text}`, check);
    incremental.analyze(workspace.contents().documents, { ...options, analyzers });
    expect(runs).toEqual([]);
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{name: http, port: 80}]}\n';
    workspace.set('b.yaml', service, check);
    incremental.analyze(workspace.contents().documents, { ...options, analyzers });
    const readers = options.analyzers.filter(({ inputs }) => inputs.includes('Service')).map(({ name }) => name);
    expect(runs.length).toBeGreaterThan(0);
    expect([...new Set(runs)].filter((name) => !readers.includes(name))).toEqual([]);
  });
});
