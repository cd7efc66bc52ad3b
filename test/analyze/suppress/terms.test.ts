import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../src/analyze/suppress/glob.ts';
import { codesIn, lacking, readTerms } from '../../../src/analyze/suppress/terms.ts';

describe('the terms of a suppression', () => {
  it.each([
    ['IST0101', { what: 'IST0101', terms: {} }],
    ['IST0101 -- made elsewhere', { what: 'IST0101', terms: { reason: 'made elsewhere' } }],
    ['IST0101 until 2027-01-31', { what: 'IST0101', terms: { until: '2027-01-31' } }],
    [
      'IST0101, IST0132 until 2027-01-31 -- made elsewhere, until later',
      { what: 'IST0101, IST0132', terms: { reason: 'made elsewhere, until later', until: '2027-01-31' } },
    ],
    ['IST0101 until tomorrow', { what: 'IST0101', terms: { badDay: 'tomorrow' } }],
    ['IST0101 until 2027-02-30', { what: 'IST0101', terms: { badDay: '2027-02-30' } }],
    ['IST0101=Gateway a--b/c', { what: 'IST0101=Gateway a--b/c', terms: {} }],
    ['* --', { what: '*', terms: {} }],
  ])('are read from %s', (text, read) => {
    expect(readTerms(text)).toEqual(read);
  });

  it('lack what is asked for', () => {
    expect(lacking({}, [])).toBeUndefined();
    expect(lacking({ reason: 'a' }, ['reason'])).toBeUndefined();
    expect(lacking({}, ['reason', 'until'])).toBe('it has no reason and no day until which it counts');
    expect(lacking({ badDay: 'soon' }, [])).toBe('"soon" is no day, as in 2027-01-31');
  });

  it('are for codes with commas or spaces between them', () => {
    expect(codesIn(' IST0101,IST0102  MSH3001, ')).toEqual(['IST0101', 'IST0102', 'MSH3001']);
  });
});

describe('a pattern', () => {
  it.each([
    ['VirtualService shop/*', 'VirtualService shop/web', true],
    ['*', '', true],
    ['a.b', 'axb', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbcd', false],
  ])('%s on %s', (pattern, text, matches) => {
    expect(globMatches(pattern, text)).toBe(matches);
  });
});
