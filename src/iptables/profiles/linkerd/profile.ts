import type { Family, Program } from '../../model/rule.ts';
import { restoreText } from '../../print/restore.ts';
import type { InterceptionFacts, Plan, Profile, ProfileInput } from '../profile.ts';
import { LINKERD_STYLE, linkerdCommands, linkerdRemoval } from './commands.ts';
import type { LinkerdConfig } from './config.ts';
import { linkerdConfig } from './configure.ts';
import { LINKERD_FLAGS } from './flags.ts';
import { linkerdPod } from './pod.ts';
import { linkerdProgram } from './program.ts';
import { LINKERD_REASONS } from './reasons.ts';

function facts(config: LinkerdConfig): InterceptionFacts {
  return {
    uids: config.uid === undefined ? [] : [config.uid],
    gids: config.gid === undefined ? [] : [config.gid],
    outboundPort: config.outgoingPort,
    inboundPort: config.incomingPort,
    inboundMode: 'redirect',
  };
}

function plan(input: ProfileInput): Plan {
  const { config, diagnostics } = linkerdConfig(input);
  const program = linkerdProgram(config);
  const of = (families: readonly Family[]): Program => ({ ...program, families });
  return {
    program,
    diagnostics,
    facts: facts(config),
    texts: {
      restore: (families) => families.map((family) => restoreText(program, family, { style: LINKERD_STYLE })).join(''),
      commands: (families) => `${linkerdCommands(of(families), config).join('\n')}\n`,
    },
    removal: (families) => linkerdRemoval(of(families), config),
  };
}

/** The dialect of Linkerd's init container and CNI plugin. */
export const linkerdProfile: Profile = {
  name: 'linkerd',
  summary: "Linkerd: proxy-init's nat rules, every one with a comment",
  flags: LINKERD_FLAGS,
  formats: ['commands', 'restore', 'nft'],
  reasons: LINKERD_REASONS,
  plan,
  fromPod: linkerdPod,
};
