/** The builds of the iptables tools a machine can have, and what was found out about them. */
import type { Family } from '../model/rule.ts';

/** `plain` is the tool without a suffix, which is one of the other two. */
export const VARIANTS = ['legacy', 'nft', 'plain'] as const;

/** One of {@link VARIANTS}. */
export type Variant = (typeof VARIANTS)[number];

/** The tools of one variant and family. */
export interface Binaries {
  readonly save: string;
  readonly restore: string;
}

/** The names of a variant's tools. */
export function binaries(variant: Variant, family: Family): Binaries {
  const base = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const name = variant === 'plain' ? base : `${base}-${variant}`;
  return { save: `${name}-save`, restore: `${name}-restore` };
}

/** What the save tool of one variant and family answered. */
export interface VariantFacts {
  readonly variant: Variant;
  readonly family: Family;
  readonly outcome: 'works' | 'missing' | 'broken';
  /** First line of what a broken tool said. */
  readonly problem?: string;
  /** What `--version` answered; empty when the tool is too old to know that option. */
  readonly version: string;
  /** The rules; empty unless it works. */
  readonly dump: string;
}

/** A version as iptables prints it: major, minor, patch. */
export type Version = readonly [number, number, number];

/**
 * The version in a tool's answer; 0.0.0 when it has none, as very old tools do.
 * @see istio tools/istio-iptables/pkg/dependencies (the same fallback)
 */
export function parseVersion(text: string): Version {
  const [, major = '0', minor = '0', patch = '0'] = /v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

/** Whether a version is at least another one. */
export function atLeast(version: Version, other: Version): boolean {
  const at = version.findIndex((part, index) => part !== other[index]);
  return at < 0 || (version[at] ?? 0) > (other[at] ?? 0);
}

/** Whether the plain tool is the legacy build. Before 1.8 there was no other, and it printed no suffix. */
export function isLegacyBuild(facts: Pick<VariantFacts, 'variant' | 'version'>): boolean {
  if (facts.variant !== 'plain') return facts.variant === 'legacy';
  return !facts.version.includes('nf_tables');
}
