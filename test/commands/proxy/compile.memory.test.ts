import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../../src/commands/proxy/compile.ts';
import { DocumentMemory } from '../../../src/yaml/document-memory.ts';
import { testHost } from '../../support/host.ts';
import { ROOT } from '../../support/paths.ts';
import { sharedFolder } from '../../support/temp.ts';

const folder = sharedFolder();
cpSync(join(ROOT, 'fixtures/bookinfo'), folder, { recursive: true });

const file = join(folder, 'changing.yaml');
const rule = (timeout: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: more, namespace: default}
spec:
  hosts: [more.test]
  http: [{timeout: ${timeout}, route: [{destination: {host: reviews}}]}]
`;

/** The resources, where each comes from, and what was found. */
async function compiled(memory?: DocumentMemory) {
  const { snapshot, findings, refused } = await compileFiles(
    { filename: [folder], namespace: 'default' },
    testHost({ cwd: ROOT }),
    memory,
  );
  const { sources, diagnostics: _, extensions, ...resources } = snapshot;
  const places = [...sources].map(([name, { origin, range }]) => [name, origin, range]);
  return { resources, extensions: [...extensions], places, findings, refused };
}

describe('compiling again with a memory of documents', () => {
  const versions = [
    rule('1s'),
    rule('2s'),
    `# moved down\n---\n${rule('2s')}---\n${rule('3s').replaceAll('more', 'other')}`,
    `${rule('2s')}  nonsense: true\n`,
    rule('2s').replace('hosts', 'hots'),
    rule('1s'),
  ];

  it('gives what compiling for the first time gives, also of what moved or is wrong', async () => {
    const memory = new DocumentMemory();
    for (const text of versions) {
      writeFileSync(file, text);
      expect(await compiled(memory)).toEqual(await compiled());
    }
  });
});
