import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestHead } from '../../../../src/proxy/wire/request-head.ts';
import { cut, readRequests, readResponses } from './told.ts';

const line = fc.stringMatching(/^X-[A-Za-z]{1,6}:[ \t]{0,2}[a-z\u00e0-\u00ff]{0,8}[ \t]{0,1}$/);
const lines = fc.array(line, { maxLength: 5 }).map((all) => all.map((each) => `${each}\r\n`).join(''));
const body = fc.oneof(
  fc.constant('\r\n'),
  fc.stringMatching(/^[a-z\r\n]{1,40}$/).map((text) => `Content-Length: ${text.length}\r\n\r\n${text}`),
  fc.tuple(fc.array(fc.stringMatching(/^[a-z\r\n]{1,20}$/), { maxLength: 4 }), lines).map(([chunks, trailers]) => {
    const parts = chunks.map((chunk) => `${chunk.length.toString(16)};e=1\r\n${chunk}\r\n`).join('');
    return `Transfer-Encoding: chunked\r\n\r\n${parts}0\r\n${trailers}\r\n`;
  }),
);
const requestText = fc
  .tuple(fc.constantFrom('GET', 'POST', 'DELETE'), fc.stringMatching(/^\/[a-z/?=]{0,12}$/), lines, body)
  .map(([method, target, fields, rest]) => `${method} ${target} HTTP/1.1\r\nHost: a\r\n${fields}${rest}`);
const responseText = fc
  .tuple(fc.boolean(), fc.integer({ min: 200, max: 599 }), lines, body)
  .map(([interim, status, fields, rest]) => {
    const first = interim ? 'HTTP/1.1 103 Early\r\nLink: x\r\n\r\n' : '';
    return `${first}HTTP/1.1 ${status} R\r\n${fields}${rest}`;
  });
const cuts = fc.array(fc.nat(10_000), { maxLength: 12 });

describe('requests', () => {
  it('are the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(requestText, { minLength: 1, maxLength: 4 }), cuts, (requests, places) => {
        const text = requests.join('');
        const whole = readRequests([Buffer.from(text, 'latin1')]);
        expect(whole.filter((event) => /^(GET|POST|DELETE) /.test(event))).toHaveLength(requests.length);
        expect(whole.at(-1)).toMatch(/^end/);
        expect(readRequests(cut(text, places))).toEqual(whole);
      }),
    );
  });

  it('with a wrong byte are refused or read, and the pieces make no difference', () => {
    fc.assert(
      fc.property(requestText, fc.nat(10_000), fc.integer({ min: 0, max: 255 }), cuts, (text, at, byte, places) => {
        const place = at % text.length;
        const broken = text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1);
        expect(readRequests(cut(broken, places))).toEqual(readRequests(cut(broken, [])));
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes do no harm', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array(), { maxLength: 6 }),
        (noise) => void readRequests(noise.map((each) => Buffer.from(each))),
      ),
    );
  });
});

describe('responses', () => {
  const head = new RequestHead();
  head.method = 'GET';

  it('are the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(responseText, cuts, (text, places) => {
        expect(readResponses(cut(text, places), head)).toEqual(readResponses(cut(text, []), head));
      }),
    );
  });

  it('of any bytes do no harm', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array(), { maxLength: 6 }),
        (noise) =>
          void readResponses(
            noise.map((each) => Buffer.from(each)),
            head,
          ),
      ),
    );
  });
});
