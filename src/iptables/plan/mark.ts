/**
 * Ownership marks: the comment `meshctl/HASH,ITEM,…` on every rule that stands in a chain which is not ours. The hash tells which
 * configuration it was; the items are the policy rules, routes and addresses that were added with it. They are kept there and
 * not in a file because an init container's files are gone when somebody wants to clean up.
 */
import type { Family, Program, RuleStep } from '../model/rule.ts';
import type { HostItem } from './host-item.ts';

const PREFIX = 'meshctl/';

/** A mark may stand behind a comment of the profile's own. */
const MARK = /(?:^| )meshctl\/(\S*)$/;

/** The comment of rules that drop everything while others are exchanged. */
export const GUARD_MARK = `${PREFIX}guard`;

/** Whether a comment is one of ours. */
export function isMark(comment: string | undefined): boolean {
  return comment !== undefined && MARK.test(comment);
}

const FAMILY_DIGIT: Readonly<Record<Family, string>> = { ipv4: '4', ipv6: '6' };
const DIGIT_FAMILY: Readonly<Record<string, Family>> = { 4: 'ipv4', 6: 'ipv6' };

/** The comment for a configuration's hash and the items added with it. */
export function writeMark(hash: string, items: readonly HostItem[]): string {
  return `${PREFIX}${[hash, ...items.map(encode)].join(',')}`;
}

/** The items a mark tells of; none for other comments, and what is not understood is left out. */
export function readMark(comment: string): readonly HostItem[] {
  const [, body = ''] = MARK.exec(comment) ?? [];
  return body
    .split(',')
    .slice(1)
    .flatMap((text) => decode(text) ?? []);
}

function encode(item: HostItem): string {
  const family = FAMILY_DIGIT[item.family];
  if (item.kind === 'address') return `a${family}=${item.cidr}`;
  if (item.kind === 'route') return `t${family}=${item.table}`;
  if (item.kind === 'sysctl') return `s${family}=${item.key}=${item.value}=${item.previous ?? ''}`;
  const priority = item.priority === undefined ? '' : `@${item.priority}`;
  return `r${family}=${item.mark.toString(16)}/${item.mask.toString(16)}>${item.table}${priority}`;
}

function decode(text: string): HostItem | undefined {
  const [, kind, digit = '', rest = ''] = /^([arts])([46])=(.+)$/.exec(text) ?? [];
  const family = DIGIT_FAMILY[digit];
  if (family === undefined) return undefined;
  if (kind === 'a') return { kind: 'address', family, cidr: rest };
  if (kind === 't') return { kind: 'route', family, table: Number(rest) };
  if (kind === 's') {
    const [key = '', value = '', previous = ''] = rest.split('=');
    return { kind: 'sysctl', family, key, value, previous };
  }
  return decodePolicyRule(family, rest);
}

function decodePolicyRule(family: Family, rest: string): HostItem | undefined {
  const [, mark, mask, table, priority] = /^([0-9a-f]+)\/([0-9a-f]+)>(\d+)(?:@(\d+))?$/.exec(rest) ?? [];
  if (mark === undefined || mask === undefined) return undefined;
  return {
    kind: 'policy-rule',
    family,
    mark: Number.parseInt(mark, 16),
    mask: Number.parseInt(mask, 16),
    table: Number(table),
    ...(priority === undefined ? {} : { priority: Number(priority) }),
  };
}

/**
 * The program with a mark on every rule of a chain that is not ours. A comment of the profile's own stays; the mark follows it
 * only where there is something to remember besides the rules.
 */
export function marked(program: Program, mark: string, isOwnChain: (chain: string) => boolean): Program {
  const remember = readMark(mark).length > 0;
  const commentOf = (comment: string | undefined): string => {
    if (comment === undefined) return mark;
    return remember ? `${comment} ${mark}` : comment;
  };
  const step = (one: RuleStep): RuleStep =>
    isOwnChain(one.chain) ? one : { ...one, rule: { ...one.rule, comment: commentOf(one.rule.comment) } };
  return { ...program, steps: program.steps.map(step) };
}
