/** Names of series: Envoy's dotted ones, and the families and labels Prometheus sees. */

/** How one series is called. */
export interface SeriesName {
  /** As `/stats` has it: `cluster.outbound|80|v1|svc.test;.upstream_rq_200`. */
  readonly stat: string;
  /** As Prometheus has it, whole: `envoy_cluster_upstream_rq`. */
  readonly family: string;
  /** Inside the braces: `cluster_name="outbound|80|v1|svc.test",response_code="200"`. */
  readonly labels: string;
}

/** What the names of several series begin with. */
export interface Scope {
  readonly stat: string;
  readonly family: string;
  readonly labels: string;
}

/** A label value as the text format writes it. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
function labelValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** Labels in the order given. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${labelValue(value)}"`)
    .join(',');
}

const sanitized = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '_');

/** Series of one cluster, under the name its `alt_stat_name` gives. */
export function clusterScope(name: string, statName: string): Scope {
  return { stat: `cluster.${statName}`, family: 'cluster', labels: labelsText({ cluster_name: name }) };
}

/** Series of one HTTP connection manager. The semicolon ends the prefix, for whoever takes names apart again. */
export function httpScope(prefix: string): Scope {
  const name = prefix.replace(/;$/, '');
  return { stat: `http.${prefix}`, family: 'http', labels: labelsText({ http_conn_manager_prefix: name }) };
}

/** Series of one listener, under its address: colons are no part of names. */
export function listenerScope(address: string): Scope {
  const name = address.replaceAll(':', '_');
  return { stat: `listener.${name}`, family: 'listener', labels: labelsText({ listener_address: name }) };
}

/** Series of a connection manager at one listener. */
export function listenerHttpScope(address: string, prefix: string): Scope {
  const { stat, labels } = listenerScope(address);
  // Envoy takes no label out of names like these: the prefix stays part of the family.
  return { stat: `${stat}.http.${prefix}`, family: `listener_http_${prefix}`, labels };
}

/** Series of the proxy as a whole: `server`, `cluster_manager`, … */
export function plainScope(name: string): Scope {
  return { stat: name, family: name, labels: '' };
}

/** A status, or a class of them, is a label. */
const CODE = /^(.*_rq)_(\d{3}|\dxx)$/;

/** The names of a series of a scope. */
export function seriesOf(scope: Scope, rest: string): SeriesName {
  const [, base = rest, code] = CODE.exec(rest) ?? [];
  const label = code === undefined ? '' : `${code.endsWith('xx') ? 'response_code_class' : 'response_code'}="${code}"`;
  return {
    stat: `${scope.stat}.${rest}`,
    family: `envoy_${sanitized(`${scope.family}_${base}`)}`,
    labels: [scope.labels, label].filter((text) => text !== '').join(','),
  };
}

/** A series of Istio's own: its name in Prometheus, and labels. */
export function istioSeries(name: string, labels: Readonly<Record<string, string>>): SeriesName {
  const parts = Object.entries(labels).map(([label, value]) => `${label}.${value}`);
  return { stat: `istiocustom.${name}.${parts.join('.')}`, family: name, labels: labelsText(labels) };
}

/** A series of meshctl's own. */
export function meshctlSeries(name: string): SeriesName {
  return { ...seriesOf(plainScope('meshctl'), name), family: `meshctl_${name}` };
}
