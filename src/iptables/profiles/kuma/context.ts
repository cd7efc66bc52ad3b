/** What the parts of Kuma's program share. */

import { protocol } from '../../model/build.ts';
import type { Match, PortRange } from '../../model/match.ts';
import type { Family, Reason, RuleStep, TableName } from '../../model/rule.ts';
import type { Target } from '../../model/target.ts';
import { portsText } from '../../print/rule-text.ts';
import type { KumaConfig } from './config.ts';
import type { KumaReason } from './reasons.ts';

/** The protocols that are captured. */
export const TCP = protocol('tcp');
export const UDP = protocol('udp');

/** A rule before it has its place. */
export interface Spec {
  readonly matches?: readonly Match[];
  readonly target: Target;
  /** What follows `kuma/mesh/transparent/proxy/`. */
  readonly comment: string;
  readonly reason: Reason & { readonly id: KumaReason };
}

const COMMENT_PREFIX = 'kuma/mesh/transparent/proxy/';

/** One family's rules of one built-in chain; inserts take rising positions from the head. */
export class ChainWriter {
  private readonly made: RuleStep[] = [];
  private inserted = 0;
  private readonly place: { readonly table: TableName; readonly chain: string };
  private readonly family: Family;
  private readonly comments: boolean;

  constructor(table: TableName, chain: string, { family, config }: { family: Family; config: KumaConfig }) {
    this.place = { table, chain };
    this.family = family;
    this.comments = config.comments;
  }

  /** At the end of the chain. */
  append(...specs: readonly Spec[]): this {
    for (const spec of specs) this.made.push(this.step(spec, { op: 'append' }));
    return this;
  }

  /** Behind what was inserted before, ahead of everything else. */
  insert(...specs: readonly Spec[]): this {
    for (const spec of specs) {
      this.inserted += 1;
      this.made.push(this.step(spec, { op: 'insert', position: this.inserted }));
    }
    return this;
  }

  /** The steps so far, in order. */
  steps(): readonly RuleStep[] {
    return this.made;
  }

  private step({ matches = [], target, comment, reason }: Spec, op: Pick<RuleStep, 'op' | 'position'>): RuleStep {
    const rule = { matches, target, reason, ...(this.comments ? { comment: `${COMMENT_PREFIX}${comment}` } : {}) };
    return { ...this.place, ...op, families: [this.family], rule };
  }
}

/** Why a rule is there, and which flag with which value made it. */
export function because(id: KumaReason, flag?: string, value?: string | number): Spec['reason'] {
  if (flag === undefined) return { id };
  return { id, flag: value === undefined ? `--${flag}` : `--${flag} ${value}` };
}

/** A port or range as texts and flags have it. */
export const portText = (port: PortRange): string => portsText([port]);
