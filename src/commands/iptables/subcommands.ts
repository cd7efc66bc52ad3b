import type { Command } from 'commander';
import type { Host } from '../../model/host.ts';
import { registerApply } from './apply.ts';
import { registerClean } from './clean.ts';
import { registerCost } from './cost.ts';
import { registerDiff } from './diff.ts';
import { registerExplain } from './explain.ts';
import { registerGenerate } from './generate.ts';
import { registerProve } from './prove.ts';
import { registerShow } from './show.ts';
import { registerTrace } from './trace.ts';
import { registerProbeAgent, registerValidate } from './validate.ts';
import { registerVerify } from './verify.ts';

type Register = (parent: Command, host: Host) => Command;

/** The subcommands of `meshctl iptables` in the order help lists them. */
const SUBCOMMANDS: readonly Register[] = [
  registerGenerate,
  registerApply,
  registerClean,
  registerVerify,
  registerDiff,
  registerValidate,
  registerProbeAgent,
  registerTrace,
  registerExplain,
  registerShow,
  registerCost,
  registerProve,
];

/** Declares every subcommand. */
export function registerSubcommands(parent: Command, host: Host): void {
  for (const register of SUBCOMMANDS) register(parent, host);
}
