/** The kinds an API server serves. */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import type { KubeClient } from './client.ts';
import { isForbidden, isNotFound } from './problems.ts';
import { RESOURCES, type Resource } from './resources.ts';

/** All kinds in one answer each for the core group and the others; servers before 1.30 send the older lists instead. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Subresources are listed as `pods/log`. */
const isWhole = (name: string): boolean => !name.includes('/');

/**
 * The kinds an API server serves, each in the version it prefers. What a broken extension server would serve is left out.
 *
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */
export async function discover(client: KubeClient): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (const path of ['/api', '/apis']) {
    const answer = asMap(await client.request(path, { accept: AGGREGATED }));
    if (answer['kind'] === 'APIGroupDiscoveryList') found.push(...aggregated(answer));
    else for (const version of preferred(answer)) found.push(...(await listed(client, version)));
  }
  return found;
}

/** The kind a word means: plural, singular, short name or kind, with its group (`gateways.networking.istio.io`) or without. */
export async function resolveKind(client: KubeClient, word: string): Promise<Resource | undefined> {
  // What Kubernetes itself has needs no question.
  return match(Object.values(RESOURCES).filter(isBuiltIn), word) ?? match(await discover(client), word);
}

/** Groups without a dot, and those of Kubernetes' own domain that are part of every cluster. */
function isBuiltIn({ group }: Resource): boolean {
  return (
    !group.includes('.') || /^(?:discovery|admissionregistration|apiextensions|authorization)\.k8s\.io$/.test(group)
  );
}

function match(resources: readonly Resource[], word: string): Resource | undefined {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  const group = rest.join('.');
  return resources.find(
    (resource) =>
      (resource.plural === name || resource.names.includes(name)) &&
      (group === '' || resource.group === group || `${resource.version}.${resource.group}` === group),
  );
}

function aggregated(answer: JsonMap): readonly Resource[] {
  return asList(answer['items']).flatMap((item) => {
    const group = asString(asMap(asMap(item)['metadata'])['name']) ?? '';
    const [first] = asList(asMap(item)['versions']);
    const version = asString(asMap(first)['version']) ?? '';
    return asList(asMap(first)['resources']).map((entry) => {
      const resource = asMap(entry);
      const short = asList(resource['shortNames']).map(String);
      return {
        group,
        version,
        plural: asString(resource['resource']) ?? '',
        kind: asString(asMap(resource['responseKind'])['kind']) ?? '',
        namespaced: resource['scope'] === 'Namespaced',
        names: [asString(resource['singularResource']) ?? '', ...short].filter(Boolean),
      };
    });
  });
}

/** The paths of the versions to ask, in the older form of discovery. */
function preferred(answer: JsonMap): readonly string[] {
  const core = asList(answer['versions']).map((version) => `/api/${String(version)}`);
  const groups = asList(answer['groups']).flatMap((group) => {
    const [first] = asList(asMap(group)['versions']);
    const chosen = asMap(asMap(group)['preferredVersion'] ?? first);
    return asString(chosen['groupVersion']) ?? [];
  });
  return [...core, ...groups.map((version) => `/apis/${version}`)];
}

async function listed(client: KubeClient, path: string): Promise<readonly Resource[]> {
  const answer = await client.request(path).catch((error: unknown) => {
    if (isNotFound(error) || isForbidden(error)) return {};
    throw error;
  });
  const [version = '', group = ''] = path
    .replace(/^\/apis?\//, '')
    .split('/')
    .reverse();
  return asList(asMap(answer)['resources']).flatMap((entry) => {
    const resource = asMap(entry);
    const plural = asString(resource['name']) ?? '';
    if (!isWhole(plural)) return [];
    const kind = asString(resource['kind']) ?? '';
    const names = [
      asString(resource['singularName']) || kind.toLowerCase(),
      ...asList(resource['shortNames']).map(String),
    ];
    return [{ group, version, plural, kind, namespaced: resource['namespaced'] === true, names }];
  });
}
