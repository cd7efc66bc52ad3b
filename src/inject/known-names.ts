/** Labels and annotations that are almost, but not quite, those of the injector. Pure. */
import type { Path } from '../model/diagnostic.ts';
import { asMap } from '../model/json.ts';
import { nearest } from '../model/suggest.ts';
import { ANNOTATION_CHECKS, QUANTITY_ANNOTATIONS } from './annotation-checks.ts';
import { INJECT, OVERRIDES, PROXY_CONFIG, SCRAPE_TARGETS, SECURE_PORT, STATUS, TEMPLATES } from './constants.ts';
import type { Problem } from './problem.ts';

/** Whose names are meant; others may be anybody's. */
const DOMAIN = /^(?:[a-z]+\.)*(?:sidecar|proxy|inject|prometheus)\.istio\.io\//i;

/** Annotations of the proxy that injection passes on without looking at them. */
const PASSED_ON = [
  'controlPlaneAuthPolicy',
  'discoveryAddress',
  'enableCoreDump',
  'extraStatTags',
  'statsCompression',
  'statsHistogramBuckets',
  'statsInclusionPrefixes',
  'statsInclusionRegexps',
  'statsInclusionSuffixes',
].map((name) => `sidecar.istio.io/${name}`);

const KNOWN = {
  labels: new Set([INJECT]),
  annotations: new Set([
    ...Object.keys(ANNOTATION_CHECKS),
    ...QUANTITY_ANNOTATIONS,
    ...PASSED_ON,
    INJECT,
    STATUS,
    OVERRIDES,
    TEMPLATES,
    PROXY_CONFIG,
    SCRAPE_TARGETS,
    SECURE_PORT,
  ]),
} as const;

/** The name that was meant: the nearest one, or one that only stands under another prefix. */
function meant(name: string, known: ReadonlySet<string>): string | undefined {
  const own = name.slice(name.indexOf('/'));
  return [...known].find((other) => other.endsWith(own)) ?? nearest(name, known);
}

/** The misspelt names in a pod's metadata; names that are like none of the injector's are somebody else's. */
export function misspeltNames(metadata: Readonly<Record<string, unknown>>): readonly Problem[] {
  return (['labels', 'annotations'] as const).flatMap((key) =>
    Object.keys(asMap(metadata[key])).flatMap((name) => {
      if (!DOMAIN.test(name) || KNOWN[key].has(name)) return [];
      const right = meant(name, KNOWN[key]);
      if (right === undefined) return [];
      const path: Path = ['metadata', key, name];
      return [
        {
          code: 'MSH1113' as const,
          message: `the injector has no ${key.slice(0, -1)} "${name}"; "${right}" may be meant`,
          path,
        },
      ];
    }),
  );
}
