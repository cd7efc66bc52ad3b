import type { Call } from '../../cli/declare.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { goYaml } from '../../yaml/go-writer.ts';
import type { WaypointFlags } from './flags.ts';
import { waypointGateway } from './manifest.ts';

/** `meshctl waypoint generate`: asks nobody. */
export async function runGenerate({ flags, host }: Call<WaypointFlags>): Promise<ExitStatus> {
  const { name, namespace, for: traffic, revision } = flags;
  const gateway = waypointGateway({
    name,
    ...(namespace !== undefined && { namespace }),
    ...(traffic !== undefined && { traffic }),
    ...(revision !== undefined && { revision }),
  });
  host.stdout.write(goYaml(gateway));
  return EXIT.ok;
}
