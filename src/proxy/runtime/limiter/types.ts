/** SmartLimiters of microservice.slime.io/v1alpha2, as far as a proxy needs them. */

/** Numbers by set and name: `_base` has `pod`, `cpu.sum` and so on. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface LimitMatch {
  readonly name?: string;
  /** `true` turns the condition around. */
  readonly invert_match?: boolean;
  readonly present_match?: boolean;
  readonly exact_match?: string;
  readonly regex_match?: string;
  readonly prefix_match?: string;
  readonly suffix_match?: string;
  readonly match_source?: string;
}

export interface LimitDescriptor {
  /** A template over metrics; the descriptor counts while it is true. */
  readonly condition?: string;
  readonly action?: {
    readonly quota?: string;
    readonly fill_interval?: { readonly seconds?: number; readonly nanos?: number };
    readonly strategy?: string;
  };
  readonly match?: readonly LimitMatch[];
  readonly target?: {
    readonly direction?: string;
    readonly port?: number;
    readonly route?: readonly string[];
    readonly host?: readonly string[];
  };
}

export interface SmartLimiter {
  /** As a whole: `reviews.default.svc.cluster.local`. */
  readonly host: string;
  /** `_base` is for all endpoints, other names are subsets. */
  readonly sets: Readonly<Record<string, { readonly descriptor?: readonly LimitDescriptor[] }>>;
}
