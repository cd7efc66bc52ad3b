import type { PortFlags } from './ports.ts';

/** Flags of stats. */
export interface StatsFlags extends PortFlags {
  readonly by: 'cluster' | 'listener' | 'route' | 'endpoint';
  readonly admin?: readonly string[];
  readonly file?: readonly string[];
  readonly prometheus?: string;
  readonly series?: string;
  readonly interval?: string;
  readonly sinceStart?: boolean;
  readonly watch?: boolean;
  readonly count?: number;
  readonly filter?: string;
  readonly sort?: string;
  readonly top?: number;
  readonly output: 'table' | 'json' | 'yaml';
}
