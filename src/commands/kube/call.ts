import type { Command } from 'commander';
import type { Host } from '../../model/host.ts';

/** A call of a command that may ask a cluster. */
export interface Call<Flags> {
  readonly flags: Flags;
  readonly positionals: readonly string[];
  readonly command: Command;
  readonly host: Host;
}
