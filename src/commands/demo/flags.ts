/** The flags of `meshctl demo` as commander gives them. */
export interface DemoFlags {
  readonly dir: string;
  readonly listen: string;
  readonly admin: string;
  readonly meshListen: string;
  readonly meshAdmin: string;
  readonly engine: 'builtin' | 'envoy';
  readonly envoy?: string;
}
