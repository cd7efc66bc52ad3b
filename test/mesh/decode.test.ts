import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSpec } from '../../src/mesh/decode.ts';
import { KINDS, kindInfo } from '../../src/mesh/kinds.ts';

/** Decodes the spec of a kind of Istio's. */
function decode(kind: string, spec: unknown) {
  const info = KINDS.find((entry) => entry.kind === kind && entry.proto);
  if (!info) throw new Error(`no kind ${kind}`);
  return decodeSpec(info, spec);
}

const http = (rule: unknown) => decode('VirtualService', { http: [rule] });
const rule = (given: unknown) => {
  const { spec, problems } = http(given);
  expect(problems).toEqual([]);
  return (spec['http'] as readonly unknown[])[0];
};

describe('what the control plane reads', () => {
  it.each<[string, unknown, unknown]>([
    ['names in camelCase', { mirrorPercent: 5 }, { mirrorPercent: 5 }],
    [
      'names in snake_case',
      { mirror_percent: 5, direct_response: { status: 200 } },
      { mirrorPercent: 5, directResponse: { status: 200 } },
    ],
    ['the JSON name before the other', { mirrorPercent: 5, mirror_percent: 6 }, { mirrorPercent: 5 }],
    ['numbers as text', { retries: { attempts: '3' } }, { retries: { attempts: 3 } }],
    ['floats as text', { mirrorPercentage: { value: '1.5e1' } }, { mirrorPercentage: { value: 15 } }],
    ['enums by number', { corsPolicy: { unmatchedPreflights: 2 } }, { corsPolicy: { unmatchedPreflights: 'IGNORE' } }],
    ['numbers no enum has', { corsPolicy: { unmatchedPreflights: 9 } }, { corsPolicy: { unmatchedPreflights: 9 } }],
    ['null as absence', { timeout: null, match: null, name: null }, {}],
    ['a null item as an empty message', { match: [null] }, { match: [{}] }],
    [
      'a null item as an empty text',
      { headers: { request: { remove: [null] } } },
      { headers: { request: { remove: [''] } } },
    ],
    ['a null entry as an empty message', { match: [{ headers: { a: null } }] }, { match: [{ headers: { a: {} } }] }],
    [
      "Go's durations",
      { timeout: '1h2m', retries: { backoff: '.5s' } },
      { timeout: '1h2m', retries: { backoff: '.5s' } },
    ],
    [
      'the last member of a choice',
      { match: [{ uri: { regex: 'r', exact: 'e', prefix: 'p' } }] },
      { match: [{ uri: { regex: 'r' } }] },
    ],
    ['members of a choice that are zero', { match: [{ uri: { prefix: '' } }] }, { match: [{ uri: { prefix: '' } }] }],
    [
      'wrappers that are zero',
      { corsPolicy: { allowCredentials: false } },
      { corsPolicy: { allowCredentials: false } },
    ],
    [
      'no other zeros',
      { name: '', retries: { attempts: 0 }, match: [{ ignoreUriCase: false }] },
      { retries: {}, match: [{}] },
    ],
    ['empty lists, maps and messages', { match: [], headers: {} }, { match: [], headers: {} }],
    ['base64', { directResponse: { body: { bytes: 'aGk=' } } }, { directResponse: { body: { bytes: 'aGk=' } } }],
  ])('%s', (_, given, expected) => {
    expect(rule(given)).toEqual(expected);
  });

  it('enum values that no schema shows', () => {
    const spec = { outboundTrafficPolicy: { mode: 'ALLOW_ANY_DYNAMIC_DNS' } };
    expect(decode('Sidecar', spec)).toEqual({ spec, problems: [] });
  });

  it('names with digits as protobuf has them', () => {
    const policy = (outlierDetection: object) => ({ trafficPolicy: { outlierDetection } });
    const { spec, problems } = decode('DestinationRule', policy({ consecutive_5xx_errors: 5 }));
    expect({ spec, problems }).toEqual({ spec: policy({ consecutive5xxErrors: 5 }), problems: [] });
    expect(decode('DestinationRule', policy({ consecutive5xx_errors: 5 })).problems).toHaveLength(1);
    expect(rule({ fault: { abort: { http2_error: 'x' } } })).toEqual({ fault: { abort: { http2Error: 'x' } } });
  });

  it('maps from numbers', () => {
    const { spec, problems } = decode('PeerAuthentication', { portLevelMtls: { 80: { mode: 'STRICT' }, web: {} } });
    expect(spec).toEqual({ portLevelMtls: { 80: { mode: 'STRICT' } } });
    expect(problems).toMatchObject([{ reason: 'type', path: ['spec', 'portLevelMtls', 'web'] }]);
  });

  it.each([undefined, null])('a spec that is %s as an empty one', (spec) => {
    expect(decode('Gateway', spec)).toEqual({ spec: {}, problems: [] });
  });
});

