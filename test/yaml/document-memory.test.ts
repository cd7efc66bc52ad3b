import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentMemory } from '../../src/yaml/document-memory.ts';
import { type Reading, readManifests } from '../../src/yaml/parse.ts';

const DOCUMENTS = [
  'a: 1\n',
  'a: {b: [1, 2]} # said\n',
  '# nothing but this\n',
  '{"a": "json"}\n',
  'a: &x [1]\nb: *x\n',
  'a: 1\na: 2\n',
  'a: [1\n',
  '\r\na: |\r\n  lines\r\n  of text\r\n',
];

/** All a reading says, and where its parts stand. */
const toldBy = ({ manifest, diagnostics }: Reading) => ({
  diagnostics,
  ...(manifest && { ...manifest, locate: [[], ['a'], ['a', 'b', 1], ['b']].map((path) => manifest.locate(path)) }),
});

describe('a memory of documents', () => {
  test('makes no difference to what is read, whichever documents come, go and move', () => {
    const file = fc.array(fc.constantFrom(...DOCUMENTS), { maxLength: 8 }).map((list) => list.join('---\n'));
    fc.assert(
      fc.property(fc.array(file, { minLength: 2, maxLength: 20 }), (versions) => {
        const memory = new DocumentMemory();
        for (const text of versions) {
          memory.begin();
          const remembered = [...readManifests(text, 'x.yaml', memory.read)].map(toldBy);
          expect(remembered).toEqual([...readManifests(text, 'x.yaml')].map(toldBy));
        }
      }),
    );
  });

  const firstIn = (memory: DocumentMemory, text: string): unknown => {
    const [reading] = readManifests(text, 'x.yaml', memory.read);
    return reading?.manifest?.value;
  };

  test('gives the data of a document that is as it was, wherever it stands', () => {
    const memory = new DocumentMemory();
    memory.begin();
    const before = firstIn(memory, 'a: 1\n---\nb: 2\n');
    memory.begin();
    const [, moved] = [...readManifests('c: 3\n---\na: 1\n', 'y.yaml', memory.read)];
    expect(moved?.manifest?.value).toEqual(before);
    memory.begin();
    expect(firstIn(memory, 'c: 3\n---\nd: 4\n')).toEqual({ c: 3 });
    memory.begin();
    expect(firstIn(memory, 'c: 3\n---\n')).toBe(firstIn(memory, 'c: 3\n---\n'));
  });

  test('forgets what the last reading did not have, and everything from time to time', () => {
    const memory = new DocumentMemory();
    const read = (text: string): unknown => {
      memory.begin();
      return firstIn(memory, text);
    };
    const first = read('a: 1\n');
    expect(read('a: 1\n')).toBe(first);
    read('b: 2\n');
    expect(read('a: 1\n')).not.toBe(first);
    const values = Array.from({ length: 64 }, () => read('a: 1\n'));
    expect(new Set(values).size).toBe(5);
  });
});
