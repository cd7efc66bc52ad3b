import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import { type ColorChoice, painter } from '../../output/color.ts';
import { findingsText } from '../../output/findings.ts';

/** Tells findings on standard error; nothing when there are none. */
export function tellFindings(findings: readonly Diagnostic[], host: Host, color: ColorChoice): void {
  if (findings.length === 0) return;
  host.stderr.write(findingsText(findings, painter({ choice: color, env: host.env, stream: host.stderr })));
}
