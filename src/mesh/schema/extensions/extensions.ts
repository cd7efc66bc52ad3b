import type { TypeTable } from '../notation.ts';

/** What WasmPlugin and the Wasm half of TrafficExtension have in common. */
const PLUGIN = `
  url:string<1..,@pluginUrl>! sha256:string<~sha256> imagePullPolicy:PullPolicy imagePullSecret:string<1..253>
  verificationKey pluginConfig:struct pluginName:string<1..256> failStrategy:FailStrategy vmConfig:VmConfig type:PluginType
`;

const PLUGIN_TYPES: TypeTable = {
  PullPolicy: 'enum UNSPECIFIED_POLICY IfNotPresent Always',
  FailStrategy: 'enum FAIL_CLOSE FAIL_OPEN FAIL_RELOAD',
  PluginType: 'enum UNSPECIFIED_PLUGIN_TYPE HTTP NETWORK',
  VmConfig: 'env:[EnvVar]<..256,^name>',
  EnvVar: 'name:string<1..256>! valueFrom:EnvValueSource value:string<..2048> @envValue',
  EnvValueSource: 'enum INLINE HOST',
  TrafficSelector: 'mode:WorkloadMode ports:[TrafficPort]<^number>',
  TrafficPort: 'number:uint32<1..65535>!',
  WorkloadMode: 'enum UNDEFINED CLIENT SERVER CLIENT_AND_SERVER',
};

/** WasmPlugin. @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/ */
export const WASM_PLUGIN: TypeTable = {
  ...PLUGIN_TYPES,
  WasmPlugin: `
    selector:WorkloadSelector targetRef:PolicyTargetReference targetRefs:[PolicyTargetReference]<..16> ${PLUGIN}
    phase:PluginPhase priority:int32? match:[TrafficSelector] @selectorOrTarget
  `,
  PluginPhase: 'enum UNSPECIFIED_PHASE AUTHN AUTHZ STATS',
};

/** TrafficExtension. @see https://istio.io/latest/docs/reference/config/proxy_extensions/ */
export const TRAFFIC_EXTENSION: TypeTable = {
  ...PLUGIN_TYPES,
  TrafficExtension: `
    selector:WorkloadSelector targetRefs:[PolicyTargetReference]<..16> phase:ExecutionPhase priority:int32?
    match:[TrafficSelector] |wasm:WasmConfig |lua:LuaConfig @selectorOrTarget @wasmOrLua
  `,
  ExecutionPhase: 'enum UNSPECIFIED AUTHN AUTHZ STATS',
  WasmConfig: PLUGIN,
  LuaConfig: 'inlineCode:string<1..65536>!',
};
