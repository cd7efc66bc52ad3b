import fc from 'fast-check';
import * as regex from 're2js';
import { describe, expect, test } from 'vitest';
import { formatFloat } from '../../src/gotemplate/fmt/float.ts';
import { sprintf } from '../../src/gotemplate/fmt/printf.ts';
import { quoteGo } from '../../src/gotemplate/fmt/quote.ts';
import { parseTemplate, TemplateError } from '../../src/gotemplate/index.ts';
import { encodeJson } from '../../src/gotemplate/json.ts';
import { parseGoFloat, parseGoInteger, unquote } from '../../src/gotemplate/literals.ts';
import { sprigFunctions } from '../../src/gotemplate/sprig/index.ts';
import { byteLength, compareText, fromBytes, toBytes } from '../../src/gotemplate/text.ts';
import { digest } from '../../src/io/digest.ts';

const FUNCTIONS = sprigFunctions({ regex, digest });
const CALLABLE = Object.keys(FUNCTIONS).filter((name) => !/^(until|untilStep|seq|repeat)$/.test(name));

/** Pieces that look like templates, in any order. */
const piece = fc.oneof(
  fc.constantFrom(
    '{{',
    '}}',
    '{{-',
    '-}}',
    ' ',
    '\n',
    'if ',
    'else',
    'end',
    'range ',
    'with ',
    'define "a"',
    'template "a" ',
  ),
  fc.constantFrom(
    '.',
    '.x',
    '.a.b',
    '$',
    '$v',
    ':=',
    '=',
    '|',
    '(',
    ')',
    ',',
    'nil',
    'true',
    '1',
    '0x',
    "'a'",
    '"s"',
    '`r`',
    '/*',
    '*/',
  ),
  fc.constantFrom(
    '{{ if .x }}',
    '{{ end }}',
    '{{ else }}',
    '{{ range .a }}',
    '{{ . }}',
    '{{ break }}',
    '{{ $v := 1 }}',
  ),
  fc.constantFrom(...CALLABLE).map((name) => ` ${name} `),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

const json = fc.jsonValue({ maxDepth: 3 });
const goString = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 12 }).map(fromBytes));

describe('any text', () => {
  test('is a template or a TemplateError, and so is executing it', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), json, (pieces, data) => {
        try {
          parseTemplate('t', pieces.join(''), FUNCTIONS).execute(data);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('without braces is copied', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(parseTemplate('t', text, {}).execute(null)).toBe(text);
      }),
    );
  });

  test('every function takes any arguments without a crash', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALLABLE), fc.array(json, { maxLength: 4 }), (name, args) => {
        const text = `{{ ${name} ${args.map((_arg, index) => `(index .args ${index})`).join(' ')} }}`;
        try {
          parseTemplate('t', text, FUNCTIONS).execute({ args });
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('inverses', () => {
  test('%q and reading a quoted string', () => {
    fc.assert(
      fc.property(goString, (text) => {
        expect(unquote(quoteGo(text))).toBe(text);
        expect(unquote(sprintf('%+q', [text]))).toBe(text);
      }),
    );
  });

  test('%d, %x, %o, %b and reading an integer', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom('%d', '%#x', '%O', '%#b', '%#o'),
        (value, verb) => {
          expect(parseGoInteger(sprintf(verb, [value]))).toBe(value);
        },
      ),
    );
  });

  test('%v, %e, %x of a float and reading it', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, (value) => {
        expect(parseGoFloat(sprintf('%v', [value]))).toBe(value);
        expect(parseGoFloat(formatFloat(value, 'e'))).toBe(value);
        expect(parseGoFloat(formatFloat(value, 'f'))).toBe(value);
      }),
    );
  });

  test('bytes and text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(toBytes(fromBytes(bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toBytes(text)).toEqual(new TextEncoder().encode(text));
        expect(byteLength(text)).toBe(toBytes(text).length);
      }),
    );
  });

  test('base64 and base32', () => {
    const template = parseTemplate('t', '{{ eq . (b64dec (b64enc .)) }}{{ eq . (b32dec (b32enc .)) }}', FUNCTIONS);
    fc.assert(
      fc.property(goString, (text) => {
        expect(template.execute(text)).toBe('truetrue');
      }),
    );
  });

  test('JSON', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(encodeJson(value))).toEqual(value);
      }),
    );
  });
});

test('text is ordered by its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
