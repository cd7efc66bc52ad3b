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
    return [...(refused ? ['refused'] : []), ...codes].filter((code) => code !== ALWAYS);
  });
}

const codes = Object.keys(RULE_CODES).filter((code) => code !== ALWAYS);

describe('the example of', () => {
  it.each(codes)('%s draws that code, and draws nothing once it is mended', (code) => {
    const example = ruleExample(code);
    expect(codesOf(example?.bad ?? '')).toEqual([code]);
    expect(codesOf(example?.good ?? '')).toEqual([]);
    expect(documentsOf(example?.good ?? '')).toHaveLength(1);
  });

  it('no other code is there', () => {
    expect(ruleExample(ALWAYS)).toBeUndefined();
    expect(ruleExample('MSH0001')).toBeUndefined();
  });
});
