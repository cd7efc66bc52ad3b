/** Labels that say where and what a workload is. */
import type { Labels } from '../types/common.ts';
import type { Locality } from './types.ts';

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUB_ZONE = 'topology.istio.io/subzone';
/** Set on pods and workload entries; dots stand for the slashes a label cannot have. */
const LOCALITY = 'istio-locality';
const TLS_MODE = 'security.istio.io/tlsMode';

const NO_LOCALITY: Locality = { region: '', zone: '', subZone: '' };

/** A locality from `region/zone/subzone`, whose later parts may be missing. */
export function parseLocality(text: string): Locality {
  const [region = '', zone = '', ...rest] = text.split('/');
  return { region, zone, subZone: rest.join('/') };
}

/** Where a workload runs, by its own label or else by those of its node. */
export function localityOf(labels: Labels, node: Labels | undefined): Locality {
  const own = labels[LOCALITY];
  if (own !== undefined && own !== '') return parseLocality(own.includes('/') ? own : own.replaceAll('.', '/'));
  if (node === undefined) return NO_LOCALITY;
  return { region: node[REGION] ?? '', zone: node[ZONE] ?? '', subZone: node[SUB_ZONE] ?? '' };
}

/** Whether the workload's proxy speaks the mesh's TLS; injection labels the pods it happened to. */
export function speaksMeshTls(labels: Labels): boolean {
  return labels[TLS_MODE] === 'istio';
}

/** Whether the workload says at all what TLS it speaks. */
export function saysTlsMode(labels: Labels): boolean {
  return labels[TLS_MODE] !== undefined;
}

/** The name telemetry groups a workload under. @see https://istio.io/latest/docs/reference/config/labels/ */
export function canonicalService(labels: Labels): string | undefined {
  return labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels['app'];
}

/** The version telemetry files a workload under; `undefined` when no label gives one. */
export function canonicalRevision(labels: Labels): string | undefined {
  return labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels['version'];
}
