import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Path } from '../../../src/model/diagnostic.ts';
import { asList, asMap, getIn, isMap } from '../../../src/model/json.ts';
import { RULE_CODES } from '../../../src/model/rule-codes/index.ts';
import { ruleExample } from '../../../src/validate/rules/examples/index.ts';
import { conformanceDir } from '../../support/conformance.ts';
import { checkObject, documentsOf } from './support.ts';

const EXAMPLES = Object.keys(RULE_CODES).flatMap((code) => {
  const example = ruleExample(code);
  return example ? [...documentsOf(example.bad), ...documentsOf(example.good)] : [];
});

const data = conformanceDir('validate');

const DOCUMENTS =
  data === undefined
    ? []
    : readdirSync(join(data, 'docs')).flatMap((file) => documentsOf(readFileSync(join(data, 'docs', file), 'utf8')));

/** How many steps of a path lead to nothing. */
function missingSteps(document: unknown, path: Path): number {
  const found = path.findIndex((_step, index) => getIn(document, path.slice(0, index + 1)) === undefined);
  return found < 0 ? 0 : path.length - found;
}

/** The places that are not in the document: of what is wrong all is there, of what is missing all but its own field (or message). */
function lostPlaces(document: unknown): readonly string[] {
  return checkObject(document).problems.flatMap(({ code, path, of }) => {
    const missing = missingSteps(document, path);
    return (of === 'key' ? missing === 0 : missing <= 1) || path.length === missing
      ? []
      : [`${code} ${path.join('.')}`];
  });
}

describe('the place of a problem', () => {
  it('is in the document: examples', () => {
    expect(EXAMPLES.flatMap(lostPlaces)).toEqual([]);
  });

  it.skipIf(data === undefined)('is in the document: comparison data (skipped without it)', () => {
    expect(DOCUMENTS.flatMap(lostPlaces)).toEqual([]);
  });

  it('is exact: the index in a list, the key of a map', () => {
    const [document] = documentsOf(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: x}
spec:
  hosts: [a]
  http:
  - route: [{destination: {host: a}}]
    match: [{uri: {exact: /a}}, {headers: {x-a: {exact: a}, x y: {exact: a}}}]
  - route: [{destination: {host: a}}, {destination: {host: b, port: {number: 70000}}, weight: 1}]
`);
    expect(checkObject(document).problems.map(({ path, of }) => `${of} ${path.join('.')}`)).toEqual([
      'key spec.http.0.match.1.headers.x y',
      'value spec.http.1.route.1.destination.port.number',
    ]);
  });
});

/** A place in a document, chosen by numbers. */
function placeOf(document: unknown, choices: readonly number[]): Path {
  const path: (string | number)[] = ['spec'];
  let at: unknown = asMap(document)['spec'];
  for (const choice of choices) {
    const steps = Array.isArray(at) ? [...at.keys()] : isMap(at) ? Object.keys(at) : [];
    const step = steps[choice % Math.max(1, steps.length)];
    if (step === undefined) break;
    path.push(step);
    at = getIn(at, [step]);
  }
  return path;
}

/** A copy with another value at a place. */
function replaced(value: unknown, [step, ...rest]: Path, next: unknown): unknown {
  if (step === undefined) return next;
  if (typeof step === 'number')
    return asList(value).map((item, index) => (index === step ? replaced(item, rest, next) : item));
  return { ...asMap(value), [step]: replaced(asMap(value)[step], rest, next) };
}

const ODD = [
  null,
  '',
  'a',
  '*',
  '%',
  '/',
  0,
  -1,
  1e20,
  1.5,
  true,
  [],
  {},
  [null],
  [[]],
  { '': null },
  '\u0000',
  'unix://',
  '{**}',
  '5s',
  'a/b/c',
];

describe('mutated documents', () => {
  it('never make a rule fail', () => {
    const place = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });
    const mutations = fc.array(fc.record({ place, next: fc.constantFrom(...ODD) }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...EXAMPLES), mutations, (example, all) => {
        const document = all.reduce<unknown>(
          (value, { place: at, next }) => replaced(value, placeOf(value, at), next),
          example,
        );
        for (const { path } of checkObject(document).problems) expect(['spec', 'metadata']).toContain(path[0]);
      }),
      { numRuns: 500 },
    );
  });
});
