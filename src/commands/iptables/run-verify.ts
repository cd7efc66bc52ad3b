/** What `meshctl iptables verify` does. */

import { readInput } from '../../io/inputs.ts';
import { driftFindings } from '../../iptables/drift/findings.ts';
import { type LiveDrift, liveDrift, savedDrift, type Wish } from '../../iptables/drift/live.ts';
import { OWNERSHIP } from '../../iptables/plan/ownership.ts';
import { formatOf, readRules } from '../../iptables/read/rules.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { findingList } from '../../output/finding-list.ts';
import { findingsText } from '../../output/findings.ts';
import { type Call, type Opened, openPlan, openState } from './live.ts';
import { reportFindings } from './report.ts';
import { reportGaps } from './report-gaps.ts';
import type { VerifyFlags } from './verify.ts';

const LIVE = 'live';

/** The whole of `meshctl iptables verify`. */
export async function runVerify(flags: VerifyFlags, call: Call): Promise<ExitStatus> {
  const opened = await openPlan(flags, call, { needed: flags.from === LIVE });
  await reportFindings(opened.loaded.diagnostics, flags, call.host);
  const findings = flags.from === LIVE ? await live(opened, flags, call.host) : await saved(opened, flags, call.host);
  await print(findings, flags, call.host);
  return findings.some(({ level }) => level === 'error') ? EXIT.findings : EXIT.ok;
}

async function live(opened: Opened, flags: VerifyFlags, host: Host): Promise<readonly Diagnostic[]> {
  const { before, wanted, ownership, detection, shell } = await openState(opened, flags, host);
  const { program, nftScript } = wanted;
  const drift = liveDrift(before, { program, ownership, nftScript, variant: detection.variant });
  return driftFindings(drift, { file: shell.namespace.label });
}

async function saved({ loaded }: Opened, { from }: VerifyFlags, host: Host): Promise<readonly Diagnostic[]> {
  const text = new TextDecoder().decode(await readInput(from, host));
  const native = formatOf(text) === 'nft';
  const { program, texts } = loaded.plan;
  const script = native ? texts?.nft?.(program.families) : undefined;
  const wish: Wish = { program, ownership: OWNERSHIP[loaded.profile.name], nftScript: script, variant: 'plain' };
  const ruleSets = readRules(text, { file: from });
  reportGaps({ file: from, text, ruleSets }, host);
  const drift: LiveDrift = {
    rules: savedDrift(ruleSets, wish),
    missingItems: [],
    extraItems: [],
    elsewhere: [],
  };
  return driftFindings(drift, { file: from });
}

async function print(findings: readonly Diagnostic[], { output, color }: VerifyFlags, host: Host): Promise<void> {
  if (output === 'text') {
    const paint = painter({ choice: color, env: host.env, stream: host.stdout });
    host.stdout.write(findings.length === 0 ? 'the rules are as they should be\n' : findingsText(findings, paint));
    return;
  }
  host.stdout.write(await documentText(output, findingList(findings, { files: 0, resources: 0 })));
}
