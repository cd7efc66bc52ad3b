/** How processes that share a quota divide it: who is asked for more gets more. */

/** What one process says of its part. */
export interface Demand {
  /** How many tokens were asked for since it said so the last time. */
  readonly asked: number;
  /** How many it has. */
  readonly tokens: number;
  /** How many there can be, of all processes together. */
  readonly max: number;
}

/** What becomes of the part. */
export interface Portion {
  /** Of the whole quota; all of them together are 1. */
  readonly share: number;
  /** How many tokens it gets from others; below zero it gives some away. */
  readonly tokens: number;
}

/** By quota. */
export type Demands = Readonly<Record<string, Demand>>;
export type Portions = Readonly<Record<string, Portion>>;

/** Of what was asked for everybody keeps a part in equal measure, so that nobody has to begin with nothing. */
const RESERVED = 0.2;

/** The parts of all who share a quota, in their order. No token is made; one is lost where there are more than there can be. */
export function portions(demands: readonly Demand[]): readonly Portion[] {
  const asked = demands.reduce((sum, each) => sum + each.asked, 0);
  const most = Math.max(0, ...demands.map(({ max }) => max));
  const total = Math.min(
    most,
    demands.reduce((sum, each) => sum + each.tokens, 0),
  );
  const shares = demands.map((each) => {
    const wanted = asked === 0 ? 0 : ((1 - RESERVED) * each.asked) / asked;
    return wanted + (asked === 0 ? 1 : RESERVED) / demands.length;
  });
  // A part of a token is of no use: what is left over goes to whoever is asked most.
  const whole = shares.map((share) => Math.max(0, Math.floor(total * share)));
  const first = shares.indexOf(Math.max(...shares));
  const rest = total - whole.reduce((sum, each) => sum + each, 0);
  return demands.map(({ tokens }, index) => ({
    share: shares[index] ?? 0,
    tokens: (whole[index] ?? 0) + (index === first ? rest : 0) - tokens,
  }));
}

/** The same for all quotas that several have: the parts of each who has said something, in their order. */
export function allPortions(all: readonly Demands[]): readonly Portions[] {
  const keys = [...new Set(all.flatMap((demands) => Object.keys(demands)))];
  const parts = all.map((): Record<string, Portion> => ({}));
  for (const key of keys) {
    const sharing = all.flatMap((demands, index) => {
      const demand = demands[key];
      return demand === undefined ? [] : [{ demand, index }];
    });
    for (const [at, portion] of portions(sharing.map(({ demand }) => demand)).entries()) {
      const own = parts[sharing[at]?.index ?? -1];
      if (own) own[key] = portion;
    }
  }
  return parts;
}
