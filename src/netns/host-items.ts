/** Reads the policy rules, routes, addresses and settings of a namespace. */
import type { Family } from '../iptables/model/rule.ts';
import type { HostItem } from '../iptables/plan/host-item.ts';
import type { InterfaceAddress } from '../iptables/profiles/profile.ts';
import { asList, asString, entry } from '../model/json.ts';
import { output, type Shell } from './shell.ts';

const ALL_BITS = 0xff_ff_ff_ff;

const FAMILY_OPTIONS: readonly (readonly [Family, string])[] = [
  ['ipv4', '-4'],
  ['ipv6', '-6'],
];

/** The answer of `ip -json`; an empty list where it prints nothing at all. */
async function ask(shell: Shell, args: readonly string[]): Promise<readonly unknown[]> {
  const text = await output(shell, { tool: 'ip', args: ['-json', ...args] });
  return text.trim() === '' ? [] : asList(JSON.parse(text));
}

/** Every rule by mark, local default route in a table of its own and loopback address of a namespace, and these settings. */
export async function readHostItems(shell: Shell, settings: readonly string[]): Promise<readonly HostItem[]> {
  const perFamily = FAMILY_OPTIONS.map(async ([family, option]) => {
    const [rules, routes, addresses] = await Promise.all([
      ask(shell, [option, 'rule', 'show']),
      ask(shell, [option, 'route', 'show', 'table', 'all', 'type', 'local']),
      ask(shell, [option, 'address', 'show', 'dev', 'lo']),
    ]);
    return [
      ...rules.flatMap((rule) => policyRule(rule, family) ?? []),
      ...routes.flatMap((route) => localDefault(route, family) ?? []),
      ...addresses.flatMap((link) => loopbackAddresses(link, family)),
    ];
  });
  const found = await Promise.all([...perFamily, readSettings(shell, settings)]);
  return found.flat();
}

function policyRule(rule: unknown, family: Family): HostItem | undefined {
  const mark = asString(entry(rule, 'fwmark'));
  const table = Number(asString(entry(rule, 'table')));
  if (mark === undefined || Number.isNaN(table)) return undefined;
  const mask = asString(entry(rule, 'fwmask'));
  return {
    kind: 'policy-rule',
    family,
    mark: Number(mark),
    mask: mask === undefined ? ALL_BITS : Number(mask),
    table,
    priority: Number(entry(rule, 'priority')),
  };
}

function localDefault(route: unknown, family: Family): HostItem | undefined {
  const table = Number(asString(entry(route, 'table')));
  const all = entry(route, 'dst') === 'default' && entry(route, 'dev') === 'lo';
  return all && !Number.isNaN(table) ? { kind: 'route', family, table } : undefined;
}

function loopbackAddresses(link: unknown, family: Family): readonly HostItem[] {
  return asList(entry(link, 'addr_info')).map((info) => ({
    kind: 'address',
    family,
    cidr: `${asString(entry(info, 'local')) ?? ''}/${Number(entry(info, 'prefixlen'))}`,
  }));
}

async function readSettings(shell: Shell, keys: readonly string[]): Promise<readonly HostItem[]> {
  const found = keys.map(async (key) => {
    const { exitCode, stdout } = await shell.run({ tool: 'sysctl', args: ['-n', key] });
    return exitCode === 0 ? [{ kind: 'sysctl', family: 'ipv4', key, value: stdout.trim() } as const] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The addresses of every interface, in the kernel's order. */
export async function readAddresses(shell: Shell): Promise<readonly InterfaceAddress[]> {
  const links = await ask(shell, ['address', 'show']);
  return links.flatMap((link) => {
    const iface = asString(entry(link, 'ifname')) ?? '';
    return asList(entry(link, 'addr_info')).map((info) => ({
      iface,
      address: `${asString(entry(info, 'local')) ?? ''}/${Number(entry(info, 'prefixlen'))}`,
    }));
  });
}
