/** Somebody else decides. @see envoy.extensions.filters.http.ext_authz.v3.ExtAuthz */
import type { ExtAuthz } from '../../../xds/resources/filter.ts';
import type { Next } from '../../contract.ts';
import { FLAGS } from '../../flags.ts';
import type { Authorizer } from '../ext-authz/authorizer.ts';
import type { SeenBody } from '../ext-authz/check.ts';
import { type Field, FORBIDDEN, type Permit, type Refusal, type Ruling } from '../ext-authz/ruling.ts';
import type { CheckCounts } from './check-counts.ts';
import type { FilterStream, HttpFilter } from './filter.ts';

/** What nobody outside may say of a request: where it ends, and whom it is for. */
const PROTECTED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const TOO_LARGE = { status: 413, body: 'Payload Too Large', flags: 0, details: 'request_payload_too_large' } as const;

const line = ([name, value]: Field): string => `${name}: ${value}\r\n`;
const isChangeable = ([name]: Field): boolean => !PROTECTED.has(name);

/** Asks about each request that the rules before have marked, and does as it is told. */
export class ExtAuthzFilter implements HttpFilter {
  readonly #authorizer: Authorizer;
  readonly #counts: CheckCounts;
  readonly #statusOnError: number;
  readonly #failsOpen: boolean;
  readonly #reroutes: boolean;
  readonly #body: ExtAuthz['with_request_body'];

  constructor(config: ExtAuthz, authorizer: Authorizer, counts: CheckCounts) {
    this.#authorizer = authorizer;
    this.#counts = counts;
    this.#statusOnError = config.status_on_error?.code ?? FORBIDDEN;
    this.#failsOpen = config.failure_mode_allow === true;
    this.#reroutes = config.clear_route_cache === true;
    this.#body = config.with_request_body;
  }

  request(stream: FilterStream): Next | undefined {
    const ruling = stream.rulings.get(this);
    if (ruling) return this.#obey(ruling, stream);
    if (!this.#authorizer.concerns(stream)) return undefined;
    const wanted = this.#body?.max_request_bytes ?? 0;
    const isPartial = this.#body?.allow_partial_message === true;
    const hasBody = wanted > 0 && stream.mayHaveBody;
    // One byte more tells a body that is too long.
    if (hasBody && stream.heard === undefined) return stream.hear(isPartial ? wanted : wanted + 1);
    if (hasBody && !isPartial && (stream.heard?.bytes.length ?? 0) > wanted) return stream.answer(TOO_LARGE);
    const body = hasBody && stream.heard ? stream.heard : undefined;
    return this.#ask(stream, body);
  }

  #ask(stream: FilterStream, body: SeenBody | undefined): Next | undefined {
    const { connection, head, wallTime, now } = stream;
    const checked = { connection: connection.info, head, body, wallTime };
    const take = (ruling: Ruling): void => void stream.rulings.set(this, ruling);
    const question = this.#authorizer.question(checked, now, take);
    return question ? stream.ask(question) : this.request(stream);
  }

  #obey(ruling: Ruling, stream: FilterStream): Next | undefined {
    if (ruling.kind === 'allowed') {
      this.#counts.add('ok');
      return this.#permit(ruling, stream);
    }
    if (ruling.kind === 'denied') {
      this.#counts.add('denied');
      return refuse(ruling, stream);
    }
    this.#counts.add('error');
    if (this.#failsOpen) {
      this.#counts.add('failure_mode_allowed');
      return undefined;
    }
    return stream.answer({ status: this.#statusOnError, body: '', flags: FLAGS.UAEX, details: 'ext_authz_error' });
  }

  #permit({ set, append, remove, toClient, parameters }: Permit, stream: FilterStream): undefined {
    const { fields } = stream.head;
    for (const [name, value] of set.filter(isChangeable)) fields.set(name, value);
    for (const [name, value] of append.filter(isChangeable)) {
      const before = fields.get(name);
      if (before !== undefined) fields.set(name, `${before},${value}`);
    }
    for (const name of remove) if (!PROTECTED.has(name)) fields.dropNamed(name);
    for (const name of parameters.remove) stream.dropParameter(name);
    for (const [name, value] of parameters.set) stream.setParameter(name, value);
    stream.responseLines += toClient.filter(isChangeable).map(line).join('');
    if (this.#reroutes) stream.reroute();
  }
}

function refuse({ status, fields, body }: Refusal, stream: FilterStream): Next {
  const lines = fields.filter(isChangeable).map(line).join('');
  return stream.answer({ status, body, flags: FLAGS.UAEX, details: 'ext_authz_denied', fields: lines });
}
