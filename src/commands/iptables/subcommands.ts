import type { Command } from 'commander';
import type { Host } from '../../model/host.ts';
import { registerGenerate } from './generate.ts';

type Register = (parent: Command, host: Host) => Command;

/** The subcommands of `meshctl iptables` in the order help lists them. */
const SUBCOMMANDS: readonly Register[] = [registerGenerate];

/** Declares every subcommand. */
export function registerSubcommands(parent: Command, host: Host): void {
  for (const register of SUBCOMMANDS) register(parent, host);
}
