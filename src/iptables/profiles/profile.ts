/** What a profile is: the dialect of one peer, from flags to a program of rules. */
import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import type { JsonMap } from '../../model/json.ts';
import type { Range } from '../../model/range.ts';
import type { Family, Program } from '../model/rule.ts';

/** What `--profile` can be. */
export const PROFILE_NAMES = ['istio', 'istio-ambient', 'istio-cni', 'linkerd', 'kuma', 'istio-2018'] as const;

/** Whose rules are meant; the first one is the default. */
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** A flag of a profile, as data: the command line, the environment and the help are made from it. */
export interface ProfileFlag {
  /** Long name without dashes. */
  readonly long: string;
  /** One letter without the dash; only `generate`, `apply` and `clean` offer it. */
  readonly short?: string;
  /** `boolean` takes no value; `list` may be given several times, the values are joined by commas. */
  readonly kind: 'text' | 'boolean' | 'list';
  /** What joins the values of a `list` that were given one by one, where their own notation has commas. */
  readonly separator?: string;
  /** What the value is called in help: `PORTS`. */
  readonly value?: string;
  /** Environment variables that set it; the first one that is set counts. */
  readonly env?: readonly string[];
  /** An environment variable that is set to nothing counts; otherwise it is as if it were not set. */
  readonly emptyCounts?: true;
  /** It says how rules are put in place, not which they are: what only reads or reasons takes it without showing it. */
  readonly operation?: true;
  /** The default as help shows it; what is in force without a value is the profile's own business. */
  readonly default?: string;
  /** One line of help. */
  readonly help: string;
}

/** Where a value was given, for messages and for the status: a flag or variable is 64, the others are 65. */
export interface ValueSource {
  readonly kind: 'flag' | 'environment' | 'file' | 'annotation' | 'default';
  /** As the user knows it: `--proxy-uid`, `PROXY_UID`, the annotation's name, the key in the file, the flag of a default. */
  readonly name: string;
  readonly file?: string;
  readonly range?: Range;
}

/** A value that was given for a flag. Booleans are `true` or `false`. */
export interface GivenValue {
  readonly text: string;
  readonly source: ValueSource;
}

/** An address an interface carries. */
export interface InterfaceAddress {
  /** Name of the interface; `lo` is the loopback. */
  readonly iface: string;
  /** Address with or without prefix length. */
  readonly address: string;
}

/** What a profile has to know of the place where the rules will be. */
export interface Surroundings {
  /** In the order the interfaces list them. */
  readonly addresses: readonly InterfaceAddress[];
  /** The nameservers of resolv.conf, in order. */
  readonly nameservers: readonly string[];
  /** User and group ids by name. */
  readonly users: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  /** Contents of --config-file. */
  readonly configFile?: { readonly name: string; readonly text: string };
}

/** The backend rules are written for. */
export type Backend = 'iptables' | 'nft';

/** Everything a profile makes its plan from. */
export interface ProfileInput {
  /** By long flag name; only what was given: flag before environment before annotation or file. */
  readonly values: ReadonlyMap<string, GivenValue>;
  readonly around: Surroundings;
  /** `--family`: exactly these families; absent: the profile's rule about addresses decides. */
  readonly families?: readonly Family[];
  /** Ranges, globs and limits differ between backends. */
  readonly backend: Backend;
  /** Accept what the peer accepts, and write what the peer writes. */
  readonly compat: boolean;
  readonly allowServiceNames: boolean;
  /** `--host`: the rules of the host instead of those of the pod (istio-ambient). */
  readonly host: boolean;
}

/** What other commands want to know of a configuration, whatever the profile. */
export interface InterceptionFacts {
  /** Users and groups whose traffic is the proxy's own; names are resolved. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  /** Mark on the proxy's own packets where that tells them apart (istio-ambient). */
  readonly proxyMark?: { readonly value: number; readonly mask: number };
  /** Ports the proxy listens on; absent where a profile has no such listener or does not use it here. */
  readonly outboundPort?: number;
  readonly inboundPort?: number;
  readonly tunnelPort?: number;
  readonly dnsPort?: number;
  readonly inboundMode: 'redirect' | 'tproxy' | 'none';
  /** Mark and table of the TPROXY route. */
  readonly tproxy?: { readonly mark: number; readonly table: number };
}

/** The formats in which a peer has a text of its own. */
export type PeerFormat = 'restore' | 'commands' | 'nft';

/** What a profile made of its input. */
export interface Plan {
  readonly program: Program;
  /** Warnings and notes; what is wrong is thrown. */
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: InterceptionFacts;
  /**
   * Texts of the peer that differ from the common printers of `print/`; made only when asked for. `families` is what to print;
   * `restore` is asked for one family at a time.
   */
  readonly texts?: Partial<Readonly<Record<PeerFormat, (families: readonly Family[]) => string>>>;
  /** The peer's own commands that remove its rules; absent: the common cleaning of the program. */
  readonly removal?: (families: readonly Family[]) => readonly string[];
}

/** Why a rule is there, for `explain`. */
export interface ReasonText {
  /** What the rule does and why, one or two sentences. */
  readonly meaning: string;
  /** What breaks without it, one sentence. */
  readonly without: string;
}

/** The pod the rules are for, as its manifest has it. */
export interface PodSource {
  /** The manifest's file. */
  readonly file: string;
  /** The pod's annotations by name, each with its place. */
  readonly annotations: ReadonlyMap<string, GivenValue>;
  readonly spec: JsonMap;
  /** Where a field below the pod's spec stands. */
  readonly locate: (path: Path) => Range;
}

/** What a pod says about flags. */
export interface PodValues {
  /** By long flag name; flags and the environment go before them. */
  readonly values: ReadonlyMap<string, GivenValue>;
  readonly diagnostics: readonly Diagnostic[];
}

/** One dialect. */
export interface Profile {
  readonly name: ProfileName;
  /** One line: whose rules. */
  readonly summary: string;
  readonly flags: readonly ProfileFlag[];
  /** The formats there is a text for besides json, mermaid and svg. */
  readonly formats: readonly PeerFormat[];
  /** By the `id` of {@link Reason}; every rule of its programs has one. */
  readonly reasons: Readonly<Record<string, ReasonText>>;
  /**
   * Checks every value and makes the rules. Throws UsageError for a bad value of a flag or variable, InputError for one of a
   * file or annotation.
   */
  plan(input: ProfileInput): Plan;
  /**
   * What the peer would make of a pod's annotations and containers; absent where the peer does not look at pods. Throws
   * InputError for an annotation that cannot be used.
   */
  fromPod?(pod: PodSource): PodValues;
}
