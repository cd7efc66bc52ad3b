import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectCluster } from '../../src/kube/client.ts';
import type { ClusterFlags } from '../../src/kube/locate.ts';
import type { JsonMap } from '../../src/model/json.ts';
import { testHost } from './host.ts';
import { type KubeApiOptions, startKubeApi } from './kube-api.ts';
import { tempFolder } from './temp.ts';

/** A host that stands in a new folder with these files, which is also its home. */
export function hostWith(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempFolder(files);
  return testHost({ cwd, env: { HOME: cwd, ...env } });
}

/** An API server and a client of it in the namespace `shop`; both end with the test. */
export async function clusterForTest(options: KubeApiOptions = {}, user: JsonMap = {}, flags: ClusterFlags = {}) {
  const api = await startKubeApi(options);
  onTestFinished(() => api.close());
  const host = hostWith({ config: api.kubeconfig(user) });
  const client = await connectCluster({ kubeconfig: join(host.cwd, 'config'), namespace: 'shop', ...flags }, host);
  onTestFinished(() => client.close());
  return { api, client, host };
}
