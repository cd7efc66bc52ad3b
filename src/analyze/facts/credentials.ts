/** Secrets with certificates. */
import { asList, asMap, asString, getIn, type JsonMap } from '../../model/json.ts';
import type { Context, Settings } from '../context.ts';
import type { AnalyzedResource } from '../resource.ts';

/** From when until when a certificate is valid. */
export interface CertificateDates {
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Where a Secret keeps a certificate and its key: as the mesh likes it, and as Kubernetes does. */
const KEYS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/;

function textOf(object: JsonMap, key: string): string | undefined {
  const encoded = asString(asMap(object['data'])[key]);
  return encoded === undefined
    ? asString(asMap(object['stringData'])[key])
    : Buffer.from(encoded, 'base64').toString('latin1');
}

function isValid(pem: string, { now, certificateDates }: Settings): boolean {
  const [block, label] = PEM.exec(pem) ?? [];
  const dates = block !== undefined && label === 'CERTIFICATE' ? certificateDates(block) : undefined;
  return dates !== undefined && dates.validFrom <= now && now <= dates.validTo;
}

/** Whether a Secret holds a certificate that can be used now, with its key. */
export function hasCertificate({ object }: AnalyzedResource, settings: Settings): boolean {
  for (const [certificate, key] of KEYS) {
    const pem = textOf(object, certificate);
    if (pem !== undefined && textOf(object, key) !== undefined) return isValid(pem, settings);
  }
  return false;
}

/** By one of these a Gateway asks cert-manager for the certificates of its listeners. */
const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/** The Secrets that cert-manager makes for the listeners of Gateways which name an issuer. */
function askedByGateways(context: Context) {
  return context
    .all('KubernetesGateway')
    .filter(({ annotations }) => ISSUERS.some((name) => Object.hasOwn(annotations, name)))
    .flatMap(({ namespace, object }) =>
      asList(getIn(object, ['spec', 'listeners']))
        .flatMap((listener) => asList(getIn(asMap(listener), ['tls', 'certificateRefs'])))
        .map((reference) => ({ namespace, name: asMap(reference)['name'] })),
    );
}

/** The Secrets, as `namespace/name`, that are made in the cluster from objects of the input: by cert-manager and by the external secrets operator. */
export function producedSecrets(context: Context): ReadonlySet<string> {
  const certificates = context
    .all('Certificate')
    .map(({ namespace, object }) => ({ namespace, name: getIn(object, ['spec', 'secretName']) }));
  const external = context
    .all('ExternalSecret')
    .map(({ namespace, name, object }) => ({ namespace, name: getIn(object, ['spec', 'target', 'name']) ?? name }));
  return new Set(
    [...certificates, ...external, ...askedByGateways(context)].map(
      ({ namespace, name }) => `${namespace}/${String(name)}`,
    ),
  );
}
