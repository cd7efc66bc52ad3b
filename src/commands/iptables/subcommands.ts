import type { Command } from 'commander';
import type { Host } from '../../model/host.ts';
import { registerApply } from './apply.ts';
import { registerClean } from './clean.ts';
import { registerGenerate } from './generate.ts';
import { registerProbeAgent, registerValidate } from './validate.ts';
import { registerVerify } from './verify.ts';

type Register = (parent: Command, host: Host) => Command;

/** The subcommands of `meshctl iptables` in the order help lists them. */
const SUBCOMMANDS: readonly Register[] = [
  registerGenerate,
  registerApply,
  registerClean,
  registerVerify,
  registerValidate,
  registerProbeAgent,
];

/** Declares every subcommand. */
export function registerSubcommands(parent: Command, host: Host): void {
  for (const register of SUBCOMMANDS) register(parent, host);
}
