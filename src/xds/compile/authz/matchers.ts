/** The value notations of AuthorizationPolicies. */

import { escapeRegex } from '../../../mesh/regex.ts';
import type { StringMatcher } from '../../resources/common.ts';

/** `*`, `prefix*`, `*suffix` or the value itself; something is put in front of it where the policy leaves it out. */
export function valueMatcher(value: string, prefix = ''): StringMatcher {
  if (value === '*') return { safe_regex: { regex: '.+' } };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  if (value.endsWith('*')) return { prefix: prefix + value.slice(0, -1) };
  return { exact: prefix + value };
}

/** The value as part of an expression, its stars standing for anything. */
export function starsToRegex(value: string): string {
  return value.split('*').map(escapeRegex).join('.*');
}

const TEMPLATE = /\{\*{1,2}\}/;

/** Whether a path has `{*}` or `{**}` in it. */
export const isPathTemplate = (path: string): boolean => TEMPLATE.test(path);

/** The template in Envoy's spelling. */
export const pathTemplate = (path: string): string => path.replaceAll('{**}', '**').replaceAll('{*}', '*');
