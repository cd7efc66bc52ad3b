import { describe, expect, it } from 'vitest';
import { fieldOf, headOf, questionOf } from '../../src/explain/question.ts';

const ask = (url: string, fields: readonly (readonly [string, string])[] = [], method = 'get') =>
  questionOf({ method, url, fields });

describe('questionOf', () => {
  it.each([
    [
      'http://cart:8080/a?b=1#c',
      { scheme: 'http', authority: 'cart:8080', host: 'cart', port: 8080, target: '/a?b=1' },
    ],
    ['https://Cart.shop', { scheme: 'https', authority: 'Cart.shop', host: 'cart.shop', port: 443, target: '/' }],
    ['cart?x', { scheme: 'http', authority: 'cart', host: 'cart', port: 80, target: '/?x' }],
    ['http://[2001:db8::1]:81/../x', { authority: '[2001:db8::1]:81', host: '2001:db8::1', port: 81, target: '/../x' }],
  ])('reads %s', (url, parts) => {
    expect(ask(url)).toMatchObject({ method: 'GET', ...parts });
  });

  it.each(['http://', 'http://a b/', 'http://cart:99999/', 'http://u@cart/', 'ftp://cart/', '/path'])(
    'refuses %s',
    (url) => {
      expect(ask(url)).toBeTypeOf('string');
    },
  );

  it('refuses a method that is none', () => {
    expect(ask('http://cart/', [], 'a b')).toBe('"a b" is no method');
  });

  it('takes the host of a header for the authority, and connects to that of the URL', () => {
    const question = ask('http://cart:8080/', [['host', 'other.test']]);
    expect(question).toMatchObject({ authority: 'other.test', host: 'cart', fields: [] });
  });

  it('makes heads', () => {
    const question = ask('http://cart/', [['x-name', 'é']]);
    if (typeof question === 'string') throw new Error(question);
    expect(headOf(question).fields.get('x-name')).toBe('Ã©');
  });
});

describe('fieldOf', () => {
  it.each([
    ['X-A: b', ['x-a', 'b']],
    ['x-a:b:c', ['x-a', 'b:c']],
    ['x-a:', ['x-a', '']],
    ['x a: b', undefined],
    ['nothing', undefined],
  ])('reads %j', (text, field) => {
    expect(fieldOf(text)).toEqual(field);
  });
});
