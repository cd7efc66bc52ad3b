import type { ColorChoice } from '../../output/color.ts';

/** What `--output` of inject can be. */
export const FORMATS = ['yaml', 'json', 'diff', 'patch'] as const;
/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** The flags of `meshctl inject` as commander gives them. */
export interface InjectFlags {
  readonly filename?: readonly string[];
  readonly exclude?: readonly string[];
  readonly output?: readonly string[];
  readonly out?: string;
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly explain?: boolean;
  readonly printTemplate?: string;
  readonly patchType: 'json' | 'strategic';
  readonly report: 'text' | 'json' | 'none';
  readonly injectConfigFile?: string;
  readonly meshConfigFile?: string;
  readonly valuesFile?: string;
  readonly operatorFileName?: string;
  readonly set?: readonly string[];
  readonly revision?: string;
  readonly template?: string;
  readonly nativeSidecars: 'auto' | 'on' | 'off' | 'true' | 'false';
  readonly kubeVersion?: string;
  readonly kind?: readonly string[];
  readonly asWebhook?: boolean;
  readonly webhookPath?: string;
  readonly namespaceFile?: readonly string[];
  readonly platform: 'kubernetes' | 'openshift';
  readonly compat?: string;
  readonly color: ColorChoice;
}
