/** Our runtime and, where there is one, a real Envoy: suites that run on both tell by this what is missing. */
import { fetchEnvoy } from '../../support/envoy.ts';
import { runtimeEngine } from '../runtime/engine.ts';
import type { Engine } from './engine.ts';
import { envoyEngine, type Options } from './envoy-engine.ts';

const envoy = await fetchEnvoy();

/** What the name of a suite ends in: why there is no Envoy, or nothing. */
export const WHY = 'reason' in envoy ? ` (Envoy skipped: ${envoy.reason})` : '';

type Named<T> = readonly (readonly [name: string, engine: T])[];

/** What makes an engine on a mesh of those options, by the engine's name. */
export const MAKERS: Named<(mesh: Options) => Engine> = [
  ['runtime', (mesh) => runtimeEngine({}, mesh)],
  ...('path' in envoy ? [['envoy', (mesh: Options) => envoyEngine(envoy.path, mesh)] as const] : []),
];

/** The engines by their names: a runtime of the suite's own, and Envoy on a mesh of those options. */
export function enginesOf(runtime: Engine = runtimeEngine(), mesh?: Options): Named<Engine> {
  const engines = [runtime, ...('path' in envoy ? [envoyEngine(envoy.path, mesh)] : [])];
  return engines.map((engine) => [engine.name, engine] as const);
}
