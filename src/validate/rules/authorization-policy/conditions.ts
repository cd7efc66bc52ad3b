import type { Cursor } from '../cursor.ts';
import { firstCounts, type Problem, type Problems, problem, quoted } from '../problem.ts';
import { addresses, ports, stated } from './lists.ts';

type ValueCheck = (condition: Cursor, field: string) => Problems;

const anything: ValueCheck = () => [];

/** The attributes with plain names, and how their values are written. */
const ATTRIBUTES: Readonly<Record<string, ValueCheck>> = {
  'source.ip': addresses,
  'remote.ip': addresses,
  'source.namespace': anything,
  'source.serviceAccount': anything,
  'source.principal': anything,
  'source.trustDomain': anything,
  'request.auth.principal': anything,
  'request.auth.audiences': anything,
  'request.auth.presenter': anything,
  'destination.ip': addresses,
  'destination.port': ports,
  'connection.sni': anything,
};

/** Starts of attributes that go on with a name in brackets. */
const KEYED = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'] as const;

/** Attributes that are gone, and what stands in for them. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/^destination\.namespace$/, 'the namespace of the policy is meant'],
  [/^destination\.labels/, 'the selector of the policy is meant'],
  [/^destination\.(?:name|user)$/, 'it was part of v1alpha1'],
];

/** Whether something stands in the brackets at the end; brackets in there are part of it. */
const hasBrackets = (key: string): boolean => /^[^[]+\[.+\]$/s.test(key);

function keyProblem(at: Cursor): Problem | undefined {
  const key = at.text;
  if (KEYED.some((start) => key.startsWith(start)))
    return hasBrackets(key)
      ? undefined
      : problem('MSH2733', at, `the attribute ${quoted(key)} has no name in brackets`);
  if (Object.hasOwn(ATTRIBUTES, key)) return undefined;
  const why = REPLACED.find(([pattern]) => pattern.test(key))?.[1];
  if (why !== undefined) return problem('MSH2732', at, `the attribute ${quoted(key)} is no longer there: ${why}`);
  return problem('MSH2731', at, `${quoted(key)} is not an attribute`);
}

/** What is wrong with the values under `field`: one that is empty is of no form. */
function* valueProblems(when: Cursor, field: string, check: ValueCheck): Problems {
  yield* stated(when, field);
  yield* check(when, field);
}

/** A further condition: an entry of `when`. */
export function* condition(when: Cursor): Problems {
  const key = when.at('key');
  if (key.text === '') {
    yield problem('MSH2730', key, `${when.name} has no key`);
    return;
  }
  if (!when.says('values', 'notValues'))
    yield problem('MSH2734', when, `${when.name} has neither values nor notValues`);
  const wrong = keyProblem(key);
  if (wrong) {
    // istioctl finds the same in values and in notValues.
    yield wrong;
    yield { ...wrong, echo: true };
    return;
  }
  const check = Object.hasOwn(ATTRIBUTES, key.text) ? (ATTRIBUTES[key.text] ?? anything) : anything;
  for (const field of ['values', 'notValues']) yield* firstCounts(valueProblems(when, field, check));
}
