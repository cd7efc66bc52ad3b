/** What `meshctl iptables cost` does. */
import type { ChalkInstance } from 'chalk';
import { type Saving, savingsOf } from '../../iptables/cost/cheaper.ts';
import { costOf, type PacketCost } from '../../iptables/cost/cost.ts';
import type { Family } from '../../iptables/model/rule.ts';
import { ruleSetOf } from '../../iptables/ruleset/execute.ts';
import { machineOf } from '../../iptables/trace/machine.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { table } from '../../output/table.ts';
import { counted } from './counted.ts';
import type { LoadedPlan } from './profile-input.ts';
import { type Call, loadRules, type Rules } from './rule-source.ts';

/** Costs of one family. */
interface FamilyCost {
  readonly family: Family;
  readonly packets: readonly PacketCost[];
}

/** The range Istio gives hosts of the mesh that have no address of their own. @see istio, DNS auto allocation */
const VIP_RANGE = '240.240.0.0/16';

function costs({ machine, ruleSets, facts }: Pick<Rules, 'machine' | 'ruleSets' | 'facts'>): readonly FamilyCost[] {
  return machine.families.map((family) => ({ family, packets: costOf(machine, ruleSets, { facts, family }) }));
}

/** The same configuration with calls to mesh names alone captured; `undefined` where the profile has no such way. */
function vipCosts({ profile, values, backend, compat }: LoadedPlan): readonly FamilyCost[] | undefined {
  if (!profile.flags.some(({ long }) => long === 'vip-range') || values.has('vip-range')) return undefined;
  const range = { text: VIP_RANGE, source: { kind: 'flag', name: '--vip-range' } } as const;
  const beside = new Map([...values].filter(([long]) => long !== 'istio-service-cidr'));
  const { program, facts } = profile.plan({
    values: beside.set('vip-range', range),
    // With every query captured no nameserver is looked for, and the range is of IPv4.
    around: {
      addresses: [{ iface: 'eth0', address: '192.0.2.1' }],
      nameservers: [],
      users: new Map(),
      groups: new Map(),
    },
    families: ['ipv4'],
    backend,
    compat,
    allowServiceNames: false,
    host: false,
  });
  const ruleSets = [ruleSetOf(program, 'ipv4')];
  return costs({ machine: machineOf(ruleSets), ruleSets, facts });
}

const percent = (rate: number): string => `${Math.round(rate * 100)} %`;

function costTable({ packets }: FamilyCost): string {
  const rows = packets.map(({ name, fate, first, later, rate }) => [
    name,
    fate.port === null ? fate.verdict : `${fate.verdict} ${fate.port}`,
    String(first),
    String(later),
    percent(rate),
  ]);
  return table(['TRAFFIC', 'VERDICT', 'FIRST PACKET', 'LATER PACKETS', 'CONNECTION RATE'], rows);
}

const NAMES: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

function costText(all: readonly FamilyCost[], title: string, paint: ChalkInstance): string {
  return all.map((cost) => `${paint.bold(`${title} (${NAMES[cost.family]})`)}\n${costTable(cost)}`).join('\n');
}

function savingText({ table: name, chain, from, to, saved, advice }: Saving): string {
  const comparisons = Math.round(saved * 10) / 10;
  return `  ${name} ${chain} ${from}-${to}: ${advice}; saves ${counted(comparisons, 'comparison')}\n`;
}

const LEGEND =
  'rules compared with a packet; new connections per second beside a machine without rules, estimated from one measurement (±10 %)\n';

/** What is told. */
interface Told {
  readonly own: readonly FamilyCost[];
  readonly vip: readonly FamilyCost[] | undefined;
  readonly savings: readonly Saving[];
}

function text({ own, vip, savings }: Told, paint: ChalkInstance): string {
  const beside = vip
    ? `\n${costText(vip, `with --vip-range ${VIP_RANGE}: only calls to names of the mesh`, paint)}`
    : '';
  const cheaper = savings.length === 0 ? '' : `\n${paint.bold('cheaper forms')}\n${savings.map(savingText).join('')}`;
  return `${costText(own, 'these rules', paint)}${beside}${cheaper}\n${paint.dim(LEGEND)}`;
}

/** The whole of `meshctl iptables cost`. */
export async function runCost(files: readonly string[], call: Call): Promise<ExitStatus> {
  const { flags, host } = call;
  const rules = await loadRules(call, files.length > 0 ? files : flags.from);
  const own = costs(rules);
  const vip = rules.loaded && vipCosts(rules.loaded);
  const savings = savingsOf(rules.ruleSets);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const fields = { costs: own, ...(vip ? { vipRange: { range: VIP_RANGE, costs: vip } } : {}), savings };
    host.stdout.write(await documentText(flags.output, envelope('RuleCost', fields)));
  } else
    host.stdout.write(
      text({ own, vip, savings }, painter({ choice: flags.color, env: host.env, stream: host.stdout })),
    );
  return EXIT.ok;
}
