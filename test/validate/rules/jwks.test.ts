import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/validate/rules/cursor.ts';
import { jwks } from '../../../src/validate/rules/request-authentication/jwks.ts';

const codesOf = (text: string) => [...jwks(new Cursor(text, 'jwks'))].map(({ code }) => code).join(' ');

const RSA = '{"kty": "RSA", "n": "AQAB", "e": "AQAB"}';

describe('a set of keys', () => {
  it.each([
    [`{"keys": [${RSA}]}`, ''],
    ['{"keys": []}', ''],
    [RSA, ''],
    ['{"kty": "OKP", "crv": "Ed25519", "x": "AQAB"}', ''],
    [`{"keys": [${RSA}, {"kty": "oct", "k": "AQAB"}]}`, 'MSH2755'],
    ['{"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}', 'MSH2755'],
    ['{}', 'MSH2754'],
    ['[]', 'MSH2754'],
    ['not JSON', 'MSH2754'],
    ['{"keys": {}}', 'MSH2754'],
    ['{"keys": [1]}', 'MSH2754'],
    ['{"kty": "RSA", "n": "AQAB"}', 'MSH2754'],
    ['{"kty": "RSA", "n": "A+B/", "e": "AQAB"}', 'MSH2754'],
    ['{"kty": "EC", "crv": "P-1", "x": "AQAB", "y": "AQAB"}', 'MSH2754'],
    ['{"kty": "toString"}', 'MSH2754'],
  ])('%s draws "%s"', (text, code) => expect(codesOf(text)).toBe(code));
});
