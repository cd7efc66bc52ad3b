/** The workload whose proxy is configured. */
import type { Labels } from './types/common.ts';

/** Who the proxy is: what decides which resources apply to it. */
export interface ProxyNode {
  /** Decides which resources apply: a gateway takes what names it, a sidecar what is meant for the mesh. */
  readonly kind: 'sidecar' | 'gateway';
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** That of its pod; absent where no pod is known. */
  readonly serviceAccount?: string;
}
