/** How a listener's matcher tree comes to choose a filter chain. */

import { compareBytes } from '../../gotext/compare.ts';
import { asMap } from '../../model/json.ts';
import { field, fieldAt, list, map, number, text } from '../fields.ts';

/** A way down the tree: the steps so far. */
type Steps = readonly string[];

/** Lengths of prefixes that are a single address and not shown. */
const HOST_PREFIXES: ReadonlySet<number> = new Set([32, 128]);

/**
 * The steps to the chain `name`, joined by ` -> `: `ip=10.0.0.1 -> port=80`; `UNMATCHED` when the tree's root falls back to
 * it, `ANY` for a fallback further down, `NONE` when the tree never chooses it. Of several ways the first in key order.
 */
export function matcherText(matcher: unknown, name: string): string {
  const found = walk(matcher, name, []);
  if (found === undefined) return 'NONE';
  return found.length === 0 ? 'UNMATCHED' : found.join(' -> ');
}

function walk(matcher: unknown, name: string, steps: Steps): Steps | undefined {
  const fallback = field(matcher, 'on_no_match');
  if (chooses(fallback, name)) return steps.length === 0 ? [] : [...steps, 'ANY'];
  for (const [step, next] of branches(field(matcher, 'matcher_tree'))) {
    const here = [...steps, step];
    if (chooses(next, name)) return here;
    const inner = field(next, 'matcher');
    const found = inner === undefined ? undefined : walk(inner, name, here);
    if (found) return found;
  }
  const inner = field(fallback, 'matcher');
  return inner === undefined ? undefined : walk(inner, name, [...steps, 'ANY']);
}

function chooses(onMatch: unknown, name: string): boolean {
  return text(field(onMatch, 'action'), 'name') === name;
}

function* branches(tree: unknown): Generator<readonly [step: string, onMatch: unknown]> {
  const input = text(field(tree, 'input'), 'name');
  for (const [key, next] of sortedEntries(fieldAt(tree, 'exact_match_map', 'map'))) yield [`${input}=${key}`, next];
  for (const [key, next] of sortedEntries(fieldAt(tree, 'prefix_match_map', 'map'))) yield [`${input}^${key}`, next];
  for (const ranged of list(map(field(tree, 'custom_match'), 'typed_config'), 'range_matchers')) {
    yield [`${input}=${list(ranged, 'ranges').map(rangeText).join(',')}`, field(ranged, 'on_match')];
  }
}

function sortedEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(asMap(value)).sort(([a], [b]) => compareBytes(a, b));
}

function rangeText(range: unknown): string {
  const length = number(range, 'prefix_len');
  const address = text(range, 'address_prefix');
  return HOST_PREFIXES.has(length) ? address : `${address}/${length}`;
}
