import type { Analyzer } from '../../analyze/analyzer.ts';
import { ANALYZERS, ON_DEMAND } from '../../analyze/analyzers/index.ts';
import { UsageError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { nearest } from '../../model/suggest.ts';

const OWN = [...ANALYZERS, ...ON_DEMAND].filter(({ view }) => view !== 'reference');

/** The analyzers of these names, meshctl's or the reference's; all when none is named. Throws UsageError for one nobody has. */
export function chooseAnalyzers(names: readonly string[]): readonly Analyzer[] {
  if (names.length === 0) return ANALYZERS;
  return names.map((name) => {
    const found = OWN.find((analyzer) => analyzer.name === name || analyzer.reference === name);
    if (found) return found;
    const meant = nearest(
      name,
      OWN.flatMap((analyzer) => [analyzer.name, analyzer.reference ?? analyzer.name]),
    );
    throw new UsageError('USAGE_ANALYZER', `there is no analyzer "${name}"`, {
      hint: meant === undefined ? '--list-analyzers lists them' : `did you mean ${meant}?`,
    });
  });
}

/** Prints name, codes and description of every analyzer. */
export function listAnalyzers(host: Host): void {
  for (const { name, codes, description } of OWN)
    host.stdout.write(`* ${name} (${codes.join(', ')}):\n    ${description}\n`);
}
