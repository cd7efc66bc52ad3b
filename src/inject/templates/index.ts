import { GATEWAY } from './gateway.ts';
import { GRPC_AGENT, GRPC_SIMPLE } from './grpc.ts';
import { ISTIO_2018 } from './istio-2018.ts';
import { SIDECAR } from './sidecar.ts';

/** The name of the template that writes the form of 2018; what it renders gets a status of that time and no post-processing. */
export const TEMPLATE_2018 = 'istio-2018';

/** The injection templates that come with meshctl, by the name an annotation or `--template` asks for. */
export const BUILTIN_TEMPLATES: Readonly<Record<string, string>> = {
  sidecar: SIDECAR,
  gateway: GATEWAY,
  'grpc-simple': GRPC_SIMPLE,
  'grpc-agent': GRPC_AGENT,
  [TEMPLATE_2018]: ISTIO_2018,
};
