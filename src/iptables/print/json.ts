/** A program as data for other programs. */
import type { Range } from '../../model/range.ts';
import type { HostStep, Reason, RuleStep } from '../model/rule.ts';
import type { Plan, Profile, ReasonText } from '../profiles/profile.ts';
import { hostWords } from './commands.ts';
import { stepText } from './restore.ts';
import { ISTIO_STYLE } from './rule-text.ts';

type Reasons = Readonly<Record<string, ReasonText>>;

function reasonData(reason: Reason | undefined, reasons: Reasons) {
  if (!reason) return {};
  return { reason: { ...reason, ...reasons[reason.id] } };
}

function stepData(step: RuleStep, reasons: Reasons) {
  const { table, chain, op, position, families, rule } = step;
  const { matches, target, comment, reason } = rule;
  return {
    table,
    chain,
    op,
    position,
    families,
    rule: stepText(step, ISTIO_STYLE),
    matches,
    target,
    comment,
    ...reasonData(reason, reasons),
  };
}

const hostData = (step: HostStep, reasons: Reasons) => ({
  kind: step.kind,
  family: step.family,
  command: hostWords(step).join(' '),
  ...reasonData(step.reason, reasons),
});

/** Where a finding of flags lies is said by its message. */
const findingData = ({
  code,
  level,
  message,
  range,
}: {
  code: string;
  level: string;
  message: string;
  range?: Range;
}) => ({
  code,
  level,
  message,
  range,
});

/**
 * The fields of the document `InterceptionProgram`: the facts of the configuration, every step in order with its rule in
 * iptables' words and its reason, what the host needs, and the findings.
 */
export function programData({ program, facts, diagnostics }: Plan, { reasons }: Profile) {
  return {
    profile: program.profile,
    families: program.families,
    facts,
    steps: program.steps.map((step) => stepData(step, reasons)),
    host: program.host.map((step) => hostData(step, reasons)),
    findings: diagnostics.map(findingData),
  };
}
