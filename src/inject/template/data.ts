/** What injection templates see as their dot. */
import { deepCopy, GoInt, GoStruct, JsonFields, NO_FIELD } from '../../gotemplate/values.ts';
import { K8S } from '../../k8s/types.ts';
import type { JsonMap } from '../../model/json.ts';
import { K8sStruct } from './k8s-view.ts';
import { protoMessage } from './proto.ts';

/** The data of one pod, all of it plain JSON. */
export interface TemplateInput {
  readonly typeMeta: { readonly apiVersion: string; readonly kind: string };
  readonly deploymentMeta: { readonly name: string; readonly namespace: string };
  /** The pod's metadata and spec. */
  readonly objectMeta: JsonMap;
  readonly spec: JsonMap;
  readonly proxyConfig: JsonMap;
  readonly meshConfig: JsonMap;
  /** Helm values; their numbers are floats, as Go reads JSON. */
  readonly values: unknown;
  readonly revision: string;
  readonly nativeSidecars: boolean;
  readonly proxyImage: string;
  readonly proxyInitImage: string;
  readonly proxyUID: number | bigint;
  readonly proxyGID: number | bigint;
  readonly inboundTrafficPolicyMode: string;
  readonly compliancePolicy: string;
}

/** A struct with a value for each field. */
class RecordStruct extends GoStruct {
  readonly type: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #text: string | undefined;

  constructor(type: string, fields: Readonly<Record<string, unknown>>, text?: string) {
    super();
    this.type = type;
    this.#fields = fields;
    this.#text = text;
  }

  override text(): string | undefined {
    return this.#text;
  }

  override field(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : NO_FIELD;
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.#fields);
  }

  override json(): JsonFields {
    return new JsonFields(Object.entries(this.#fields));
  }

  override copy(): GoStruct {
    const fields = Object.entries(this.#fields).map(([name, value]) => [name, deepCopy(value)] as const);
    return new RecordStruct(this.type, Object.fromEntries(fields), this.#text);
  }
}

const OBJECT_META = K8S.struct('ObjectMeta');
const POD_SPEC = K8S.struct('PodSpec');

/** The root data for a pod's templates. Costs next to nothing: objects are looked into when a template reads them. */
export function templateData(input: TemplateInput): GoStruct {
  const { name, namespace } = input.deploymentMeta;
  return new RecordStruct('*inject.SidecarTemplateData', {
    TypeMeta: new RecordStruct('v1.TypeMeta', { Kind: input.typeMeta.kind, APIVersion: input.typeMeta.apiVersion }),
    DeploymentMeta: new RecordStruct(
      'types.NamespacedName',
      { Namespace: namespace, Name: name },
      `${namespace}/${name}`,
    ),
    ObjectMeta: new K8sStruct(OBJECT_META, input.objectMeta),
    Spec: new K8sStruct(POD_SPEC, input.spec),
    ProxyConfig: protoMessage('ProxyConfig', input.proxyConfig),
    MeshConfig: protoMessage('MeshConfig', input.meshConfig),
    Values: input.values ?? {},
    Revision: input.revision,
    NativeSidecars: input.nativeSidecars,
    ProxyImage: input.proxyImage,
    ProxyInitImage: input.proxyInitImage,
    ProxyUID: new GoInt('int64', BigInt(input.proxyUID)),
    ProxyGID: new GoInt('int64', BigInt(input.proxyGID)),
    InboundTrafficPolicyMode: input.inboundTrafficPolicyMode,
    CompliancePolicy: input.compliancePolicy,
  });
}
