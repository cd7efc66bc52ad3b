/** Who is asked by policies with the action CUSTOM. @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ ExtensionProvider */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';

/** How much of a body the service gets to see. */
export interface CheckedBody {
  readonly maxBytes: number;
  /** A longer body is sent in part instead of being refused. */
  readonly allowPartial: boolean;
  /** As bytes instead of as text; only of gRPC. */
  readonly packAsBytes: boolean;
}

/** Which fields an HTTP service sees, and which of its answer count; names as users write them, perhaps with a star at one end. */
export interface CheckedFields {
  readonly inCheck: readonly string[];
  readonly addedToCheck: readonly (readonly [string, string])[];
  readonly toUpstream: readonly string[];
  readonly toClientOnDeny: readonly string[];
  readonly toClientOnAllow: readonly string[];
}

/** A service that decides about requests. */
export interface ExternalAuthorizer {
  readonly name: string;
  readonly kind: 'http' | 'grpc';
  /** The host of its service, without the namespace a MeshConfig may write before it. */
  readonly host: string;
  readonly port: number;
  /** Go syntax; empty for the default. */
  readonly timeout: string;
  /** Requests pass while the service cannot be asked. */
  readonly failsOpen: boolean;
  /** The status of requests that could not be asked about; empty for the default. */
  readonly statusOnError: string;
  /** What the service changes may lead to another route. */
  readonly reroutes: boolean;
  readonly body: CheckedBody | undefined;
  /** Of HTTP: what the path of a check begins with. */
  readonly pathPrefix: string;
  readonly fields: CheckedFields;
}

const texts = (value: unknown): readonly string[] =>
  asList(value).filter((each): each is string => typeof each === 'string');

function bodyOf(settings: JsonMap): CheckedBody | undefined {
  if (settings['includeRequestBodyInCheck'] === undefined) return undefined;
  const body = asMap(settings['includeRequestBodyInCheck']);
  return {
    maxBytes: Number(body['maxRequestBytes'] ?? 0),
    allowPartial: body['allowPartialMessage'] === true,
    packAsBytes: body['packAsBytes'] === true,
  };
}

function fieldsOf(settings: JsonMap): CheckedFields {
  const current = texts(settings['includeRequestHeadersInCheck']);
  const added = Object.entries(asMap(settings['includeAdditionalHeadersInCheck']));
  return {
    // The older name counts where the newer one says nothing.
    inCheck: current.length > 0 ? current : texts(settings['includeHeadersInCheck']),
    addedToCheck: added.map(([name, value]) => [name, asString(value) ?? ''] as const),
    toUpstream: texts(settings['headersToUpstreamOnAllow']),
    toClientOnDeny: texts(settings['headersToDownstreamOnDeny']),
    toClientOnAllow: texts(settings['headersToDownstreamOnAllow']),
  };
}

const KINDS = { http: 'envoyExtAuthzHttp', grpc: 'envoyExtAuthzGrpc' } as const;

function authorizerOf(extension: JsonMap): readonly ExternalAuthorizer[] {
  const kind = (['http', 'grpc'] as const).find((each) => extension[KINDS[each]] !== undefined);
  if (kind === undefined) return [];
  const settings = asMap(extension[KINDS[kind]]);
  const status = settings['statusOnError'];
  return [
    {
      name: asString(extension['name']) ?? '',
      kind,
      host: (asString(settings['service']) ?? '').replace(/^[^/]*\//, ''),
      port: Number(settings['port'] ?? 0),
      timeout: asString(settings['timeout']) ?? '',
      failsOpen: settings['failOpen'] === true,
      statusOnError: typeof status === 'number' ? String(status) : (asString(status) ?? ''),
      reroutes: settings['clearRouteCache'] === true,
      body: bodyOf(settings),
      pathPrefix: kind === 'http' ? (asString(settings['pathPrefix']) ?? '') : '',
      fields: fieldsOf(kind === 'http' ? settings : {}),
    },
  ];
}

/** The services a MeshConfig names for policies with the action CUSTOM; values of other types than theirs count as absent. */
export function externalAuthorizers(config: JsonMap): readonly ExternalAuthorizer[] {
  return asList(config['extensionProviders']).flatMap((each) => authorizerOf(asMap(each)));
}
