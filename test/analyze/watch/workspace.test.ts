import { describe, expect, it } from 'vitest';
import { type Check, Workspace } from '../../../src/analyze/watch/workspace.ts';
import { finding } from '../../../src/yaml/finding.ts';
import { parseManifests } from '../../../src/yaml/parse.ts';

const TWO = 'a: 1\n---\nb: 2\n';

/** A check that finds the first key of every document it is asked about, and counts those. */
function counting() {
  const asked: string[] = [];
  const check: Check = ({ manifest, diagnostics }) => {
    asked.push(manifest?.text ?? '');
    const found = manifest
      ? [finding('MSH0003', 'x', { origin: { file: manifest.file }, range: manifest.locate(['b'], 'key') })]
      : [];
    return { findings: [...diagnostics, ...found], resources: 1, unchecked: [] };
  };
  return { asked, check };
}

function filled(text = TWO) {
  const { asked, check } = counting();
  const workspace = new Workspace();
  workspace.arrange(['f.yaml']);
  workspace.set('f.yaml', text, check);
  return { asked, check, workspace };
}

describe('a workspace', () => {
  it('reads and checks only the documents that are different', () => {
    const { asked, check, workspace } = filled();
    const [first, second] = workspace.contents().documents;
    asked.length = 0;
    workspace.set('f.yaml', 'a: 7\n---\nb: 2\n', check);
    expect(asked).toEqual(['a: 7\n']);
    const [other, same] = workspace.contents().documents;
    expect(same?.manifest).toBe(second?.manifest);
    expect(other?.manifest).not.toBe(first?.manifest);
  });

  it.each(['# more\n# lines\na: 1\n---\nb: 2\n', '\r\na: 1\r\n---\nb: 2\n', 'a: 1\n---\nb: 2\n'])(
    'knows where documents and findings stand after %j',
    (text) => {
      const { check, workspace } = filled();
      workspace.set('f.yaml', text, check);
      const { documents, findings } = workspace.contents();
      const fresh = parseManifests(text, 'f.yaml').manifests;
      expect(documents.map(({ manifest }) => manifest.start)).toEqual(fresh.map(({ start }) => start));
      expect(documents[1]?.manifest.locate(['b'])).toEqual(fresh[1]?.locate(['b']));
      expect(findings[1]?.range).toEqual(fresh[1]?.locate(['b'], 'key'));
    },
  );

  it('takes a document that cannot be read any more for what it was', () => {
    const { check, workspace } = filled();
    workspace.set('f.yaml', 'a: 1\n---\nb: [\n', check);
    const { documents, findings } = workspace.contents();
    expect(documents.map(({ manifest }) => manifest.value)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(findings.map(({ code, range }) => [code, range?.start.line])).toContainEqual(['MSH0001', 3]);
  });

  it('forgets files that are not there any more, and says why one cannot be read', () => {
    const { workspace } = filled();
    workspace.fail('g.yaml', { code: 'MSH0005', level: 'error', message: 'gone', origin: { file: 'g.yaml' } });
    workspace.arrange(['g.yaml']);
    const { documents, findings, files, texts, resources } = workspace.contents();
    expect({ documents, files, resources, texts: [...texts] }).toEqual({
      documents: [],
      files: ['g.yaml'],
      resources: 0,
      texts: [],
    });
    expect(findings.map(({ message }) => message)).toEqual(['gone']);
    workspace.arrange(['f.yaml', 'g.yaml']);
    expect(workspace.contents().documents).toEqual([]);
  });

  it('refuses what is no text', () => {
    const { workspace } = filled('a: \0');
    expect(workspace.contents().findings.map(({ code }) => code)).toEqual(['MSH0002']);
  });
});
