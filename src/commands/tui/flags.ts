import type { ColorChoice } from '../../output/color.ts';
import type { ViewName } from '../../stats/views/index.ts';
import type { PortFlags } from '../stats/ports.ts';

/** Flags of tui. */
export interface TuiFlags extends PortFlags {
  readonly admin?: readonly string[];
  readonly view: ViewName;
  readonly interval: string;
  readonly filename?: readonly string[];
  readonly record?: string;
  readonly replay?: string;
  readonly once?: boolean;
  readonly filter?: string;
  readonly ascii?: boolean;
  readonly output: 'table' | 'json' | 'yaml';
  readonly color?: ColorChoice;
}
