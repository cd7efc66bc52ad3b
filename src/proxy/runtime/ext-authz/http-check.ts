/** Checks by HTTP: the request without its body is shown to a service, whose answer decides. */
import type { ExtAuthz, StringMatchers } from '../../../xds/resources/filter.ts';
import type { OwnAnswer } from '../../own-request.ts';
import { RequestHead } from '../../wire/request-head.ts';
import { type TextTest, textTest } from '../match/strings.ts';
import { latin1 } from '../text.ts';
import { type CheckMessage, type CheckProtocol, fieldsOf, ownFields, PARTIAL_FIELD } from './check.ts';
import { FAILED, type Field, isField, PERMIT, type Ruling } from './ruling.ts';

/** What a service by HTTP is asked with. */
export interface HttpCheckOptions {
  readonly service: NonNullable<ExtAuthz['http_service']>;
  readonly allowed: StringMatchers | undefined;
  readonly timeoutMs: number;
}

const REMOVE_FIELD = 'x-envoy-auth-headers-to-remove';
/** Always part of a check, where they are there. */
const ALWAYS_ASKED: ReadonlySet<string> = new Set(['authorization']);
/** Of a refusal always told, whatever else is. */
const ALWAYS_TOLD: ReadonlySet<string> = new Set(['www-authenticate', 'location']);
/** Said of the answer to the check, or written anew for ours. */
const NOT_TOLD: ReadonlySet<string> = new Set(['content-length', 'date', 'server', REMOVE_FIELD]);
/** Of the check itself, which has another body. */
const NOT_ASKED: ReadonlySet<string> = new Set(['content-length', 'host']);

const NO_HEAD = new RequestHead();

/** Whether one of the patterns is met; without any list `none` counts. @throws {BadValue} for a wrong expression. */
function nameTest(list: StringMatchers | undefined, none: boolean): TextTest {
  if (list === undefined) return () => none;
  const tests = list.patterns.map(textTest);
  return (name) => tests.some((test) => test(name));
}

const line = ([name, value]: Field): string => `${name}: ${value}\r\n`;

function fieldList({ fields }: OwnAnswer): readonly Field[] {
  return Array.from({ length: fields.count }, (_, index): Field => [fields.name(index), fields.value(index)]);
}

/** The tests of an answer's fields. */
interface AnswerTests {
  readonly upstream: TextTest;
  readonly onDeny: TextTest;
  readonly onAllow: TextTest;
  /** All are told: nobody has made a choice. */
  readonly tellsAll: boolean;
}

function ruling(answer: OwnAnswer, serviceMs: number, tests: AnswerTests): Ruling {
  const { status, body } = answer;
  if (status >= 500) return FAILED;
  const fields = fieldList(answer).filter(isField);
  if (status === 200) {
    const remove = fields.filter(([name]) => name === REMOVE_FIELD).flatMap(([, value]) => value.split(','));
    return {
      ...PERMIT,
      set: fields.filter(([name]) => tests.upstream(name)),
      remove: remove.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
      toClient: fields.filter(([name]) => tests.onAllow(name)),
    };
  }
  const told = fields.filter(([name]) => !NOT_TOLD.has(name) && (ALWAYS_TOLD.has(name) || tests.onDeny(name)));
  const service: Field = ['x-envoy-upstream-service-time', String(Math.max(0, Math.round(serviceMs)))];
  return {
    kind: 'denied',
    status,
    fields: tests.tellsAll ? [...told, service] : told,
    body: body.toString('latin1'),
  };
}

/** Asks a service by HTTP. @throws {BadValue} for a wrong expression. */
export function httpCheck({ service, allowed, timeoutMs }: HttpCheckOptions): CheckProtocol {
  const { path_prefix: prefix = '', authorization_request: asked, authorization_response: answered } = service;
  const isAsked = nameTest(allowed, false);
  const added = (asked?.headers_to_add ?? []).map(({ key, value }): Field => [key.toLowerCase(), latin1(value)]);
  const tests: AnswerTests = {
    upstream: nameTest(answered?.allowed_upstream_headers, false),
    onDeny: nameTest(answered?.allowed_client_headers, true),
    onAllow: nameTest(answered?.allowed_client_headers_on_success, false),
    tellsAll: answered?.allowed_client_headers === undefined,
  };
  return {
    message({ head = NO_HEAD, body }): CheckMessage {
      const fields = [...fieldsOf(head)].filter(
        ([name]) => !NOT_ASKED.has(name) && (ALWAYS_ASKED.has(name) || isAsked(name)),
      );
      const all = new Map([...fields, ...(body ? [[PARTIAL_FIELD, String(body.partial)] as const] : []), ...added]);
      return {
        http2: false,
        method: head.method,
        authority: head.authority,
        target: latin1(prefix) + head.target,
        fields: [...all].map(line).join('') + ownFields(timeoutMs),
        body: body?.bytes ?? Buffer.alloc(0),
      };
    },
    ruling: (answer, serviceMs) => ruling(answer, serviceMs, tests),
  };
}
