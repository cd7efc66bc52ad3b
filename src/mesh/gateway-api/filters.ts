/** Filters of Gateway API routes as fields of a VirtualService's. */
import { asMap, asString, type JsonMap } from '../../model/json.ts';
import { escapeRegex } from '../regex.ts';
import type { MeshResource } from '../resource.ts';
import type { MeshResources } from '../resources.ts';
import type { Cors, HeaderOperations, Headers, HttpMirror, HttpRedirect, HttpRoute } from '../types/virtual-service.ts';
import { backendDestination } from './backends.ts';
import { maps, numberOf, textOr, texts } from './fields.ts';

/** What filters are read with. */
export interface FilterScope {
  readonly resources: MeshResources;
  readonly route: MeshResource;
}

function pairs(list: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(maps(list).map((map) => [textOr(map['name'], ''), textOr(map['value'], '')]));
}

function operations(modifier: JsonMap): HeaderOperations {
  return { set: pairs(modifier['set']), add: pairs(modifier['add']), remove: texts(modifier['remove']) };
}

/** What the header filters of a list do together. */
export function headersOf(filters: readonly JsonMap[]): Headers | undefined {
  const request = filters.find(({ type }) => type === 'RequestHeaderModifier');
  const response = filters.find(({ type }) => type === 'ResponseHeaderModifier');
  if (request === undefined && response === undefined) return undefined;
  return {
    ...(request ? { request: operations(asMap(request['requestHeaderModifier'])) } : {}),
    ...(response ? { response: operations(asMap(response['responseHeaderModifier'])) } : {}),
  };
}

const DEFAULT_REDIRECT_CODE = 302;

function redirectOf(redirect: JsonMap): HttpRedirect {
  const path = asMap(redirect['path']);
  const full = asString(path['replaceFullPath']);
  const prefix = asString(path['replacePrefixMatch']);
  const scheme = asString(redirect['scheme']);
  const authority = asString(redirect['hostname']);
  const port = numberOf(redirect['port']);
  return {
    redirectCode: numberOf(redirect['statusCode']) ?? DEFAULT_REDIRECT_CODE,
    ...(full === undefined ? {} : { uri: full }),
    ...(prefix === undefined ? {} : { prefixRewrite: prefix }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(authority === undefined ? {} : { authority }),
    // A new scheme means its own port; without one the port of the request stays.
    ...(port === undefined ? (scheme === undefined ? {} : { derivePort: 'FROM_PROTOCOL_DEFAULT' }) : { port }),
  };
}

function rewriteOf(rewrite: JsonMap): HttpRoute['rewrite'] {
  const path = asMap(rewrite['path']);
  const full = asString(path['replaceFullPath']);
  const prefix = asString(path['replacePrefixMatch']);
  const authority = asString(rewrite['hostname']);
  return {
    ...(authority === undefined ? {} : { authority }),
    ...(full === undefined ? {} : { uriRegexRewrite: { match: '/.*', rewrite: full.replaceAll('\\', '\\\\') } }),
    ...(prefix === undefined ? {} : { uri: prefix === '' ? '/' : prefix }),
  };
}

function mirrorOf(mirror: JsonMap, { resources, route }: FilterScope): HttpMirror | undefined {
  const destination = backendDestination(resources, route, asMap(mirror['backendRef']));
  if (destination === undefined) return undefined;
  const fraction = asMap(mirror['fraction']);
  const share = numberOf(fraction['numerator']);
  const percent = numberOf(mirror['percent']) ?? (share && (share * 100) / (numberOf(fraction['denominator']) ?? 100));
  return { destination, ...(percent === undefined ? {} : { percentage: { value: percent } }) };
}

const DEFAULT_MAX_AGE = 5;

function corsOf(cors: JsonMap): Cors {
  const origins = texts(cors['allowOrigins']).map((origin) => {
    if (!origin.includes('*')) return { exact: origin };
    return {
      regex:
        origin === '*'
          ? '.*'
          : origin
              .split('*')
              .map((part) => escapeRegex(part))
              .join('.+'),
    };
  });
  return {
    allowOrigins: origins,
    allowMethods: texts(cors['allowMethods']),
    allowHeaders: texts(cors['allowHeaders']),
    exposeHeaders: texts(cors['exposeHeaders']),
    maxAge: `${numberOf(cors['maxAge']) ?? DEFAULT_MAX_AGE}s`,
    allowCredentials: cors['allowCredentials'] === true,
  };
}

/** What the filters of a rule say besides where it leads. */
export function filterFields(filters: readonly JsonMap[], scope: FilterScope): HttpRoute {
  const find = (type: string): JsonMap | undefined => filters.find((filter) => filter['type'] === type);
  const redirect = find('RequestRedirect');
  const rewrite = find('URLRewrite');
  const cors = find('CORS');
  const headers = headersOf(filters);
  const mirrors = filters
    .filter(({ type }) => type === 'RequestMirror')
    .flatMap((filter) => mirrorOf(asMap(filter['requestMirror']), scope) ?? []);
  const rewritten = rewrite && rewriteOf(asMap(rewrite['urlRewrite']));
  return {
    ...(redirect ? { redirect: redirectOf(asMap(redirect['requestRedirect'])) } : {}),
    ...(rewritten ? { rewrite: rewritten } : {}),
    ...(cors ? { corsPolicy: corsOf(asMap(cors['cors'])) } : {}),
    ...(headers ? { headers } : {}),
    ...(mirrors.length === 0 ? {} : { mirrors }),
  };
}
