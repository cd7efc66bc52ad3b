/** What the build writes into the bundle; not there when the sources run unbuilt. */
declare const MESHCTL_BUILD: BuildInfo | undefined;

/** Which meshctl this is. */
export interface BuildInfo {
  /** The version of package.json. */
  readonly version: string;
  /** Abbreviated git commit; `undefined` when the build had no repository. */
  readonly commit?: string;
}

/** The facts of this build; version `0.0.0-dev` when the sources run unbuilt. */
export const BUILD: BuildInfo = typeof MESHCTL_BUILD === 'undefined' ? { version: '0.0.0-dev' } : MESHCTL_BUILD;
