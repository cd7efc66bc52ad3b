import { escapeRegex } from '../../../mesh/regex.ts';
import type { RegexRewrite, RouteMatch } from '../../resources/route.ts';

/**
 * What takes the place of the matched prefix. One that ends between slashes leaves a slash behind: a new prefix that ends with
 * one, as the root does, must not give two.
 */
export function prefixRewrite(
  to: string,
  { path_separated_prefix: separated }: RouteMatch,
): { readonly prefix_rewrite: string } | { readonly regex_rewrite: RegexRewrite } {
  if (separated === undefined || !to.endsWith('/')) return { prefix_rewrite: to };
  const regex = `^${escapeRegex(separated)}/*`;
  return { regex_rewrite: { pattern: { regex }, substitution: to.replaceAll('\\', '\\\\') } };
}
