import { describe, expect, it } from 'vitest';
import { fieldsOf, messageOf } from '../../src/envoy/schema/schema.ts';
import { objectsIn, resourceOf } from '../../src/mesh/objects.ts';
import { isMap, without } from '../../src/model/json.ts';
import { referenceLines } from '../../src/validate/reference.ts';
import { levelIn } from '../../src/validate/rules/index.ts';
import { checkRulesLayer } from '../../src/validate/rules-layer.ts';
import { validateObject } from '../../src/validate/validate.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { type Case, DATA, dataOf, manifestsOf, textOf, validation } from './cases.ts';

const { cases } = dataOf<{ readonly cases: readonly Case[] }>('cases.json', { cases: [] });

/** A document of Istio's own tests. */
interface IstioCase {
  readonly file: string;
  readonly doc: number;
  readonly name: string;
  readonly crdError: string | null;
  readonly ruleErrors: readonly string[];
  readonly ruleWarnings: readonly string[];
}

const istio = dataOf<{ readonly cases: readonly IstioCase[] }>('istio-cases.json', { cases: [] });

/** A notice is told at once and has no resource. */
const isNotice = ({ resource }: { readonly resource: string }): boolean => resource === '';

describe.skipIf(DATA === undefined)('istioctl validate (skipped without comparison data)', () => {
  const rules = validation(['rules'], { envoy: { messageOf, fieldsOf } });

  it.each(cases)('$id', ({ file, verdict, errors, warnings }) => {
    const lines = [...referenceLines(readManifests(textOf(file), file), file, rules)];
    const count = (level: string) => lines.filter((line) => line.level === level).length;
    if (verdict === 'crash') {
      expect(count('error')).toBeGreaterThan(0);
      return;
    }
    expect({ errors: count('error'), warnings: count('warning'), notices: count('info'), lines }).toMatchObject({
      errors: errors.length,
      warnings: warnings.filter((warning) => !isNotice(warning)).length,
      notices: warnings.filter(isNotice).length,
    });
    const named = lines.filter(({ level }) => level !== 'info').map(({ resource = '' }) => resource);
    const expected = [...errors, ...warnings.filter((warning) => !isNotice(warning))].map(({ resource }) => resource);
    expect(named.sort()).toEqual(expected.sort());
  });
});

describe.skipIf(DATA === undefined)("Istio's own documents (skipped without comparison data)", () => {
  it.each(istio.cases)('$file $doc $name', ({ file, doc, crdError, ruleErrors, ruleWarnings }) => {
    const manifest = manifestsOf(textOf(file), file).filter(({ value }) => isMap(value))[doc];
    const value = isMap(manifest?.value) ? without(manifest.value, ['_err']) : {};
    const object = { value, path: [], resource: resourceOf(value) };
    const { found } = validateObject(object, validation(['structure', 'cel']));
    const schema = [...found.values()].flat();
    expect(schema.length > 0, JSON.stringify(schema)).toBe(crdError !== null);
    const { decoding, problems } = checkRulesLayer(object, validation(['rules']));
    const levels = problems.map((problem) => levelIn(problem, 'reference'));
    const errors = decoding.length > 0 ? 1 : levels.filter((level) => level === 'error').length;
    expect({ errors, warnings: levels.filter((level) => level === 'warning').length, problems }).toMatchObject({
      errors: ruleErrors.length,
      warnings: ruleWarnings.length,
    });
  });

  it('are all there', () => {
    const files = [...new Set(istio.cases.map(({ file }) => file))];
    const documents = files.flatMap((file) => manifestsOf(textOf(file), file)).filter(({ value }) => isMap(value));
    expect(documents.flatMap(({ value }) => [...objectsIn(value)]).length).toBeGreaterThanOrEqual(istio.cases.length);
  });
});
