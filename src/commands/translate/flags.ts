import type { IdentityFlags } from '../../cli/identity-options.ts';
import type { MeshFlags } from '../../cli/mesh-options.ts';
import type { ColorChoice } from '../../output/color.ts';
import type { CaptureMode } from '../../xds/compile/options.ts';

/** A part of a configuration. */
export type TranslateType = 'bootstrap' | 'listeners' | 'routes' | 'clusters' | 'endpoints' | 'secrets';

/** The flags of `meshctl translate` as commander gives them. */
export interface TranslateFlags extends MeshFlags, IdentityFlags {
  readonly type: TranslateType;
  readonly capture: CaptureMode;
  readonly admin?: string;
  readonly accessLog?: string;
  readonly output: 'yaml' | 'json';
  readonly color: ColorChoice;
}
