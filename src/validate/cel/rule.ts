import type { Code } from '../../model/codes.ts';
import type { Path } from '../../model/diagnostic.ts';
import { asMap } from '../../model/json.ts';

/** What breaks a rule. */
export interface Violation {
  /** One sentence without a full stop. */
  readonly message: string;
  /** From the value the rule is on; empty when the value itself is meant. */
  readonly at: Path;
  /** `key` when the name of the field is wrong and not its value. */
  readonly of?: 'key';
  /** Another code than the rule's. */
  readonly code?: Code;
}

/** A rule of the API server on a value of a kind meshctl has a table of, restated. Runs where there is a value only. */
export interface OwnRule {
  readonly code: Code;
  /** What breaks the rule; the value has the form its schema asks for, defaults included. */
  check(value: unknown): readonly Violation[];
}

const NOTHING: readonly Violation[] = [];

/** A rule on the value as a whole: the message when it is broken. */
export function rule(code: Code, broken: (value: unknown) => string | undefined, at: Path = []): OwnRule {
  return {
    code,
    check(value) {
      const message = broken(value);
      return message === undefined ? NOTHING : [{ message, at }];
    },
  };
}

/** A text as messages quote it. */
export const quoted = (text: unknown): string => JSON.stringify(text) ?? 'null';

/** Whether an object has the field, with whatever value; what is no object has none. */
export const has = (value: unknown, name: string): boolean => Object.hasOwn(asMap(value), name);
