import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celSyntaxError } from '../../../../src/validate/rules/telemetry/cel-syntax.ts';

describe('CEL', () => {
  it.each([
    'response.code >= 400',
    '!has(request.headers) || response.flags in ["UH", "NR",]',
    "request.url_path.startsWith('/a') ? 1 : 2",
    'a.b[0]["c"].d(1, x == null)',
    '-1.5e3 + .5 * 0x1Fu - 2u % 3',
    'x.all(i, i > 0) && x.exists(i, i) && x.map(i, i > 1, i * 2) == x.filter(i, true)',
    'r"\\d" + b\'\\x00\' + """a\n"b""" + \'\\u00e9\\U0001F600\\123\'',
    'google.protobuf.Struct{fields: 1, other: {"a": 1, 2: b}} == .a.b',
    '{}',
    '[]',
    '--1',
    '!!a',
    'a.if',
    'x.exists(y)',
    'has(1, 2)',
    '1 // a comment',
    '(a)',
  ])('reads %s', (text) => expect(celSyntaxError(text)).toBeUndefined());

  it.each([
    '',
    'response.code >=',
    'a = b',
    'a and b',
    '1 2',
    '[1, 2',
    '[,]',
    'f(a,)',
    'a ? b',
    '"a',
    "'a\nb'",
    '"\\q"',
    'if',
    'a.in',
    'in',
    '.5.a.',
    '1.',
    'a..b',
    '{1}',
    'a && && b',
    'has(1)',
    'has(a)',
    'x.all(1, true)',
    'x.map(i.j, i)',
    'a{b: 1}.c +',
    '#',
    '!-',
    '('.repeat(300) + ')'.repeat(300),
  ])('refuses %s', (text) => expect(celSyntaxError(text)).toBeTypeOf('string'));

  it('never fails otherwise', () => {
    const words = ['a', '.', '(', ')', '[', ']', '{', '}', ',', ':', '?', '"s"', '1', '&&', 'in', ' ', '-', '!', 'has'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
        celSyntaxError(parts.join(''));
      }),
    );
  });
});
