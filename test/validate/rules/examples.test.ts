import { describe, expect, it } from 'vitest';
import { RULE_CODES } from '../../../src/model/rule-codes/index.ts';
import { ruleExample } from '../../../src/validate/rules/examples/index.ts';
import { levelIn } from '../../../src/validate/rules/index.ts';
import { checkObject, documentsOf } from './support.ts';

/** Every EnvoyFilter draws this one. */
const ALWAYS = 'MSH2600';

/** The codes a text draws, in anybody's view. */
function codesOf(text: string): readonly string[] {
  return documentsOf(text).flatMap((document) => {
    const { refused, problems } = checkObject(document);
    const codes = problems.filter((problem) => levelIn(problem, 'own') !== undefined).map(({ code }) => code);
    return [...(refused ? ['refused'] : []), ...codes];
  });
}

const besidesAlways = (codes: readonly string[]): readonly string[] => codes.filter((code) => code !== ALWAYS);

describe('the example of', () => {
  it.each(Object.keys(RULE_CODES))('%s draws that code, and draws nothing once it is mended', (code) => {
    const example = ruleExample(code);
    const bad = codesOf(example?.bad ?? '');
    expect(code === ALWAYS ? bad : besidesAlways(bad)).toEqual([code]);
    const good = codesOf(example?.good ?? '');
    expect(code === ALWAYS ? good : besidesAlways(good)).toEqual([]);
    expect(documentsOf(example?.good ?? '')).toHaveLength(1);
  });

  it('codes of other layers is not here', () => {
    expect(ruleExample('MSH0001')).toBeUndefined();
  });
});
