/** Which packets fare otherwise under other rules. */
import type { IpFamily } from '../../model/ip.ts';
import type { InterceptionFacts } from '../profiles/profile.ts';
import { classesOf, type PacketClass } from '../prove/explore.ts';
import { groundOf } from '../prove/ground.ts';
import type { Answer } from '../prove/questions.ts';
import { fateOf, regionsOf } from '../prove/regions.ts';
import { type Field, fieldOf, searchOf, type Traffic } from '../prove/scenarios.ts';
import type { Machine } from '../trace/machine.ts';

/** What changed, for one family. */
export interface Change {
  readonly family: IpFamily;
  readonly field: Field;
  /** Classes whose fate differs; empty where nothing does. */
  readonly answers: readonly Answer[];
  readonly classes: number;
  readonly truncated: boolean;
}

/** Two machines, and what is known of the proxy. */
export interface Comparison {
  readonly before: Machine;
  readonly after: Machine;
  readonly facts: InterceptionFacts;
  /** Packets no socket sent, which iptables and nft treat differently; default: they are compared as well. */
  readonly strays?: boolean;
}

/** Classes walked for one family. */
const MAX_CLASSES = 200_000;

/** Interfaces that conditions name, with `lo` left to local traffic; patterns stand for one name that fits. */
function interfacesOf(machines: readonly Machine[]): readonly string[] {
  const names = machines.flatMap(({ hooks }) =>
    [...hooks.values()]
      .flat()
      .flatMap(({ others }) => [...others.values()])
      .flatMap(({ rules }) => rules)
      .flatMap(({ rule }) => rule.matches)
      .flatMap((match) =>
        match.kind === 'in-interface' || match.kind === 'out-interface' ? [match.name.replace(/[+*]$/, '0')] : [],
      ),
  );
  return [...new Set(['eth0', ...names])].filter((name) => name !== 'lo');
}

function trafficOf({ before, after, strays = true }: Comparison): readonly Traffic[] {
  const protocols = ['tcp', 'udp'] as const;
  const states = ['NEW', 'ESTABLISHED', 'INVALID'] as const;
  return protocols.flatMap((protocol) =>
    states.flatMap((state) => {
      const common = { sender: 'anybody', protocol, state } as const;
      const outer = interfacesOf([before, after]).flatMap((iface): Traffic[] => [
        { ...common, way: 'out', iface },
        { ...common, way: 'in', iface },
      ]);
      const local: Traffic = { ...common, way: 'local' };
      const stray: readonly Traffic[] =
        strays && protocol === 'tcp'
          ? [
              { ...common, way: 'out', stray: true },
              { ...local, stray: true },
            ]
          : [];
      return [...outer, local, ...stray];
    }),
  );
}

function differs({ passages }: PacketClass): boolean {
  const [one, other] = passages;
  return one !== undefined && other !== undefined && fateOf(one) !== fateOf(other);
}

/** Compares what becomes of every packet of a family. */
function diffFamily(comparison: Comparison, family: IpFamily): Change {
  const { before, after, facts } = comparison;
  const field = fieldOf([before, after], { facts, ground: groundOf(family) });
  let classes = 0;
  const answers = trafficOf(comparison).flatMap((traffic) => {
    const search = searchOf(field, traffic);
    const changed: PacketClass[] = [];
    for (const found of classesOf(search, MAX_CLASSES - classes)) {
      classes += 1;
      if (differs(found)) changed.push(found);
    }
    return changed.length === 0 ? [] : { traffic, whole: search.box, regions: regionsOf(changed) };
  });
  return { family, field, answers, classes, truncated: classes >= MAX_CLASSES };
}

/** Compares what becomes of every packet, family by family; one that neither side has rules for is left out. */
export function diff(comparison: Comparison): readonly Change[] {
  const families = new Set([...comparison.before.families, ...comparison.after.families]);
  return (['ipv4', 'ipv6'] as const)
    .filter((family) => families.has(family))
    .map((family) => diffFamily(comparison, family));
}
