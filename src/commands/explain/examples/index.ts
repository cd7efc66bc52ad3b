/** Runs that show what codes mean which no document alone can show, and how those come about that nothing can show. */
import type { Example } from '../../../validate/rules/examples/example.ts';
import { ANALYSIS_EXAMPLES } from './analysis.ts';
import { ROUTING_EXAMPLES } from './analysis-routing.ts';
import { INJECT_EXAMPLES } from './inject.ts';
import { INPUT_EXAMPLES } from './input.ts';
import { IPTABLES_EXAMPLES } from './iptables.ts';
import { MESH_EXAMPLES } from './mesh.ts';
import { SUPPRESSION_EXAMPLES } from './suppressions.ts';

export { CAUSES } from './causes.ts';

/** By code: a run that draws it, and one that does not. */
export const RUN_EXAMPLES: Readonly<Record<string, Example>> = {
  ...INPUT_EXAMPLES,
  ...INJECT_EXAMPLES,
  ...IPTABLES_EXAMPLES,
  ...ANALYSIS_EXAMPLES,
  ...ROUTING_EXAMPLES,
  ...SUPPRESSION_EXAMPLES,
  ...MESH_EXAMPLES,
};
