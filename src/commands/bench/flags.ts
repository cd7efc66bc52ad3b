/** The flags of `meshctl bench` as commander gives them. */
export interface BenchFlags {
  readonly duration: string;
  readonly rounds: number;
  readonly connections: number;
  readonly envoy?: string;
  readonly output: 'table' | 'json' | 'yaml';
}
