/** Differences between live and wanted rules as findings. */
import { CODES, type Code } from '../../model/codes.ts';
import type { Diagnostic, Origin } from '../../model/diagnostic.ts';
import type { Family } from '../model/rule.ts';
import type { Drift, DriftKind } from './drift.ts';
import type { LiveDrift } from './live.ts';

const CODE_OF: Readonly<Record<DriftKind, Code>> = {
  missing: 'MSH4110',
  extra: 'MSH4111',
  moved: 'MSH4112',
  'missing-chain': 'MSH4113',
  'extra-chain': 'MSH4113',
  ahead: 'MSH4116',
};

const MESSAGE_OF: Readonly<Record<DriftKind, (drift: Drift, place: string) => string>> = {
  missing: ({ rule, position }, place) => `${place} lacks rule ${position} "${rule}"`,
  extra: ({ rule, position }, place) => `rule ${position} of ${place}, "${rule}", is not wanted`,
  moved: ({ rule, position, wantedPosition }, place) =>
    `rule ${position} of ${place}, "${rule}", should be number ${wantedPosition} of the mesh's rules there`,
  'missing-chain': (_, place) => `there is no chain "${place}"`,
  'extra-chain': (_, place) => `the chain "${place}" is not wanted`,
  ahead: ({ rule, position }, place) => `rule ${position} of ${place}, "${rule}", comes before rules of the mesh`,
};

const FAMILY: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

function made(code: Code, message: string, origin: Origin): Diagnostic {
  const { level, remediation } = CODES[code];
  return { code, level, message, origin, remediation };
}

/** Findings about every difference, in the order of tables and chains. `origin` says whose rules were looked at. */
export function driftFindings(
  { rules, missingItems, extraItems, elsewhere }: LiveDrift,
  origin: Origin,
): readonly Diagnostic[] {
  const ofRules = rules.map((drift) => {
    const families = drift.families.map((family) => FAMILY[family]).join(' and ');
    const place = `${families} ${drift.table} ${drift.chain}`;
    return made(CODE_OF[drift.kind], MESSAGE_OF[drift.kind](drift, place), origin);
  });
  return [
    ...ofRules,
    ...missingItems.map((text) => made('MSH4114', `what "${text}" makes is not there`, origin)),
    ...extraItems.map((text) => made('MSH4115', `what "${text}" makes is there and is not wanted`, origin)),
    ...elsewhere.map((tool) => made('MSH4117', `rules of the mesh are also with ${tool}`, origin)),
  ];
}
