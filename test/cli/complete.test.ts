import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testHost } from '../support/host.ts';
import { tempFolder } from '../support/temp.ts';

async function complete(...words: readonly string[]) {
  return completeAt(testHost(), words);
}

async function completeAt(host: ReturnType<typeof testHost>, words: readonly string[]) {
  await run(['__complete', ...words], host);
  const lines = host.written().trimEnd().split('\n');
  return { texts: lines.slice(0, -1).map((line) => line.split('\t')[0]), directive: lines.at(-1), lines };
}

describe('complete', () => {
  it('gives the commands that begin like the word, with what they do', async () => {
    expect((await complete('ver')).lines).toEqual([
      'version\tprint the version of meshctl, its commit and the Node.js that runs it',
      ':none',
    ]);
  });

  it('gives all visible commands for an empty word', async () => {
    const { texts } = await complete('');
    expect(texts).toEqual(expect.arrayContaining(['completion', 'config', 'doctor', 'inject', 'version']));
    expect(texts).not.toContain('__complete');
  });

  it.each([
    [['config', ''], ['show'], ':none'],
    [['completion', ''], ['bash', 'zsh', 'fish', 'powershell'], ':none'],
    [['completion', 'bash', ''], [], ':none'],
    [['version', '--o'], ['--output'], ':none'],
    [['version', '-o', ''], ['text', 'json', 'yaml'], ':none'],
    [['version', '-o', 'j'], ['json'], ':none'],
    [['version', '--output=j'], ['--output=json'], ':none'],
    [['version', '--short=t'], [], ':none'],
    [['version', '--col'], ['--color'], ':none'],
    [['--color', 'a'], ['auto', 'always'], ':none'],
    [['--config', 'x'], [], ':files'],
    [['version', '--config', ''], [], ':files'],
    [['--color', 'version', 'ver'], ['version'], ':none'],
    [['inject', '-f', ''], [], ':files'],
    [['inject', '--template', 'grpc-'], ['grpc-simple', 'grpc-agent'], ':none'],
    [['inject', '--template=gate'], ['--template=gateway'], ':none'],
    [['analyze', '--analyzer', 'gateway-port'], ['gateway-ports'], ':none'],
    [
      ['explain', 'code', 'IST013'],
      ['IST0130', 'IST0131', 'IST0132', 'IST0133', 'IST0134', 'IST0135', 'IST0136', 'IST0137', 'IST0138', 'IST0139'],
      ':none',
    ],
    [['kube-inject', '--filename=a'], [], ':files'],
    [['version', '--', '--o'], [], ':none'],
    [['nonsense', ''], [], ':none'],
    [['x', 'config', ''], ['show'], ':none'],
  ])('%j', async (words, texts, directive) => {
    expect(await complete(...words)).toMatchObject({ texts, directive });
  });

  it('gives the contexts of the kubeconfig, and nothing without one', async () => {
    const contexts = ['east', 'west', 'edge'].map((name) => ({ name, context: { cluster: 'c' } }));
    const host = testHost({ cwd: tempFolder({ config: JSON.stringify({ contexts }) }), env: { KUBECONFIG: 'config' } });
    expect((await completeAt(host, ['pc', 'cluster', '--context', 'e'])).texts).toEqual(['east', 'edge']);
    expect((await complete('pc', 'cluster', '--context', '')).texts).toEqual([]);
  });

  it("takes old PowerShell's notation of an empty word", async () => {
    expect((await complete('completion', '""')).texts).toEqual(['bash', 'zsh', 'fish', 'powershell']);
  });

  it('gives flags of the command and of the program, --help included', async () => {
    expect((await complete('version', '-')).texts).toEqual(
      expect.arrayContaining(['--output', '--short', '--help', '--color', '--config']),
    );
  });
});