describe('what the control plane refuses', () => {
  it.each<[string, unknown, string, (string | number)[]]>([
    ['unknown fields', { rout: [] }, 'unknown-field', ['rout']],
    ['names in another case', { Timeout: '5s' }, 'unknown-field', ['Timeout']],
    ['text for a number', { match: [{ port: 'http' }] }, 'type', ['match', 0, 'port']],
    ['fractions for integers', { retries: { attempts: 1.5 } }, 'type', ['retries', 'attempts']],
    ['numbers that are too large', { route: [{ weight: 3_000_000_000 }] }, 'type', ['route', 0, 'weight']],
    ['negative numbers without sign', { match: [{ port: -1 }] }, 'type', ['match', 0, 'port']],
    ['numbers for text', { name: 5 }, 'type', ['name']],
    ['text for truth', { match: [{ ignoreUriCase: 'true' }] }, 'type', ['match', 0, 'ignoreUriCase']],
    ['durations without a unit', { timeout: '5' }, 'type', ['timeout']],
    ['durations beyond 64 bits', { timeout: '9999999h' }, 'type', ['timeout']],
    ['numbers for durations', { timeout: 5 }, 'type', ['timeout']],
    ['a mapping for a list', { match: {} }, 'type', ['match']],
    ['a list for a mapping', { retries: [] }, 'type', ['retries']],
    [
      'unknown names of enums',
      { corsPolicy: { unmatchedPreflights: 'FORWRD' } },
      'enum',
      ['corsPolicy', 'unmatchedPreflights'],
    ],
    [
      'text that is no base64',
      { directResponse: { body: { bytes: '*' } } },
      'type',
      ['directResponse', 'body', 'bytes'],
    ],
  ])('%s', (_, given, reason, path) => {
    expect(http(given).problems).toMatchObject([{ reason, path: ['spec', 'http', 0, ...path] }]);
  });

  it('names what was probably meant', () => {
    expect(http({ rout: [], corsPolicy: { unmatchedPreflights: 'FORWRD' } }).problems).toMatchObject([
      { message: 'there is no field "rout" in HTTPRoute', suggestion: 'route' },
      { suggestion: 'FORWARD' },
    ]);
  });

  it('a spec that is no mapping', () => {
    expect(decode('Gateway', []).problems).toMatchObject([{ path: ['spec'] }]);
  });
});

it('decoding what was decoded changes nothing', () => {
  const protos = KINDS.filter(({ proto }) => proto);
  fc.assert(
    fc.property(fc.constantFrom(...protos), fc.object({ maxDepth: 3 }), (info, spec) => {
      const once = decodeSpec(info, spec);
      expect(decodeSpec(info, once.spec)).toEqual({ spec: once.spec, problems: [] });
    }),
  );
});

it('every table can be taken apart', () => {
  for (const info of KINDS) expect(info.spec().fields.length).toBeGreaterThan(0);
  expect(kindInfo('networking.istio.io', 'Gateway')?.spec().name).toBe('Gateway');
  expect(kindInfo('networking.istio.io', 'Widget')).toBeUndefined();
});
