/** What routes do to fields. */
import type { HeaderOperations, HeaderValueOption } from '../../../xds/resources/common.ts';
import { Fields } from '../../wire/fields.ts';
import type { RequestHead } from '../../wire/request-head.ts';
import { type Value, type ValueContext, valueTemplate } from './template.ts';

type Action = NonNullable<HeaderValueOption['append_action']>;

interface Addition {
  readonly name: string;
  readonly value: Value;
  readonly action: Action;
  readonly keepsEmpty: boolean;
}

interface Level {
  readonly add: readonly Addition[];
  /** Whether values depend on the request. */
  readonly reads: boolean;
  readonly remove: readonly string[];
}

/**
 * Fields that say where a message ends (RFC 9112 section 6). Routes change nothing about them: the body is passed on as it is, and
 * what it says of itself has to stay true, or its rest would be read as another message.
 */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/** The operations of all levels of a route, in order; `undefined` when there are none. */
export type FieldOperations = readonly Level[] | undefined;

function addition({ header, append_action: action, keep_empty_value: keeps }: HeaderValueOption): Addition {
  return {
    name: header.key.toLowerCase(),
    value: valueTemplate(header.value),
    action: action ?? 'APPEND_IF_EXISTS_OR_ADD',
    keepsEmpty: keeps === true,
  };
}

const overwrites = ({ action }: Addition): boolean =>
  action === 'OVERWRITE_IF_EXISTS_OR_ADD' || action === 'OVERWRITE_IF_EXISTS';

function level(add: readonly HeaderValueOption[] = [], remove: readonly string[] = []): Level {
  // Envoy overwrites first and appends then, whatever stands first: a route's own fields and those of its only destination are
  // in one list.
  const all = add.map(addition).filter(({ name }) => !FRAMING.has(name));
  const additions = [...all.filter(overwrites), ...all.filter((each) => !overwrites(each))];
  const reads = additions.some(({ value }) => typeof value !== 'string');
  const removals = remove.map((name) => name.toLowerCase()).filter((name) => !FRAMING.has(name));
  return { add: additions, reads, remove: removals };
}

function levels(all: readonly Level[]): FieldOperations {
  const used = all.filter(({ add, remove }) => add.length > 0 || remove.length > 0);
  return used.length === 0 ? undefined : used;
}

/** Operations on requests, the most specific level first. @throws {BadValue} for a value with an unknown operator. */
export function requestOperations(sources: readonly HeaderOperations[]): FieldOperations {
  if (!sources.some((each) => each.request_headers_to_add ?? each.request_headers_to_remove)) return undefined;
  return levels(sources.map((each) => level(each.request_headers_to_add, each.request_headers_to_remove)));
}

/** Operations on responses, the most specific level first. @throws {BadValue} for a value with an unknown operator. */
export function responseOperations(sources: readonly HeaderOperations[]): FieldOperations {
  if (!sources.some((each) => each.response_headers_to_add ?? each.response_headers_to_remove)) return undefined;
  return levels(sources.map((each) => level(each.response_headers_to_add, each.response_headers_to_remove)));
}

/** Additions alone, as filters have them. @throws {BadValue} for a value with an unknown operator. */
export function additions(options: readonly HeaderValueOption[] | undefined): FieldOperations {
  return levels([level(options)]);
}

/** Whether they take a field away or give it a value of their own: what the proxy would say by that name (in lower case) gives way. */
export function decides(operations: FieldOperations, name: string): boolean {
  return (
    operations?.some(
      ({ add, remove }) => remove.includes(name) || add.some((each) => each.name === name && overwrites(each)),
    ) === true
  );
}

/** How each action treats a field that may be there. */
const APPLY: Readonly<Record<Action, (fields: Fields, name: string, value: string) => void>> = {
  APPEND_IF_EXISTS_OR_ADD: (fields, name, value) => fields.append(name, value),
  ADD_IF_ABSENT: (fields, name, value) => {
    if (fields.find(name) < 0) fields.append(name, value);
  },
  OVERWRITE_IF_EXISTS_OR_ADD: (fields, name, value) => fields.set(name, value),
  OVERWRITE_IF_EXISTS: (fields, name, value) => {
    if (fields.find(name) >= 0) fields.set(name, value);
  },
};

function textOf({ value }: Addition, context: ValueContext): string {
  return typeof value === 'string' ? value : value(context);
}

/**
 * Does the operations, removals before additions on each level: what is removed and added is there anew, as with Envoy. Values
 * that read fields read those from before the additions: it makes no difference to them what stands beside them.
 */
export function applyOperations(operations: FieldOperations, fields: Fields, context: ValueContext): void {
  if (operations === undefined) return;
  for (const { add, reads, remove } of operations) {
    for (const name of remove) fields.dropNamed(name);
    const values = reads ? add.map((each) => textOf(each, context)) : undefined;
    for (const [index, each] of add.entries()) {
      const value = values?.[index] ?? textOf(each, context);
      if (value !== '' || each.keepsEmpty) APPLY[each.action](fields, each.name, value);
    }
  }
}

/** As {@link applyOperations}, for a request, where Host is no field but the authority. */
export function applyToRequest(operations: FieldOperations, head: RequestHead, context: ValueContext): void {
  if (operations === undefined) return;
  applyOperations(operations, head.fields, context);
  for (const name of [':authority', 'host']) {
    const authority = head.fields.get(name);
    if (authority === undefined) continue;
    head.authority = authority;
    head.fields.dropNamed(name);
  }
}

/** Field lines with the operations done to them. */
export function operatedLines(operations: FieldOperations, lines: string, context: ValueContext): string {
  const fields = new Fields();
  fields.appendLines(lines);
  applyOperations(operations, fields, context);
  return fields.forwarded();
}

/** The lines that additions make of nothing: fields of an answer of the proxy's own. */
export function fieldLines(operations: FieldOperations, context: ValueContext): string {
  let text = '';
  for (const { add } of operations ?? []) {
    for (const each of add) {
      const value = textOf(each, context);
      if (value !== '' || each.keepsEmpty) text += `${each.name}: ${value}\r\n`;
    }
  }
  return text;
}
