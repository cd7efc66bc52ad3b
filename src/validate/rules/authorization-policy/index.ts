/** The rules for AuthorizationPolicy. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { policyTargets } from '../shared/policies.ts';
import { condition } from './conditions.ts';
import { customAction } from './custom.ts';
import { httpOnlyDenials } from './denials.ts';
import { operation } from './operations.ts';
import { source } from './sources.ts';

const DEFAULT_ACTION = 'ALLOW';

function* action(spec: Cursor, name: string): Problems {
  if (name === 'CUSTOM') yield* customAction(spec);
  else if (spec.has('provider'))
    yield problem('MSH2702', spec.at('provider'), `provider has no effect with the action ${name}`);
  if (name === 'DENY' && !spec.says('rules'))
    yield problem('MSH2704', spec.at('rules'), 'the action DENY has no rules and denies nothing');
}

function* rule(at: Cursor): Problems {
  for (const from of at.items('from')) yield* source(from);
  for (const to of at.items('to')) yield* operation(to);
  for (const when of at.items('when')) yield* condition(when);
}

/** The rules for AuthorizationPolicy. */
export function* authorizationPolicy(resource: Resource): Problems {
  const { spec } = resource;
  const name = spec.at('action').text || DEFAULT_ACTION;
  yield* policyTargets(spec);
  yield* action(spec, name);
  for (const at of spec.items('rules')) yield* rule(at);
  if (name === 'DENY') yield* httpOnlyDenials(spec);
}
