import { info, warning } from './levels.ts';

/** Findings that istioctl has codes of its own for, with their meaning and level. */
export const ISTIO_CODES = {
  IST0118: info(
    'The name of a Service port does not begin with a protocol, so the mesh finds it out from the traffic.',
    'Name the port protocol-anything, such as http-web, or set appProtocol.',
  ),
  IST0130: warning(
    'A rule of a VirtualService is never used.',
    'Move it before the rule that takes its requests, or remove it.',
  ),
  IST0131: info(
    'A match of a VirtualService is never used.',
    'Move it before the one that takes its requests, or remove it.',
  ),
  IST0134: warning(
    'A port of a ServiceEntry serves TCP for hosts that have no address.',
    'Set addresses, or let the control plane give the hosts addresses.',
  ),
} as const;
