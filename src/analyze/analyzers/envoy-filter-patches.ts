import type { ConfigPatch, EnvoyFilter } from '../../mesh/types/networking.ts';
import type { Code } from '../../model/codes.ts';
import { asString, getIn } from '../../model/json.ts';
import { analyzer, type Found, found } from '../analyzer.ts';
import type { Context } from '../context.ts';
import { doc } from '../example.ts';
import { quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

type Filter = AnalyzedResource<EnvoyFilter>;

const ROUTES: ReadonlySet<string | undefined> = new Set(['ROUTE_CONFIGURATION', 'HTTP_ROUTE']);
/** What can be replaced, relative to what is there. */
const REPLACEABLE: ReadonlySet<string | undefined> = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);

/** The name of what a patch is about: of its value, else of the filter it matches. */
function instanceName({ patch, match }: ConfigPatch): string {
  const own = asString(getIn(patch?.value, ['name']));
  const { filter } = match?.listener?.filterChain ?? {};
  return own ?? filter?.name ?? '';
}

/** What is wrong with an operation; `relative` for one that depends on what was there before. */
function verdict({ applyTo, patch }: ConfigPatch): Code | 'relative' | undefined {
  switch (patch?.operation) {
    case 'ADD':
      return ROUTES.has(applyTo) ? 'IST0153' : undefined;
    case 'REMOVE':
      return ROUTES.has(applyTo) ? 'IST0154' : 'relative';
    case 'REPLACE':
      return REPLACEABLE.has(applyTo) ? 'relative' : 'IST0152';
    case 'INSERT_BEFORE':
    case 'INSERT_AFTER':
      return 'relative';
    default:
      return undefined;
  }
}

const MESSAGES = {
  IST0151: 'depends on patches before it, and the filter has no priority',
  IST0155: 'depends on one for another version of the proxy, and the filter has no priority',
  IST0152: 'is only for filters and virtual hosts',
  IST0153: 'has no effect there',
  IST0154: 'has no effect there',
} as const;

function findingOf(code: keyof typeof MESSAGES, index: number, { applyTo, patch }: ConfigPatch): Found {
  const what = `the operation ${quoted(patch?.operation ?? '')} on ${quoted(applyTo ?? '')}`;
  const path = ['spec', 'configPatches', index, 'patch', 'operation'];
  return found(code, path, { message: `${what} ${MESSAGES[code]}`, values: '' });
}

const isMessage = (code: string): code is keyof typeof MESSAGES => Object.hasOwn(MESSAGES, code);

function* patchesOf(filter: Filter, versioned: Set<string>): Generator<Found> {
  for (const [index, item] of (filter.spec.configPatches ?? []).entries()) {
    if (item.patch === undefined) return;
    const name = instanceName(item);
    const said = verdict(item);
    const relative = said === 'relative' && (filter.spec.priority ?? 0) === 0;
    const code = relative ? (versioned.has(name) ? 'IST0155' : 'IST0151') : said;
    if (code !== undefined && isMessage(code)) yield findingOf(code, index, item);
    if (getIn(item.match, ['proxy', 'proxyVersion'])) versioned.add(name);
  }
}

/** One filter's patches may depend on those of the filters before it, so all are looked at in their order. */
function allPatches(context: Context): ReadonlyMap<AnalyzedResource, readonly Found[]> {
  const versioned = new Set<string>();
  return new Map(context.all('EnvoyFilter').map((filter) => [filter, [...patchesOf(filter, versioned)]]));
}

const filter = (priority: string): string =>
  doc(
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    'shop/lua',
    `spec: {${priority}workloadSelector: {labels: {app: web}}, configPatches: [{applyTo: HTTP_FILTER, match: {context: SIDECAR_INBOUND}, ` +
      'patch: {operation: INSERT_BEFORE, value: {name: lua}}}]}',
  );

/** Patches of proxies that depend on others, or do nothing. */
export const envoyFilterPatches = analyzer({
  name: 'envoy-filter-patches',
  codes: ['IST0151', 'IST0152', 'IST0153', 'IST0154', 'IST0155'],
  subjects: ['EnvoyFilter'],
  inputs: ['EnvoyFilter'],
  description: 'Patches of an EnvoyFilter have an effect, and one that does not depend on chance.',
  examples: { bad: filter(''), good: filter('priority: 10, ') },
  reference: 'envoyfilter.EnvoyPatchAnalyzer',
  *analyze(resource, context) {
    yield* context.derive(allPatches).get(resource) ?? [];
  },
});
