/**
 * Every status meshctl can end with. The numbers are those of BSD's sysexits where it has one, and of istioctl for
 * findings (79). They never depend on the output format.
 */
export const EXIT = {
  ok: 0,
  /** Only under `--compat`: what the peers answer for most failures. */
  failure: 1,
  usage: 64,
  input: 65,
  noInput: 66,
  unavailable: 69,
  bug: 70,
  refusedByKernel: 74,
  permission: 77,
  config: 78,
  findings: 79,
  /** Only under `--compat`: what the peer's init container answers when its validation fails. */
  validationFailed: 126,
  interrupted: 130,
} as const;

/** One of the values of {@link EXIT}. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
