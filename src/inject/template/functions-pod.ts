/** Template functions that look at a pod's annotations, labels, containers and values. */
import { listItems, mapEntries } from '../../gotemplate/kinds.ts';
import { GoInt, newMap } from '../../gotemplate/values.ts';
import { entry } from '../../model/json.ts';
import type { K8sStruct } from './k8s-view.ts';
import { ProtoMessage } from './proto.ts';

function isNetwork(item: unknown, name: string, namespace: string | undefined): boolean {
  if (entry(item, 'name') !== name) return false;
  const other = entry(item, 'namespace');
  return other === undefined || other === namespace;
}

/** A network as Multus' JSON has it. */
function jsonNetwork(network: string): string {
  const slash = network.indexOf('/');
  const namespace = slash < 0 ? '' : `, "namespace": ${JSON.stringify(network.slice(0, slash))}`;
  return `{"name": ${JSON.stringify(network.slice(slash + 1))}${namespace}}`;
}

/** A JSON list of networks with one more; as it was when the network is there or the list cannot be read. */
function appendJsonNetwork(existing: string, network: string): string {
  let networks: unknown;
  try {
    networks = JSON.parse(existing);
  } catch {
    return existing;
  }
  const slash = network.indexOf('/');
  const name = network.slice(slash + 1);
  const namespace = slash < 0 ? undefined : network.slice(0, slash);
  if (!Array.isArray(networks) || networks.some((item) => isNetwork(item, name, namespace))) return existing;
  const end = existing.lastIndexOf(']');
  return `${existing.slice(0, end)}${networks.length > 0 ? ', ' : ''}${jsonNetwork(network)}${existing.slice(end)}`;
}

/**
 * The value of Multus' `k8s.v1.cni.cncf.io/networks` with one more network, in the form it has: a JSON list, or names with
 * commas between.
 */
export function appendMultusNetwork(existing: string, network: string): string {
  if (existing === '') return network;
  if (existing.trimEnd().endsWith(']')) return appendJsonNetwork(existing, network);
  const present = existing.split(',').some((item) => item.trim() === network);
  return present ? existing : `${existing}, ${network}`;
}

/** What {@link appendMultusNetwork} was given, where the network stands last as it writes it; `undefined` when nothing else is left. */
export function removeMultusNetwork(value: string, network: string): string | undefined {
  if (value === network) return undefined;
  if (value.endsWith(`, ${network}`)) return value.slice(0, -`, ${network}`.length);
  const end = value.lastIndexOf(']');
  const added = [`, ${jsonNetwork(network)}`, jsonNetwork(network)].find((text) => value.slice(0, end).endsWith(text));
  return added === undefined ? value : value.slice(0, end - added.length) + value.slice(end);
}

/**
 * The value without explicit nulls, at any depth. A map or list that lost all it had becomes null; one that was empty
 * from the start stays.
 */
export function omitNil(value: unknown): unknown {
  const items = listItems(value);
  if (items) {
    const kept = items.map(omitNil).filter((item) => item !== null && item !== undefined);
    return items.length > 0 && kept.length === 0 ? null : kept;
  }
  const entries = mapEntries(value);
  if (!entries) return value;
  const kept = newMap();
  for (const key of Object.keys(entries)) {
    const item = omitNil(entries[key]);
    if (item !== null && item !== undefined) kept[key] = item;
  }
  return Object.keys(entries).length > 0 && Object.keys(kept).length === 0 ? null : kept;
}

const OTEL_PREFIX = 'resource.opentelemetry.io/service.';

/** True when a provider asks for the names of OpenTelemetry's semantic conventions. */
const SEMANTIC_NAMES = new WeakMap<ProtoMessage, boolean>();

/** Whether some tracing provider of the mesh asks for them; a mesh config is looked through once. */
function wantsSemanticNames(mesh: ProtoMessage): boolean {
  const known = SEMANTIC_NAMES.get(mesh);
  if (known !== undefined) return known;
  const made = findsSemanticNames(mesh);
  SEMANTIC_NAMES.set(mesh, made);
  return made;
}

function findsSemanticNames(mesh: ProtoMessage): boolean {
  return (listItems(mesh.field('ExtensionProviders')) ?? []).some((provider) => {
    const otel = provider instanceof ProtoMessage ? provider.method('GetOpentelemetry')?.call([]) : undefined;
    const enrichment = otel instanceof ProtoMessage ? otel.field('ServiceAttributeEnrichment') : undefined;
    return enrichment instanceof GoInt && enrichment.text() === 'OTEL_SEMANTIC_CONVENTIONS';
  });
}

/** Tag and digest of an image; empty when it has neither. */
function imageVersion(image: string): string {
  return /[:@](.*)$/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1] ?? '';
}

type TextMap = Readonly<Record<string, string>>;

/**
 * The value of OTEL_RESOURCE_ATTRIBUTES: namespace, version and instance of the service, by annotation, else from what
 * the pod is. Empty unless the mesh has a tracing provider that wants them.
 */
export function otelResourceAttributes(
  mesh: ProtoMessage,
  annotations: TextMap,
  labels: TextMap,
  namespace: string,
  containers: readonly K8sStruct[],
): string {
  if (!wantsSemanticNames(mesh)) return '';
  const [first] = containers;
  const firstName = first === undefined ? '' : String(first.field('Name'));
  const byImage = containers.length === 1 && first !== undefined ? imageVersion(String(first.field('Image'))) : '';
  const attributes: Readonly<Record<string, string>> = {
    namespace,
    version: labels['app.kubernetes.io/version'] || byImage,
    'instance.id': namespace !== '' && firstName !== '' ? `${namespace}.$(POD_NAME).${firstName}` : '',
  };
  return Object.entries(attributes)
    .map(([name, fallback]) => [name, annotations[OTEL_PREFIX + name] || fallback] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `service.${name}=${value}`)
    .join(',');
}
