import type { Command } from 'commander';

/** What a command line has besides flags. */
export interface Words {
  readonly words: readonly string[];
  readonly self: Command;
}
