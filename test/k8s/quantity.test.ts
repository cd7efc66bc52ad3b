import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, compareQuantities, isQuantity, parseQuantity } from '../../src/k8s/quantity.ts';

describe('the canonical text', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.0Gi', '0'],
    ['1', '1'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['1000', '1k'],
    ['1000m', '1'],
    ['100000k', '100M'],
    ['1500M', '1500M'],
    ['1.5G', '1500M'],
    ['1Gi', '1Gi'],
    ['1024Mi', '1Gi'],
    ['1000Mi', '1000Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['0.0001Ki', '102400u'],
    ['1048576k', '1048576k'],
    ['8Ki', '8Ki'],
    ['1e3', '1e3'],
    ['12E6', '12E6'],
    ['1e4', '10e3'],
    ['1e-4', '100e-6'],
    ['2E', '2E'],
    ['+5', '+5'],
    ['-1.5', '-1500m'],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['1.0000000001', '1000000001n'],
    ['1e-1000000', '1e-9'],
    ['16Ei', '9223372036854775807'],
    ['-16Ei', '-9223372036854775807'],
    ['1000E', '1e21'],
    ['.5', '500m'],
    ['5.', '5.'],
    [' 1Gi\n', '1Gi'],
  ])('of %j is %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('keeps a text with three decimals, as Kubernetes takes it for canonical', () => {
    expect(canonicalQuantity('1.500')).toBe('1.500');
  });

  it.each([
    '',
    'banana',
    '1 Gi',
    '1gi',
    '1K',
    '1KB',
    '1..2',
    '1e',
    '1e1.5',
    'e',
    '0x10',
    '1,5',
    '1e99999999999',
    '--1',
    '.e-30',
  ])('does not exist for %j', (text) => {
    expect(canonicalQuantity(text)).toBeUndefined();
    expect(isQuantity(text)).toBe(false);
  });
});

const suffix = fc.constantFrom(
  '',
  'n',
  'u',
  'm',
  'k',
  'M',
  'G',
  'T',
  'P',
  'E',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'e3',
  'E-3',
  'e7',
);
const quantity = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt(0n, 10n ** 6n), fc.option(fc.nat(999)), suffix)
  .map(([sign, whole, fraction, unit]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${unit}`);

const parsed = (text: string) => parseQuantity(text) ?? expect.fail(`${text} is no quantity`);

describe('properties', () => {
  it('canonical text stays as it is and keeps the value', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const canonical = canonicalQuantity(text) ?? '';
        expect(canonicalQuantity(canonical)).toBe(canonical);
        expect(compareQuantities(parsed(canonical), parsed(text))).toBe(0);
      }),
    );
  });

  it('comparison agrees with the amounts', () => {
    const amount = (text: string) => parsed(`${text}`);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const expected = Math.sign(a - b);
        expect(Math.sign(compareQuantities(amount(`${a}m`), amount(`${b}m`)))).toBe(expected);
        expect(Math.sign(compareQuantities(amount(`${a}Ki`), amount(`${b * 1024}`)))).toBe(expected);
      }),
    );
  });
});

describe('comparison', () => {
  it.each([
    ['1', '1000m', 0],
    ['1Gi', '1G', 1],
    ['-1', '1m', -1],
    ['-2', '-1', -1],
    ['0', '-1', 1],
    ['0', '0Ki', 0],
    ['1e1000000', '1e999999', 1],
    ['-1e1000000', '1', -1],
  ])('of %s with %s', (a, b, sign) => {
    expect(Math.sign(compareQuantities(parsed(a), parsed(b)))).toBe(sign);
  });
});
