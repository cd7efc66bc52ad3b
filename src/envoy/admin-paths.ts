/** RE2 for the statistics that tell whether anything was ever used. */
const USAGE = '^(server\\.uptime|listener\\..*\\.downstream_cx_total|cluster\\..*\\.upstream_(rq|cx)_total)$';

/** What is asked of Envoy's admin port: no more than the question needs. */
export const ADMIN_PATHS = {
  clusters: 'config_dump?mask=dynamic_active_clusters,dynamic_warming_clusters,static_clusters',
  listeners: 'config_dump?mask=dynamic_listeners,static_listeners',
  routes: 'config_dump?mask=dynamic_route_configs,static_route_configs',
  bootstrap: 'config_dump?mask=bootstrap',
  secrets: 'config_dump?mask=dynamic_active_secrets,dynamic_warming_secrets',
  everything: 'config_dump?include_eds=true',
  endpoints: 'clusters?format=json',
  usage: `stats?format=json&usedonly&filter=${encodeURIComponent(USAGE)}`,
  ztunnel: 'config_dump',
} as const;

/** A question to an admin port: path and query, without the slash in front. */
export type AdminPath = (typeof ADMIN_PATHS)[keyof typeof ADMIN_PATHS];

/** A proxy's answers: an admin port, a saved file, a folder of saved answers, a pod. */
export interface AnswerSource {
  /** What messages call it. */
  readonly name: string;
  /** The answer to a question. Throws a MeshctlError when there is none. */
  readonly answer: (path: AdminPath) => Promise<Uint8Array>;
}
