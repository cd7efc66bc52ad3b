import type { RuleSet } from '../../iptables/model/rule.ts';
import { gapsOf } from '../../iptables/read/gaps.ts';
import type { Host } from '../../model/host.ts';

/** A text of rules, and what was read of it. */
export interface ReadText {
  readonly file: string;
  readonly text: string;
  readonly ruleSets: readonly RuleSet[];
}

/** Says on standard error what a text of rules does not show. */
export function reportGaps({ file, text, ruleSets }: ReadText, host: Host): void {
  for (const gap of gapsOf(text, ruleSets)) host.stderr.write(`${file}: ${gap}\n`);
}
