/** The rules for TrafficExtension. */
import type { Cursor } from '../cursor.ts';
import { type Problems, problem } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { policyTargets } from '../shared/policies.ts';
import { trafficMatch, wasmFilter } from './wasm.ts';

const MAX_CODE = 64 * 1024;

function* lua(at: Cursor): Problems {
  const code = at.at('inlineCode');
  const size = new TextEncoder().encode(code.text).length;
  if (size === 0) yield problem('MSH2841', code, 'lua has no inlineCode');
  else if (size > MAX_CODE) yield problem('MSH2842', code, `inlineCode has ${size} bytes, more than 64 KiB`);
}

/** The rules for TrafficExtension. */
export function* trafficExtension(resource: Resource): Problems {
  const { spec } = resource;
  yield* policyTargets(spec);
  if (spec.has('lua')) yield* lua(spec.at('lua'));
  else if (spec.has('wasm')) yield* wasmFilter(spec.at('wasm'));
  else yield problem('MSH2840', spec, 'the TrafficExtension has neither wasm nor lua');
  yield* trafficMatch(spec);
}
