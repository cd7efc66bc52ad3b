/** What is known of the last answer of a proxy, so that of the next one only what changed is looked at. */
import {
  type Counted,
  isWholeScope,
  joined,
  type Place,
  SCOPE_RULES,
  type Scope,
  type ScopeKind,
  type Scopes,
  scopeOf,
} from '../scopes.ts';
import type { StatsSnapshot } from '../snapshot.ts';
import type { StatValue } from '../value.ts';
import { readEnvoyJson, type StatsParts, type ValuesPart } from './envoy-json.ts';
import type { HistogramPart } from './histogram-part.ts';

/** A scope with the parts of the answer it was made of. */
interface Made {
  readonly values: ValuesPart | undefined;
  /** Envoy sorts by name, so that parts of a scope may stand in the middle of another one. */
  readonly more: readonly ValuesPart[];
  readonly times: HistogramPart | undefined;
  scope: Scope | undefined;
}

type MadeScopes = Readonly<Record<ScopeKind, Map<string, Made>>>;

const KINDS: readonly ScopeKind[] = ['cluster', 'http', 'listener', 'vhost'];

const NO_PARTS: readonly ValuesPart[] = [];

const nothing = (): MadeScopes => ({ cluster: new Map(), http: new Map(), listener: new Map(), vhost: new Map() });

/** Reads the answers of one proxy, in whatever order they come. */
export class StatsMemory {
  private parts: StatsParts = { values: [], histograms: [] };
  private made: MadeScopes = nothing();

  /**
   * The statistics of an answer as Envoy writes it, `undefined` for another form. Scopes of which nothing changed are the very
   * objects of the last answer.
   */
  read(text: string): StatsSnapshot | undefined {
    const parts = readEnvoyJson(text, this.parts);
    if (parts === undefined) return undefined;
    const rest = new Map<string, StatValue>();
    const made = nothing();
    for (const part of parts.values) {
      if (part.place) addValues(made[part.place.kind], part.place, part);
      else for (const [name, value] of part.rest) rest.set(name, value);
    }
    for (const part of parts.histograms) {
      const { place } = part;
      if (place && place.stat === SCOPE_RULES[place.kind].times) addTimes(made[place.kind], place, part);
    }
    const scopes = this.scopesOf(made);
    this.parts = parts;
    this.made = made;
    return { values: rest, histograms: new Map(), scopes };
  }

  private scopesOf(made: MadeScopes): Scopes {
    const scopes = {
      cluster: new Map<string, Scope>(),
      http: new Map<string, Scope>(),
      listener: new Map<string, Scope>(),
      vhost: new Map<string, Scope>(),
    };
    for (const kind of KINDS) {
      for (const [name, each] of made[kind]) {
        const old = this.made[kind].get(name);
        each.scope = old && isSame(old, each) ? old.scope : scopeIn(name, each);
        if (each.scope && isWholeScope(kind, each.scope)) scopes[kind].set(name, each.scope);
      }
    }
    return scopes;
  }
}

function addValues(scopes: Map<string, Made>, { scope }: Place, part: ValuesPart): void {
  const known = scopes.get(scope);
  if (known === undefined) scopes.set(scope, { values: part, more: NO_PARTS, times: undefined, scope: undefined });
  else scopes.set(scope, { ...known, more: [...known.more, part] });
}

function addTimes(scopes: Map<string, Made>, { scope }: Place, times: HistogramPart): void {
  const known = scopes.get(scope);
  scopes.set(scope, { values: known?.values, more: known?.more ?? NO_PARTS, times, scope: undefined });
}

function isSame(a: Made, b: Made): boolean {
  return (
    a.values === b.values &&
    a.times === b.times &&
    a.more.length === b.more.length &&
    a.more.every((part, index) => part === b.more[index])
  );
}

const NOTHING: Counted = { totals: {}, gauges: {} };

function scopeIn(name: string, { values, more, times }: Made): Scope {
  const own = values?.counted ?? NOTHING;
  return scopeOf(name, more.length === 0 ? own : joined([own, ...more.map(({ counted }) => counted)]), times);
}
