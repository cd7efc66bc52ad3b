import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Host } from '../../model/host.ts';
import type { ColorChoice } from '../../output/color.ts';

/** Prints findings on standard error, where there are any; colour is only loaded for them. */
export async function reportFindings(
  findings: readonly Diagnostic[],
  { color }: { readonly color: ColorChoice },
  host: Host,
): Promise<void> {
  if (findings.length === 0) return;
  const [{ findingsText }, { painter }] = await Promise.all([
    import('../../output/findings.ts'),
    import('../../output/color.ts'),
  ]);
  host.stderr.write(findingsText(findings, painter({ choice: color, env: host.env, stream: host.stderr })));
}
