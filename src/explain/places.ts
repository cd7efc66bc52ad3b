/** Where things come from: lines of files where there are any, else the names of resources. */
import { compareText, type MeshResource } from '../mesh/resource.ts';
import type { MeshResources } from '../mesh/resources.ts';
import type { Path } from '../model/diagnostic.ts';
import { asString, getIn } from '../model/json.ts';
import type { Metadata } from '../xds/resources/common.ts';
import type { Source } from '../xds/snapshot.ts';
import type { Place } from './steps.ts';

const POLICY = /^(?:istio-ext-authz-)?ns\[([^\]]*)\]-policy\[(.*)\]-rule\[(\d+)\](?:-deny-due-to-bad-CUSTOM-action)?$/;
/** `/apis/networking.istio.io/v1/namespaces/shop/virtual-service/cart`. */
const CONFIG_PATH = /^\/apis\/[^/]+\/[^/]+\/namespaces\/([^/]*)\/([^/]+)\/([^/]+)$/;

const fileOf = (file: string | undefined) => (file === undefined ? {} : { file });

/** The place of a field of a resource, or of its name where it has no such field. */
function placeOf(resource: MeshResource, path: Path): Place {
  const { kind, namespace, name, origin } = resource;
  const start = resource.locate(path)?.start ?? resource.locate(['metadata', 'name'])?.start;
  return {
    ...fileOf(origin.file),
    ...(start === undefined ? {} : { line: start.line, column: start.col }),
    resource: `${kind} ${namespace}/${name}`,
  };
}

/** `virtual-service` as `VirtualService`. */
const kindOf = (word: string): string => word.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A policy's rule as the control plane names it: `shop/only-readers rule 0`; other names as they are. */
export function policyWords(name: string): string {
  const [, namespace, policy, rule] = POLICY.exec(name) ?? [];
  return policy === undefined ? name : `AuthorizationPolicy ${namespace}/${policy}, rule ${rule}`;
}

/** What can say where things come from. */
export interface PlaceSources {
  readonly sources: ReadonlyMap<object, Source>;
  /** Absent where only a dump is known. */
  readonly resources?: MeshResources;
}

/** Looks up where configuration comes from. */
export class Places {
  readonly #sources: PlaceSources['sources'];
  readonly #byName = new Map<string, MeshResource>();

  constructor({ sources, resources }: PlaceSources) {
    this.#sources = sources;
    for (const list of Object.values(resources ?? {})) {
      for (const each of list) this.#byName.set(`${each.kind} ${each.namespace}/${each.name}`, each);
    }
  }

  /** The place of an object of a snapshot, else of the resource its metadata names; `undefined` when neither is known. */
  of(made: { readonly metadata?: Metadata | undefined }): Place | undefined {
    const source = this.#sources.get(made);
    if (source === undefined)
      return this.#config(asString(getIn(made.metadata, ['filter_metadata', 'istio', 'config'])));
    const { origin, range } = source;
    const { resource } = origin;
    return {
      ...fileOf(origin.file),
      ...(range === undefined ? {} : { line: range.start.line, column: range.start.col }),
      ...(resource === undefined
        ? {}
        : {
            resource: `${resource.kind} ${resource.namespace === undefined ? '' : `${resource.namespace}/`}${resource.name}`,
          }),
    };
  }

  /** The rule of a policy, by the name it has in a proxy. */
  policy(name: string): Place | undefined {
    const [, namespace, policy, rule] = POLICY.exec(name) ?? [];
    if (policy === undefined) return undefined;
    const words = `AuthorizationPolicy ${namespace}/${policy}`;
    const resource = this.#byName.get(words);
    return resource === undefined ? { resource: words } : placeOf(resource, ['spec', 'rules', Number(rule)]);
  }

  /** The subset of the DestinationRule that the metadata of a cluster names. */
  subset(made: { readonly metadata?: Metadata | undefined }, subset: string): Place | undefined {
    const rule = this.#named(asString(getIn(made.metadata, ['filter_metadata', 'istio', 'config'])));
    if (rule?.resource === undefined) return rule === undefined ? undefined : { resource: rule.words };
    const subsets = getIn(rule.resource.spec, ['subsets']);
    const index = Array.isArray(subsets) ? subsets.findIndex((each) => getIn(each, ['name']) === subset) : -1;
    return placeOf(rule.resource, index < 0 ? ['spec'] : ['spec', 'subsets', index]);
  }

  #config(path: string | undefined): Place | undefined {
    const named = this.#named(path);
    if (named === undefined) return undefined;
    return named.resource === undefined ? { resource: named.words } : placeOf(named.resource, ['metadata', 'name']);
  }

  #named(path: string | undefined) {
    const [, namespace, kind, name] = CONFIG_PATH.exec(path ?? '') ?? [];
    if (kind === undefined) return undefined;
    const words = `${kindOf(kind)} ${namespace}/${name}`;
    return { words, resource: this.#byName.get(words) };
  }

  /** The RequestAuthentication whose rules name an issuer, the first by name where several do. */
  issuer(issuer: string): Place | undefined {
    const found = [...this.#byName.values()]
      .filter(({ kind }) => kind === 'RequestAuthentication')
      .sort((a, b) => compareText(a.name, b.name))
      .flatMap((resource) => {
        const rules = getIn(resource.spec, ['jwtRules']);
        const index = Array.isArray(rules) ? rules.findIndex((rule) => getIn(rule, ['issuer']) === issuer) : -1;
        return index < 0 ? [] : [placeOf(resource, ['spec', 'jwtRules', index])];
      });
    return found[0];
  }
}
