/** The part of MeshConfig that routing depends on. @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
import { asList, asMap, asString, type JsonMap } from '../model/json.ts';
import { type ExternalAuthorizer, externalAuthorizers } from './external-authorizers.ts';
import { CLUSTER_DOMAIN } from './hosts.ts';
import { type TracingProviders, tracingProviders } from './tracing.ts';
import type { LocalityLb } from './types/destination-rule.ts';
import type { OutboundTrafficPolicy } from './types/networking.ts';
import type { HttpRetry } from './types/virtual-service.ts';

/**
 * What the mesh does to paths of requests.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ProxyPathNormalization-NormalizationType
 */
export type PathNormalization = 'DEFAULT' | 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** MeshConfig with its defaults. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly clusterDomain: string;
  /** Empty means no log. */
  readonly accessLogFile: string;
  /** Empty means the default format. */
  readonly accessLogFormat: string;
  readonly accessLogEncoding: 'TEXT' | 'JSON';
  readonly outboundMode: NonNullable<OutboundTrafficPolicy['mode']>;
  readonly connectTimeout: string;
  readonly pathNormalization: PathNormalization;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly enableTracing: boolean;
  /** Percent of requests that are traced when nobody decided before; `undefined` when no tracing is set up. */
  readonly samplingPercent: number | undefined;
  readonly tracing: TracingProviders;
  /** Whom policies with the action CUSTOM can name. */
  readonly authorizers: readonly ExternalAuthorizer[];
  readonly dnsRefreshRate: string;
  /** Of routes that say nothing; `undefined` takes the one built in. */
  readonly defaultHttpRetryPolicy: HttpRetry | undefined;
  readonly localityLb: LocalityLb;
  readonly upgradeToHttp2: boolean;
  readonly enableAutoMtls: boolean;
}

const NORMALIZATIONS: readonly PathNormalization[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];
const MODES: readonly MeshSettings['outboundMode'][] = ['REGISTRY_ONLY', 'ALLOW_ANY', 'ALLOW_ANY_DYNAMIC_DNS'];

const text = (value: unknown, fallback: string): string => asString(value) ?? fallback;
const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
const texts = (value: unknown, fallback: readonly string[]): readonly string[] => {
  const list = asList(value).filter((item): item is string => typeof item === 'string');
  return list.length > 0 ? list : fallback;
};

/** Access logs and tracing. */
function observability(
  config: JsonMap,
): Pick<MeshSettings, 'accessLogFile' | 'accessLogFormat' | 'accessLogEncoding' | 'enableTracing' | 'samplingPercent'> {
  const proxy = asMap(config['defaultConfig']);
  const tracing = asMap(proxy['tracing']);
  return {
    accessLogFile: text(config['accessLogFile'], ''),
    accessLogFormat: text(config['accessLogFormat'], ''),
    accessLogEncoding: config['accessLogEncoding'] === 'JSON' ? 'JSON' : 'TEXT',
    enableTracing: config['enableTracing'] !== false,
    samplingPercent: proxy['tracing'] === undefined ? undefined : number(tracing['sampling'], 1),
  };
}

/** The settings a MeshConfig gives, `{}` for those of Istio itself. Fields of other types than theirs count as absent. */
export function meshSettings(config: JsonMap): MeshSettings {
  const mode = asMap(config['outboundTrafficPolicy'])['mode'];
  const normalization = asMap(config['pathNormalization'])['normalization'];
  const retries = config['defaultHttpRetryPolicy'];
  return {
    ...observability(config),
    rootNamespace: text(config['rootNamespace'], 'istio-system'),
    trustDomain: text(config['trustDomain'], 'cluster.local'),
    trustDomainAliases: texts(config['trustDomainAliases'], []),
    clusterDomain: CLUSTER_DOMAIN,
    outboundMode: MODES.find((name) => name === mode) ?? 'ALLOW_ANY',
    connectTimeout: text(config['connectTimeout'], '10s'),
    pathNormalization: NORMALIZATIONS.find((name) => name === normalization) ?? 'DEFAULT',
    defaultServiceExportTo: texts(config['defaultServiceExportTo'], ['*']),
    defaultVirtualServiceExportTo: texts(config['defaultVirtualServiceExportTo'], ['*']),
    defaultDestinationRuleExportTo: texts(config['defaultDestinationRuleExportTo'], ['*']),
    tracing: tracingProviders(config),
    authorizers: externalAuthorizers(config),
    dnsRefreshRate: text(config['dnsRefreshRate'], '60s'),
    // A MeshConfig has no schema here: what a user wrote under these names is taken for what it should be.
    defaultHttpRetryPolicy: retries === undefined ? undefined : (asMap(retries) as HttpRetry),
    localityLb: asMap(config['localityLbSetting']) as LocalityLb,
    upgradeToHttp2: config['h2UpgradePolicy'] === 'UPGRADE',
    enableAutoMtls: config['enableAutoMtls'] !== false,
  };
}
