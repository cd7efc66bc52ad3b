import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../../src/iptables/diff/diff.ts';
import type { Family } from '../../../src/iptables/model/rule.ts';
import { plainNft } from '../../../src/iptables/print/nft.ts';
import { restoreText } from '../../../src/iptables/print/restore.ts';
import type { Plan } from '../../../src/iptables/profiles/profile.ts';
import { regionReports } from '../../../src/iptables/prove/report.ts';
import { readNft } from '../../../src/iptables/read/nft.ts';
import { ruleSetOf } from '../../../src/iptables/ruleset/execute.ts';
import { saveText } from '../../../src/iptables/ruleset/save.ts';
import { machineOf } from '../../../src/iptables/trace/machine.ts';
import { marksOfProgram } from '../../../src/iptables/trace/place.ts';
import { namespacesReason, normalSave, TOOL_ENVIRONMENT } from '../../support/netns.ts';
import { tempFolder } from '../../support/temp.ts';
import { planFor } from '../support/cases.ts';
import { DIALECTS, dialectCase } from '../support/dialects.ts';

const RUNS = 25;

/** The search for differences is the long part, on a busy machine. */
const TIMEOUT_MS = 120_000;

/** Kinds of packets that the forms of a plan for iptables and for nft treat differently. */
function disagreements(plan: Plan, script: string): readonly string[] {
  const { program, facts } = plan;
  const place = { localMarks: marksOfProgram(program) };
  const before = machineOf(
    program.families.map((family) => ruleSetOf(program, family)),
    place,
  );
  const differences = diff({ before, after: machineOf([readNft(script)], place), facts, strays: false });
  return (
    differences
      .filter(({ family }) => program.families.includes(family))
      .flatMap(({ answers, field }) => answers.flatMap((answer) => regionReports(answer, field, () => undefined)))
      .map(({ traffic, packets }) => `${traffic}: ${packets.join(' or ')}`)
      // What conntrack calls INVALID the peers' nft rules drop of TCP only.
      .filter((told) => !told.includes('in state INVALID'))
  );
}

/** Each folder's texts into a namespace of its own, and what the kernel then holds beside them. */
const SCRIPT = `
for dir in "$1"/*/; do
  cd "$dir" && unshare -n sh -c '
    ip link set lo up
    iptables-nft-restore --noflush <ipv4 2>problems; ip6tables-nft-restore --noflush <ipv6 2>>problems
    iptables-nft-save >ipv4.save; ip6tables-nft-save >ipv6.save'
done
`;

/** Where in a rule its comment stands changes nothing. */
const bare = (text: string): string => text.replaceAll(/ -m comment --comment (?:"[^"]*"|\S+)/g, '');

function written({ program, texts }: Plan, family: Family): string {
  if (!program.families.includes(family)) return '';
  return texts?.restore?.([family]) ?? restoreText(program, family);
}

const REASON = namespacesReason();
const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

describe.each(DIALECTS)('random flags of %s', (name, profile, flags) => {
  it.skipIf(!profile.formats.includes('nft'))(
    'the forms for iptables and nft treat packets alike',
    () => {
      fc.assert(
        fc.property(dialectCase(flags), (item) => {
          const plan = planFor(profile, item);
          const { program, texts } = planFor(profile, item, { backend: 'nft' });
          const script = (texts?.nft ?? ((families) => plainNft(program, families)))(plan.program.families);
          expect(disagreements(plan, script)).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it.skipIf(REASON !== undefined)(
    `the kernel takes the text and holds those rules (${REASON ?? 'in namespaces'})`,
    () => {
      const folder = tempFolder();
      const samples = fc.sample(dialectCase(flags), RUNS).map((item) => ({ item, plan: planFor(profile, item) }));
      for (const [index, { plan }] of samples.entries()) {
        mkdirSync(join(folder, String(index)));
        for (const family of FAMILIES) writeFileSync(join(folder, String(index), family), written(plan, family));
      }
      execFileSync('sh', ['-c', SCRIPT, 'sh', folder], { env: TOOL_ENVIRONMENT });
      for (const [index, { item, plan }] of samples.entries()) {
        for (const family of plan.program.families) {
          const held = readFileSync(join(folder, String(index), `${family}.save`), 'utf8');
          const ours = saveText(ruleSetOf(plan.program, family));
          expect(bare(normalSave(held)), `${name} ${item.args?.join(' ')}`).toBe(bare(normalSave(ours)));
        }
      }
    },
    TIMEOUT_MS,
  );
});
