/** Whether the proxy becomes a native sidecar: an init container that keeps running. */

/** The first Kubernetes minor version whose kubelets the reference trusts with native sidecars. */
const REFERENCE_MINOR = 33;
/** The first minor version that has them switched on; what `--kube-version` is compared with. */
const FIRST_MINOR = 29;

/** Major and minor of `1.34`, `v1.34.1-gke.5`; `undefined` for anything else. */
export function kubeVersion(text: string): { readonly major: number; readonly minor: number } | undefined {
  const match = /^v?([0-9]+)\.([0-9]+)(?:[.+-].*)?$/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

const atLeast = (text: string, minor: number): boolean => {
  const version = kubeVersion(text);
  return version !== undefined && (version.major > 1 || (version.major === 1 && version.minor >= minor));
};

/** The reference's automatic choice: every kubelet is known and new enough; no kubelet at all means no. */
export function detectNativeSidecars(mode: string, kubeletVersions: readonly string[]): boolean {
  if (mode === 'enabled' || mode === 'true') return true;
  if (mode === 'disabled' || mode === 'false') return false;
  return kubeletVersions.length > 0 && kubeletVersions.every((version) => atLeast(version, REFERENCE_MINOR));
}

/** meshctl's choice without a cluster: on, unless a version says that the cluster is too old; off under compat. */
export function chooseNativeSidecars(
  mode: 'auto' | 'on' | 'off',
  kubeVersionText: string | undefined,
  compat: boolean,
): boolean {
  if (mode !== 'auto') return mode === 'on';
  if (kubeVersionText !== undefined) return atLeast(kubeVersionText, compat ? REFERENCE_MINOR : FIRST_MINOR);
  return !compat;
}
