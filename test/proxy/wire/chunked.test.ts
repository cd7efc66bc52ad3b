import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkedReader } from '../../../src/proxy/wire/chunked.ts';
import { BAD, MORE } from '../../../src/proxy/wire/head-reader.ts';

/** Reads a chunked body given in pieces: its bytes, what follows it, or why it is refused. */
function read(pieces: readonly string[]) {
  const reader = new ChunkedReader();
  let body = '';
  const sink = {
    data(chunk: Buffer, from: number, to: number) {
      body += chunk.toString('latin1', from, to);
    },
  };
  for (const [index, piece] of pieces.entries()) {
    const after = reader.read(Buffer.from(piece, 'latin1'), 0, sink);
    if (after === BAD) return { bad: reader.problem?.reason };
    if (after !== MORE)
      return { body, rest: piece.slice(after) + pieces.slice(index + 1).join(''), trailers: reader.trailers.text };
  }
  return { open: body };
}

describe('a chunked body', () => {
  it('ends with its last chunk, and what follows is the next message', () => {
    expect(read(['3\r\nabc\r\n0\r\n\r\nGET'])).toEqual({ body: 'abc', rest: 'GET', trailers: '' });
  });

  it('takes sizes in either case, leading zeros, extensions', () => {
    expect(read(['000A;a="b"\r\n0123456789\r\na \r\n0123456789\r\n0\r\n\r\n'])).toMatchObject({
      body: '01234567890123456789',
    });
  });

  it('reads trailers as fields', () => {
    expect(read(['0\r\nX-T: 1\r\n\r\n'])).toEqual({ body: '', rest: '', trailers: 'x-t: 1\r\n' });
  });

  it.each([
    '+3\r\nabc\r\n0\r\n\r\n',
    ' 3\r\nabc\r\n0\r\n\r\n',
    '0x3\r\nabc\r\n0\r\n\r\n',
    '\r\nabc\r\n0\r\n\r\n',
    '1111111111111\r\nabc\r\n',
    '3;a\nb\r\nabc\r\n0\r\n\r\n',
    `3;${'a'.repeat(300)}\r\nabc\r\n0\r\n\r\n`,
    '3\nabc\r\n0\r\n\r\n',
    '3\r\nabcd\r\n0\r\n\r\n',
    '3\r\nabc\n0\r\n\r\n',
    '0\r\nContent-Length: 9\r\n\r\n',
    '0\r\nbad line\r\n\r\n',
  ])('is refused: %j', (text) => {
    expect(read([text])).toHaveProperty('bad');
  });

  it('is the same in whatever pieces it comes', () => {
    const chunks = fc.array(fc.stringMatching(/^[a-z\r\n0-9]{1,20}$/), { maxLength: 6 });
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(200), { maxLength: 10 }), (parts, cuts) => {
        const text = `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\nT: v\r\n\r\nnext`;
        const edges = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const pieces = edges.slice(1).map((end, index) => text.slice(edges[index], end));
        expect(read(pieces)).toEqual({ body: parts.join(''), rest: 'next', trailers: 't: v\r\n' });
      }),
    );
  });

  it('is what the grammar says, whatever bytes come', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('0', '3', 'a', '\r\n', '\r', '\n', ';x', ' ', 'abc', '0\r\n\r\n', '3\r\nabc\r\n'),
          fc.string({ maxLength: 2 }),
        ),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (each) => {
        const outcome = read([each]);
        const expected = byGrammar(each);
        if (expected === undefined) expect(outcome).not.toHaveProperty('body');
        else expect(outcome).toMatchObject({ body: expected.body, rest: expected.rest });
      }),
      { numRuns: 2000 },
    );
  });
});

/** A whole chunked body without trailers at the beginning of a text, by the grammar of RFC 9112 7.1; `undefined` without one. */
function byGrammar(text: string): { readonly body: string; readonly rest: string } | undefined {
  let rest = text;
  let body = '';
  for (;;) {
    const [line, digits = ''] = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n\0]*)?\r\n/.exec(rest) ?? [];
    if (line === undefined) return undefined;
    const size = Number.parseInt(digits, 16);
    rest = rest.slice(line.length);
    if (size === 0) return rest.startsWith('\r\n') ? { body, rest: rest.slice(2) } : undefined;
    if (rest.slice(size, size + 2) !== '\r\n') return undefined;
    body += rest.slice(0, size);
    rest = rest.slice(size + 2);
  }
}
