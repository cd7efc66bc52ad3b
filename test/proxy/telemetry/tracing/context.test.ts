import { describe, expect, it } from 'vitest';
import { callerContext, contextLines, FORMATS } from '../../../../src/proxy/telemetry/tracing/context.ts';
import { Fields } from '../../../../src/proxy/wire/fields.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

function contextOf(given: Readonly<Record<string, string>>) {
  const fields = new Fields();
  for (const [name, value] of Object.entries(given)) fields.append(name, value);
  return callerContext(fields);
}

const ids = { traceId: TRACE, spanId: SPAN };

describe('what callers say', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, object | undefined]>([
    ['nothing', {}, undefined],
    ['W3C, traced', { traceparent: `00-${TRACE}-${SPAN}-01` }, { ...ids, sampled: true, formats: FORMATS.w3c }],
    ['W3C, not traced', { traceparent: `00-${TRACE}-${SPAN}-02` }, { ...ids, sampled: false, formats: FORMATS.w3c }],
    [
      'W3C of a later version',
      { traceparent: `cc-${TRACE}-${SPAN}-01-more` },
      { ...ids, sampled: true, formats: FORMATS.w3c },
    ],
    ['W3C with more than version 00 has', { traceparent: `00-${TRACE}-${SPAN}-01-more` }, undefined],
    ['W3C of no version', { traceparent: `ff-${TRACE}-${SPAN}-01` }, undefined],
    ['W3C with zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }, undefined],
    ['W3C in capitals', { traceparent: `00-${TRACE.toUpperCase()}-${SPAN}-01` }, undefined],
    ['B3 in one field', { b3: `${TRACE}-${SPAN}-1-${SPAN}` }, { ...ids, sampled: true, formats: FORMATS.b3Single }],
    ['B3 in one field, to debug', { b3: `${TRACE}-${SPAN}-d` }, { ...ids, sampled: true, formats: FORMATS.b3Single }],
    [
      'B3 in one field, undecided',
      { b3: `${TRACE}-${SPAN}` },
      { ...ids, sampled: undefined, formats: FORMATS.b3Single },
    ],
    ['B3, a decision alone', { b3: '0' }, { traceId: '', spanId: '', sampled: false, formats: FORMATS.b3Single }],
    ['B3 that is none', { b3: 'x' }, undefined],
    [
      'B3 in several, with a short id',
      { 'x-b3-traceid': SPAN, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
      { traceId: SPAN, spanId: SPAN, sampled: true, formats: FORMATS.b3 },
    ],
    ['B3 in several, flags', { 'x-b3-flags': '1' }, { traceId: '', spanId: '', sampled: true, formats: FORMATS.b3 }],
    ['B3 in several, a bad id', { 'x-b3-traceid': 'zz', 'x-b3-spanid': SPAN }, undefined],
    [
      'both: W3C counts, both are gone on with',
      { traceparent: `00-${TRACE}-${SPAN}-00`, b3: `${SPAN}-${SPAN}-1` },
      { ...ids, sampled: false, formats: FORMATS.w3c | FORMATS.b3Single },
    ],
  ])('%s', (_, given, expected) => {
    expect(contextOf(given)).toEqual(expected);
  });
});

describe('what upstreams are told', () => {
  const context = { ...ids, parentId: 'a'.repeat(16), sampled: true };

  it('can be read again, in every format', () => {
    for (const formats of Object.values(FORMATS)) {
      const lines = contextLines(context, formats).trimEnd().split('\r\n');
      expect(contextOf(Object.fromEntries(lines.map((line) => line.split(': '))))).toEqual({
        ...ids,
        sampled: true,
        formats,
      });
    }
  });

  it('is nothing without a format', () => {
    expect(contextLines(context, 0)).toBe('');
  });

  it('has a short id of B3 in the length W3C wants', () => {
    expect(contextLines({ ...context, traceId: SPAN }, FORMATS.w3c)).toContain(`-${'0'.repeat(16)}${SPAN}-`);
  });
});
