import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../src/validate/findings.ts';
import { type Case, DATA, dataOf, manifestsOf, textOf, validation } from './cases.ts';

const { cases } = dataOf<{ readonly cases: readonly Case[] }>('cases.json', { cases: [] });

describe.skipIf(DATA === undefined)('what the API server says (skipped without comparison data)', () => {
  const schema = validation(['structure', 'cel']);

  it.each(cases.filter(({ crd }) => crd !== null))('$id', ({ file, crd }) => {
    const found = manifestsOf(textOf(file), file).flatMap((manifest) => findingsIn(manifest, schema).findings);
    const ofLayers = found.filter((finding) => 'layer' in finding);
    expect({
      verdict: ofLayers.length > 0 ? 'rejected' : 'accepted',
      found: ofLayers.map(({ message }) => message),
    }).toMatchObject({ verdict: crd?.verdict });
    expect(ofLayers.every(({ range }) => range !== undefined)).toBe(true);
  });

  it.each(cases.filter(({ crd }) => crd?.verdict === 'rejected'))('$id: the place', ({ file, crd }) => {
    // Where the text names one field, that field or what holds it is named.
    const [error = ''] = crd?.errors ?? [];
    const named = /^\[?([\w.[\]-]+): /.exec(error)?.[1];
    if (named === undefined) return;
    const found = manifestsOf(textOf(file), file).flatMap((manifest) => findingsIn(manifest, schema).findings);
    const paths = found.map(({ path = [] }) =>
      path.reduce<string>(
        (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
        '',
      ),
    );
    const plain = named.replace(/\[([a-z][^\]]*)\]/g, '.$1');
    expect(paths.some((path) => path.startsWith(plain) || plain.startsWith(path))).toBe(true);
  });
});
