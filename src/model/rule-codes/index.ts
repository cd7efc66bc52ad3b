/** Findings of the layer of rules, about one object and the control plane's own checks. */
import { DESTINATION_RULE_CODES } from './destination-rule.ts';
import { EXTENSIONS_CODES } from './extensions.ts';
import { ISTIO_CODES } from './istio.ts';
import { SECURITY_CODES } from './security.ts';
import { SERVERS_CODES } from './servers.ts';
import { SERVICES_CODES } from './services.ts';
import { SHARED_CODES } from './shared.ts';
import { VIRTUAL_SERVICE_CODES } from './virtual-service.ts';

/** All of them. */
export const RULE_CODES = {
  ...SHARED_CODES,
  ...VIRTUAL_SERVICE_CODES,
  ...DESTINATION_RULE_CODES,
  ...SERVERS_CODES,
  ...SERVICES_CODES,
  ...EXTENSIONS_CODES,
  ...SECURITY_CODES,
  ...ISTIO_CODES,
} as const;
