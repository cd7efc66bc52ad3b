/** Where rules of the reference end: one small input for each edge, with what is found there and nowhere else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceMessages } from '../../src/analyze/reference.ts';
import { analyze } from '../../src/analyze/run.ts';
import { ROOT } from '../support/paths.ts';
import { documentsIn, ownOptions } from './support.ts';

interface Edge {
  readonly name: string;
  /** The codes it is about; all when it names none. */
  readonly only: readonly string[];
  readonly finds: readonly string[];
  readonly text: string;
}

/** `=== name`, lines `only:` and `finds:`, and documents behind the first `---`. */
function edgeOf(section: string): Edge {
  const end = section.indexOf('\n---\n');
  const [name = '', ...head] = section.slice(0, end).split('\n');
  const said = (key: string) =>
    head.flatMap((line) => (line.startsWith(`${key}: `) ? [line.slice(key.length + 2)] : []));
  return {
    name,
    only: said('only').join(' ').split(' ').filter(Boolean),
    finds: said('finds'),
    text: section.slice(end + 5),
  };
}

const EDGES = readFileSync(join(ROOT, 'fixtures', 'analyze', 'edges.txt'), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map(edgeOf);

describe('the rules of the reference, at their edges', () => {
  it.each(EDGES.map((edge) => [edge.name, edge] as const))('%s', (_name, { only, finds, text }) => {
    const { reported } = analyze(documentsIn(text), {
      ...ownOptions(),
      view: 'reference',
      namespace: '',
      complete: true,
    });
    const messages = referenceMessages(reported, { namespace: '', suppressions: [] });
    const shown = messages.filter(({ code }) => only.length === 0 || only.includes(code));
    expect(shown.map(({ code, origin }) => `${code} ${origin}`).sort()).toEqual([...finds]);
  });
});
