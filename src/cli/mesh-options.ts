import { Option } from 'commander';
import { collect, filenameOption, meshConfigOption } from './options.ts';

/** The flags of commands that put resources together into what one workload is told. */
export interface MeshFlags {
  readonly filename?: readonly string[];
  readonly for?: string;
  readonly labels?: readonly string[];
  readonly namespace: string;
  readonly listen?: readonly string[];
  readonly map?: readonly string[];
  readonly meshConfigFile?: string;
  readonly bindAll?: boolean;
  readonly lenient?: boolean;
}

/** Which workload, and what of the mesh is different on this machine. */
export function meshOptions(): readonly Option[] {
  return [
    filenameOption(),
    new Option(
      '--for <WORKLOAD>',
      'the workload: sidecar or gateway, with labels as in gateway:istio=egress (default: gateway if there is a Gateway)',
    ),
    new Option('--labels <LABELS>', 'labels of the workload, as in app=web,version=v2 (repeatable)').argParser(collect),
    new Option('-n, --namespace <NAMESPACE>', 'the namespace of the workload, and of objects that name none').default(
      'default',
    ),
    new Option(
      '--map <HOST=ADDRESS:PORT>',
      'where a service runs instead: HOST, HOST:PORT or HOST/SUBSET, several addresses between commas (repeatable)',
    ).argParser(collect),
    new Option(
      '--listen <[WHAT=]ADDRESS:PORT>',
      "an address to listen on: for a gateway's port (80=127.0.0.1:8080), one service (reviews:9080=…) or all of them (repeatable)",
    ).argParser(collect),
    meshConfigOption(),
    new Option('--bind-all', 'listen on all addresses where a server names none, instead of on 127.0.0.1'),
    new Option('--lenient', 'take fields nobody knows and values that do not fit for warnings'),
  ];
}
