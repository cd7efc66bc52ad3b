/** How often authorization policies have said what, since the proxy began. */
export interface PolicyCount {
  /** Of the statistics of the connection manager. */
  readonly prefix: string;
  /** `rbac.denied`, or in a dry run `rbac.istio_dry_run_deny_shadow_denied`. */
  readonly name: string;
  readonly count: number;
}
