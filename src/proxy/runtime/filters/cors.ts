/** Cross-origin requests of browsers. @see https://fetch.spec.whatwg.org/#http-cors-protocol and envoy.extensions.filters.http.cors.v3 */
import type { CorsPolicy } from '../../../xds/resources/route.ts';
import type { Next } from '../../contract.ts';
import type { Fields } from '../../wire/fields.ts';
import { happens, type Random, runtimeChance } from '../chance.ts';
import { type TextTest, textTest } from '../match/strings.ts';
import { latin1 } from '../text.ts';
import type { FilterStream, HttpFilter } from './filter.ts';

/** Which origins may ask, and what they are told. */
export interface CorsPlan {
  readonly chance: number;
  readonly origins: readonly TextTest[];
  /** Lines of an answer to a preflight with these fields, but for the origin's. */
  readonly preflight: (asked: Fields) => string;
  readonly forwardsUnmatched: boolean;
  readonly credentials: boolean;
  readonly exposes: string;
}

const line = (name: string, value: string | undefined): string =>
  value === undefined || value === '' ? '' : `${name}: ${latin1(value)}\r\n`;

type Lines = (asked: Fields) => string;

/** A `*` alone is told as what is asked for, as by Envoy: browsers take it for all only where there are no credentials. */
function allowed(name: string, value: string | undefined, asks: string): Lines {
  if (value === '*') return (asked) => `${name}: ${asked.get(asks) ?? ''}\r\n`;
  const text = line(name, value);
  return () => text;
}

function preflightLines(policy: CorsPolicy): Lines {
  const credentials = line('access-control-allow-credentials', policy.allow_credentials === true ? 'true' : undefined);
  const methods = allowed('access-control-allow-methods', policy.allow_methods, 'access-control-request-method');
  const headers = allowed('access-control-allow-headers', policy.allow_headers, 'access-control-request-headers');
  const age = line('access-control-max-age', policy.max_age);
  return (asked) => credentials + methods(asked) + headers(asked) + age;
}

/** An exact `*` is any origin, and no text to compare. @throws {BadValue} for a wrong expression. */
export function corsPlan(policy: CorsPolicy): CorsPlan {
  return {
    chance: runtimeChance(policy.filter_enabled),
    origins: (policy.allow_origin_string_match ?? []).map((match) =>
      match.exact === '*' ? () => true : textTest(match),
    ),
    preflight: preflightLines(policy),
    forwardsUnmatched: policy.forward_not_matching_preflights !== false,
    credentials: policy.allow_credentials === true,
    exposes: latin1(policy.expose_headers ?? ''),
  };
}

const exposed = ({ exposes }: CorsPlan): string =>
  exposes === '' ? '' : `access-control-expose-headers: ${exposes}\r\n`;

/** Answers preflights, and notes which responses are to name their origin. */
export class CorsFilter implements HttpFilter {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  request(stream: FilterStream): Next | undefined {
    const plan = stream.filters?.cors;
    if (plan === undefined) return undefined;
    const { head } = stream;
    const origin = head.fields.get('origin') ?? '';
    if (origin === '' || !happens(plan.chance, this.#random)) return undefined;
    const welcome = plan.origins.some((test) => test(origin));
    if (head.method === 'OPTIONS' && (head.fields.get('access-control-request-method') ?? '') !== '') {
      if (!welcome && plan.forwardsUnmatched) return undefined;
      // Who is not allowed is told the rest of the policy all the same, as by Envoy: without its origin it is of no use.
      const fields =
        (welcome ? line('access-control-allow-origin', origin) + exposed(plan) : '') + plan.preflight(head.fields);
      return stream.answer({ status: 200, body: '', flags: 0, details: 'cors_response', fields, untouched: true });
    }
    if (welcome) stream.origin = origin;
    return undefined;
  }
}

/** What a response to an allowed origin says, as fields. */
export function corsFields(plan: CorsPlan, origin: string, fields: Fields): void {
  fields.set('access-control-allow-origin', origin);
  if (plan.credentials) fields.set('access-control-allow-credentials', 'true');
  if (plan.exposes !== '') fields.set('access-control-expose-headers', plan.exposes);
}

/** The same as lines. */
export function corsLines(plan: CorsPlan, origin: string): string {
  return (
    `access-control-allow-origin: ${origin}\r\n` +
    line('access-control-allow-credentials', plan.credentials ? 'true' : undefined) +
    exposed(plan)
  );
}
