/** Policy rules, routes and addresses that belong to a rule set, as values that can be compared with the live ones. */
import { FULL_MASK } from '../constants.ts';
import type { Family, HostStep } from '../model/rule.ts';

/** `ip rule add fwmark MARK/MASK lookup TABLE`. */
export interface PolicyRuleItem {
  readonly kind: 'policy-rule';
  readonly family: Family;
  readonly mark: number;
  readonly mask: number;
  readonly table: number;
  /** Absent: the kernel chooses. */
  readonly priority?: number;
}

/** `ip route add local default dev lo table TABLE`. */
export interface RouteItem {
  readonly kind: 'route';
  readonly family: Family;
  readonly table: number;
}

/** `ip addr add CIDR dev lo`. */
export interface AddressItem {
  readonly kind: 'address';
  readonly family: Family;
  readonly cidr: string;
}

/** `sysctl -w KEY=VALUE`. */
export interface SysctlItem {
  readonly kind: 'sysctl';
  readonly family: Family;
  readonly key: string;
  readonly value: string;
  /** What it was before, of one that was set by us. */
  readonly previous?: string;
}

/** Something of the machine besides its rules that interception needs. */
export type HostItem = PolicyRuleItem | RouteItem | AddressItem | SysctlItem;

/** The value of a program's host step. Throws for arguments no profile writes. */
export function hostItem({ kind, family, args }: HostStep): HostItem {
  const after = (...words: readonly string[]): string | undefined => {
    const at = args.findIndex((arg) => words.includes(arg));
    return at < 0 ? undefined : args[at + 1];
  };
  if (kind === 'address') return { kind, family, cidr: after('add') ?? '' };
  if (kind === 'sysctl') {
    const [key = '', value = ''] = (args.find((arg) => arg.includes('=')) ?? '').split('=');
    return { kind, family, key: key.trim(), value: value.trim() };
  }
  const table = Number(after('lookup', 'table'));
  if (kind === 'route') return { kind, family, table };
  const [mark = '', mask] = (after('fwmark') ?? '').split('/');
  const priority = after('pref', 'priority');
  return {
    kind,
    family,
    mark: Number(mark),
    mask: mask === undefined ? FULL_MASK : Number(mask),
    table,
    ...(priority === undefined ? {} : { priority: Number(priority) }),
  };
}

/** The command that makes an item, or takes it away; a setting goes back to what it was. */
export function hostCommand(item: HostItem, action: 'add' | 'del'): readonly [tool: string, ...args: string[]] {
  const family = item.family === 'ipv6' ? ['-6'] : [];
  switch (item.kind) {
    case 'sysctl':
      return ['sysctl', '-q', '-w', `${item.key}=${action === 'add' ? item.value : (item.previous ?? item.value)}`];
    case 'address':
      return ['ip', ...family, 'addr', action, item.cidr, 'dev', 'lo'];
    case 'route':
      return ['ip', ...family, 'route', action, 'local', 'default', 'dev', 'lo', 'table', String(item.table)];
    case 'policy-rule': {
      const mark = item.mask === FULL_MASK ? String(item.mark) : `${hex(item.mark)}/${hex(item.mask)}`;
      const priority = item.priority === undefined ? [] : ['pref', String(item.priority)];
      return ['ip', ...family, 'rule', action, 'fwmark', mark, ...priority, 'lookup', String(item.table)];
    }
  }
}

/** Whether a live item is the one that is wanted; a priority that nobody asked for does not matter. */
export function sameItem(wanted: HostItem, live: HostItem): boolean {
  if (wanted.family !== live.family) return false;
  if (wanted.kind === 'address') return live.kind === 'address' && live.cidr === wanted.cidr;
  if (wanted.kind === 'sysctl') return live.kind === 'sysctl' && live.key === wanted.key && live.value === wanted.value;
  if (wanted.kind === 'route') return live.kind === 'route' && live.table === wanted.table;
  if (live.kind !== 'policy-rule') return false;
  const priority = wanted.priority === undefined || wanted.priority === live.priority;
  return wanted.mark === live.mark && wanted.mask === live.mask && wanted.table === live.table && priority;
}

/** An item for a person: the command that makes it. */
export function hostText(item: HostItem): string {
  return hostCommand(item, 'add').join(' ');
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
