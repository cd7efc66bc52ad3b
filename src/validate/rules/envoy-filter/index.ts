/** The rules for EnvoyFilter. @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/ */
import type { Cursor } from '../cursor.ts';
import { failing, type Problems, problem } from '../problem.ts';
import type { Resource } from '../resource.ts';
import { workloadSelector } from '../shared/labels.ts';
import { regexError } from '../shared/regex.ts';
import type { EnvoyTypes } from './envoy-types.ts';
import { patchMatch } from './match.ts';
import { patchValue } from './value.ts';

/** Longer expressions are left out of the configuration. */
const MAX_VERSION = 1024;

const UNSET = ['', 'INVALID'];

function* proxyVersion(patch: Cursor): Problems {
  const at = patch.at('match').at('proxy').at('proxyVersion');
  if (at.text === '') return;
  if (at.text.length > MAX_VERSION)
    yield problem(
      'MSH2607',
      at,
      `proxyVersion has ${at.text.length} characters, more than ${MAX_VERSION}, and is ignored`,
    );
  const why = regexError(at.text);
  if (why !== undefined) yield problem('MSH2608', at, `proxyVersion is not an RE2 expression: ${why}`);
}

/** What a patch cannot be without: the first thing that is missing. */
function* missing(patch: Cursor): Problems {
  const change = patch.at('patch');
  const operation = change.at('operation').text;
  if (UNSET.includes(patch.at('applyTo').text)) yield problem('MSH2603', patch, `${patch.name} has no applyTo`);
  else if (!change.exists) yield problem('MSH2604', patch, `${patch.name} has no patch`);
  else if (UNSET.includes(operation)) yield problem('MSH2605', change, `the patch of ${patch.name} has no operation`);
  else if (operation !== 'REMOVE' && !change.has('value'))
    yield problem('MSH2606', change, `the patch of ${patch.name} has no value for the operation ${operation}`);
}

function* configPatch(patch: Cursor, envoy: EnvoyTypes | undefined): Problems {
  if (patch.at('match').at('context').text === 'WAYPOINT') return;
  if (yield* failing(missing(patch))) return;
  if (yield* failing(proxyVersion(patch))) return;
  if (yield* patchMatch(patch)) return;
  if (envoy) yield* patchValue(patch, envoy);
}

/** The rules for EnvoyFilter. */
export function* envoyFilter(resource: Resource): Problems {
  const { spec, envoy } = resource;
  if (yield* failing(workloadSelector(spec.at('workloadSelector'), 'labels'))) return;
  yield problem('MSH2600', spec, 'an EnvoyFilter changes what Envoy is told, of which every version may differ');
  for (const patch of spec.items('configPatches')) yield* configPatch(patch, envoy);
}
