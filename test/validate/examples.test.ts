import { describe, expect, it } from 'vitest';
import { fieldsOf, messageOf } from '../../src/envoy/schema/schema.ts';
import { API_RULE_CODES } from '../../src/model/codes-api-rules.ts';
import { STRUCTURE_CODES } from '../../src/model/codes-structure.ts';
import { RULE_CODES } from '../../src/model/rule-codes/index.ts';
import { codeExample } from '../../src/validate/examples/index.ts';
import { findingsIn } from '../../src/validate/findings.ts';
import { readManifests } from '../../src/yaml/parse.ts';
import { validation } from './cases.ts';

/** What only definitions of the user's can draw. */
const OF_DEFINITIONS = new Set(['MSH2912', 'MSH2950', 'MSH2951']);
const codes = ['MSH0001', 'MSH0003', ...Object.keys({ ...STRUCTURE_CODES, ...API_RULE_CODES })];

/** Every EnvoyFilter draws this one. */
const ALWAYS = 'MSH2600';

function codesOf(text: string): readonly string[] {
  const all = { ...validation(['structure', 'cel', 'rules']), envoy: { messageOf, fieldsOf } };
  return [...readManifests(text, 'example.yaml')]
    .flatMap(({ manifest, diagnostics }) => [...diagnostics, ...(manifest ? findingsIn(manifest, all).findings : [])])
    .map(({ code }) => code)
    .filter((code) => code !== ALWAYS);
}

describe('the example of', () => {
  it.each(codes.filter((code) => !OF_DEFINITIONS.has(code)))(
    '%s draws that code, and nothing once it is mended',
    (code) => {
      const { bad = '', good = '' } = codeExample(code) ?? {};
      expect(codesOf(bad)).toEqual([code]);
      expect(good).not.toBe('');
      expect(codesOf(good)).toEqual([]);
    },
  );

  it.each(Object.keys(RULE_CODES))('%s draws that code whoever else sees the mistake, and only that', (code) => {
    const { bad = '', good = '' } = codeExample(code) ?? {};
    expect(codesOf(bad)).toEqual(code === ALWAYS ? [] : [code]);
    expect(codesOf(good)).toEqual([]);
  });
});
