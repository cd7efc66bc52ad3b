import type { RouteMatch } from '../../../xds/resources/route.ts';
import { asciiLower } from '../../wire/text.ts';
import type { Random } from '../chance.ts';
import { happens, runtimeChance } from '../chance.ts';
import { allHold, type Condition, headerCondition, queryCondition } from '../match/conditions.ts';
import { wholeMatch } from '../match/regex.ts';
import type { RequestView } from '../match/request-view.ts';
import type { TextTest } from '../match/strings.ts';
import { latin1 } from '../text.ts';
import { PrefixTree } from './prefix-tree.ts';

interface Entry<T> {
  readonly order: number;
  readonly value: T;
  readonly conditions: readonly Condition[];
  readonly chance: number;
  /** Length of the prefix behind which the path has to end or go on with a slash; 0 where it does not. */
  readonly separated: number;
  /** Looks at the path where no index does. */
  readonly path: TextTest | undefined;
}

const SLASH = 0x2f;

/** Most routes have none; one list stands for all of those. */
const UNCONDITIONAL: readonly Condition[] = [];

function conditionsOf({ headers = [], query_parameters: parameters = [] }: RouteMatch): readonly Condition[] {
  if (headers.length === 0 && parameters.length === 0) return UNCONDITIONAL;
  return [...headers.map(headerCondition), ...parameters.map(queryCondition)];
}

/** A test of the path for kinds that no index knows; `undefined` for those it does. */
function pathTest({ safe_regex: regex, case_sensitive: sensitive = true, ...match }: RouteMatch): TextTest | undefined {
  if (regex) return wholeMatch(regex.regex);
  if (sensitive) return undefined;
  if (match.path !== undefined) {
    const wanted = asciiLower(latin1(match.path));
    return (path) => asciiLower(path) === wanted;
  }
  const prefix = asciiLower(latin1(match.path_separated_prefix ?? match.prefix ?? ''));
  return (path) => asciiLower(path).startsWith(prefix);
}

/**
 * The routes of a virtual host. The first whose conditions hold is taken, and yet not all are looked at: whole paths
 * are found in a map, prefixes in a tree, and only the rest is gone through; of several the one with the smallest order wins.
 */
export class RouteTable<T> {
  readonly #exact = new Map<string, Entry<T>[]>();
  readonly #prefixes = new PrefixTree<Entry<T>>();
  readonly #others: Entry<T>[] = [];
  readonly #connects: Entry<T>[] = [];
  readonly #random: Random;
  #count = 0;
  #request: RequestView | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a route behind the others. @throws {BadValue} for a wrong expression. */
  add(match: RouteMatch, value: T): void {
    const separated = match.path_separated_prefix;
    const entry: Entry<T> = {
      order: this.#count,
      value,
      conditions: conditionsOf(match),
      chance: runtimeChance(match.runtime_fraction),
      separated: separated === undefined ? 0 : latin1(separated).length,
      path: pathTest(match),
    };
    this.#count += 1;
    if (match.connect_matcher) this.#connects.push(entry);
    else if (entry.path) this.#others.push(entry);
    else if (match.path !== undefined) this.#addExact(latin1(match.path), entry);
    else this.#prefixes.add(latin1(separated ?? match.prefix ?? ''), entry);
  }

  #addExact(path: string, entry: Entry<T>): void {
    const entries = this.#exact.get(path);
    if (entries) entries.push(entry);
    else this.#exact.set(path, [entry]);
  }

  /** The route for a request; `undefined` when none takes it. CONNECT has no path, and only routes of its own. */
  find(request: RequestView): T | undefined {
    this.#request = request;
    const best =
      request.head.method === 'CONNECT' ? this.#better(this.#connects, undefined) : this.#byPath(request.path);
    this.#request = undefined;
    return best?.value;
  }

  #byPath(path: string): Entry<T> | undefined {
    const exact = this.#exact.get(path);
    const first = exact && this.#better(exact, undefined);
    const second = this.#prefixes.walk(path, first, this.#better);
    return this.#others.length === 0 ? second : this.#better(this.#others, second);
  }

  /** The first of the entries that comes before `best` and takes the request; else `best`. One function, so that none is made per request. */
  readonly #better = (entries: readonly Entry<T>[], best: Entry<T> | undefined): Entry<T> | undefined => {
    const limit = best?.order ?? Number.POSITIVE_INFINITY;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry === undefined || entry.order > limit) return best;
      if (this.#takes(entry)) return entry;
    }
    return best;
  };

  #takes({ path: test, separated, conditions, chance }: Entry<T>): boolean {
    const request = this.#request;
    if (request === undefined) return false;
    const { path } = request;
    if (test !== undefined && !test(path)) return false;
    if (separated > 0 && path.length > separated && path.charCodeAt(separated) !== SLASH) return false;
    return (conditions.length === 0 || allHold(conditions, request)) && happens(chance, this.#random);
  }
}
