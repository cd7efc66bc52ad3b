import type { Path } from '../../model/diagnostic.ts';
import { asString, isMap, type JsonMap } from '../../model/json.ts';
import { analyzer, type Found, found, uncertain } from '../analyzer.ts';
import { type Context, meshConfigOf } from '../context.ts';
import { isOfControlPlane, meshConfigIn } from '../defaults.ts';
import { doc, docs, service } from '../example.ts';
import { knownHosts, meantHost, serviceOf } from '../facts/hosts.ts';
import { namedProviders, providersIn } from '../facts/providers.ts';
import { seesServices } from '../facts/visible.ts';
import { listed, quoted } from '../facts/wording.ts';
import type { AnalyzedResource } from '../resource.ts';

/** Where a provider is: of whatever sort it is, that stands in its one section. */
function targetOf(
  provider: JsonMap,
): { readonly host: string; readonly space?: string; readonly port: unknown } | undefined {
  const section = Object.values(provider).find(isMap);
  const service = asString(section?.['service']);
  if (!service) return undefined;
  const [space, host] = service.includes('/') ? service.split('/', 2) : [undefined, service];
  return { host: host ?? '', port: section?.['port'], ...(space === undefined ? {} : { space }) };
}

/** What is wrong with the place of a provider. */
function misplaced(
  name: string,
  provider: JsonMap,
  context: Context,
): Pick<Found, 'message' | 'confidence' | 'remediation'> | undefined {
  const target = targetOf(provider);
  if (!target) return undefined;
  const { host, space = context.settings.rootNamespace, port } = target;
  const known = context.derive(knownHosts).find(host, space);
  if (!known) {
    const seen = seesServices(
      context,
      host.endsWith('.svc.cluster.local') ? serviceOf(host, space).namespace : undefined,
    );
    const meant = meantHost(host, space, context);
    return {
      message: `nobody offers the host ${quoted(host)} of the provider ${quoted(name)}`,
      ...(seen ? {} : { confidence: 'partial' }),
      ...(meant === undefined ? {} : { remediation: `Did you mean "${meant}"?` }),
    };
  }
  const numbers = known.ports.map(({ number }) => number);
  if (numbers.length === 0 || typeof port !== 'number' || numbers.includes(port)) return undefined;
  return {
    message: `the host ${quoted(host)} of the provider ${quoted(name)} has no port "${port}", but ${listed(numbers)}`,
  };
}

/** The providers an object is answerable for: of the ConfigMap all it has; of others those they name, where no ConfigMap has them. */
function* providersOf(resource: AnalyzedResource, context: Context): Generator<readonly [string, JsonMap, Path]> {
  const { istioNamespace } = context.settings;
  const inFiles = providersIn(meshConfigIn(context.all('ConfigMap'), istioNamespace));
  if (resource.of === 'ConfigMap') {
    if (!isOfControlPlane(resource, istioNamespace)) return;
    for (const [name, provider] of inFiles) yield [name, provider, ['data', 'mesh']];
    return;
  }
  const all = providersIn(meshConfigOf(context));
  for (const { name, path } of namedProviders(resource)) {
    const provider = all.get(name);
    if (provider && !inFiles.has(name)) yield [name, provider, path];
  }
}

const AUTH = service('auth/check', '{ports: [{name: grpc, port: 9000}]}');
const at = (host: string): string =>
  doc(
    'v1',
    'ConfigMap',
    'istio-system/istio',
    `data: {mesh: "extensionProviders: [{name: check, envoyExtAuthzGrpc: {service: ${host}, port: 9000}}]"}`,
  );

/** Providers are somewhere. */
export const providerServices = analyzer({
  name: 'provider-services',
  codes: ['MSH3043'],
  subjects: ['AuthorizationPolicy', 'ConfigMap', 'Telemetry'],
  inputs: ['AuthorizationPolicy', 'ConfigMap', 'MeshConfig', 'Service', 'ServiceEntry', 'Telemetry'],
  description: 'The providers of the mesh config are hosts, with their ports, that somebody offers.',
  examples: {
    bad: docs(AUTH, at('check.auth.svc.cluster.lcl')),
    good: docs(AUTH, at('check.auth.svc.cluster.local')),
  },
  view: 'own',
  *analyze(resource, context) {
    for (const [name, provider, path] of providersOf(resource, context)) {
      const wrong = misplaced(name, provider, context);
      if (!wrong) continue;
      const finding = found('MSH3043', path, { ...wrong, of: resource.of === 'ConfigMap' ? 'key' : 'value' });
      yield wrong.confidence === undefined ? finding : uncertain(finding);
    }
  },
});
