/** Flags of commands that ask control planes for their debug pages. */
import { Option } from 'commander';
import { CONNECTION_OPTIONS, SYSTEM_OPTION } from './cluster-options.ts';
import { insecureOption } from './options.ts';
import { numberOption } from './proxy-options.ts';

const DEFAULT_XDS_PORT = 15_012;

/** Which control planes, and how they are asked. */
export const CONTROL_PLANE_OPTIONS: readonly Option[] = [
  new Option('--xds-address <HOST:PORT>', 'the xDS port of a control plane; no cluster is asked then'),
  new Option('--plaintext', 'ask --xds-address without TLS'),
  insecureOption(),
  new Option('--cert-dir <DIR>', 'root-cert.pem, cert-chain.pem and key.pem for --xds-address'),
  new Option('--authority <NAME>', 'the name in the certificate of --xds-address'),
  new Option('--xds-label <LABELS>', "the labels of the control plane's pods (default: app=istiod)"),
  numberOption('--xds-port <PORT>', "the xDS port of the control plane's pods").default(DEFAULT_XDS_PORT),
  new Option('--timeout <DURATION>', 'how long a control plane may take').default('30s'),
  new Option('-r, --revision <REVISION>', 'only control planes of this revision'),
  SYSTEM_OPTION,
  ...CONNECTION_OPTIONS,
];
