/** Asks the iptables tools of a namespace what they are and what rules they show; writes nothing. */
import { binaries, isLegacyBuild, VARIANTS, type Variant, type VariantFacts } from '../iptables/detect/variant.ts';
import type { Family } from '../iptables/model/rule.ts';
import type { Shell } from './shell.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** The lists the kernel keeps of the legacy tables it has made in a namespace. */
const LEGACY_TABLES: Readonly<Record<Family, string>> = {
  ipv4: '/proc/net/ip_tables_names',
  ipv6: '/proc/net/ip6_tables_names',
};

/** What the tools of every variant and family answered; the plain ones are left out where they are one of the others. */
export async function readVariants(shell: Shell): Promise<readonly VariantFacts[]> {
  const all = await Promise.all(VARIANTS.flatMap((variant) => FAMILIES.map((family) => ask(shell, variant, family))));
  const known = (plain: VariantFacts): boolean =>
    all.some(
      (fact) =>
        fact.family === plain.family &&
        fact.variant === (isLegacyBuild(plain) ? 'legacy' : 'nft') &&
        fact.outcome === 'works',
    );
  return all.filter((fact) => fact.variant !== 'plain' || !known(fact));
}

async function ask(shell: Shell, variant: Variant, family: Family): Promise<VariantFacts> {
  const { save } = binaries(variant, family);
  const [version, dump] = await Promise.all([
    shell.run({ tool: save, args: ['--version'] }),
    shell.run({ tool: save, args: ['-c'] }),
  ]);
  if (dump.outcome === 'missing') return { variant, family, outcome: 'missing', version: '', dump: '' };
  const told = version.exitCode === 0 ? version.stdout.trim() : '';
  if (dump.exitCode === 0) return { variant, family, outcome: 'works', version: told, dump: dump.stdout };
  const problem = dump.outcome === 'timed-out' ? 'it does not end' : (dump.stderr.trim().split('\n')[0] ?? '');
  return { variant, family, outcome: 'broken', problem, version: told, dump: '' };
}

/** The legacy tables of each family; none where the kernel has no such list. */
export async function readLegacyTables(shell: Shell): Promise<Readonly<Record<Family, readonly string[]>>> {
  const [ipv4, ipv6] = await Promise.all(
    FAMILIES.map(async (family) => {
      const { stdout } = await shell.run({ tool: 'cat', args: [LEGACY_TABLES[family]] });
      return stdout.split('\n').filter((name) => name !== '');
    }),
  );
  return { ipv4: ipv4 ?? [], ipv6: ipv6 ?? [] };
}
