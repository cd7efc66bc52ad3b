import { Option } from 'commander';

/** The flags of commands whose workload has a certificate of the mesh. */
export interface IdentityFlags {
  readonly caDir?: string;
  readonly serviceAccount?: string;
}

/** The folder of the development authority. */
export const CA_DIR_OPTION = new Option(
  '--ca-dir <DIR>',
  'the folder of the development authority (default: meshctl/ca in the state folder of the user)',
);

/** Who the workload is. */
export const IDENTITY_OPTIONS: readonly Option[] = [
  CA_DIR_OPTION,
  new Option('--service-account <NAME>', 'the service account of the workload (default: that of its pod, or default)'),
];
