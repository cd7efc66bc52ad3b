import { describe, expect, it } from 'vitest';
import { canonicalRevision, canonicalService, localityOf } from '../../src/mesh/services/labels.ts';
import { workloadName } from '../../src/mesh/services/workloads.ts';
import { telemetryFor } from '../../src/mesh/telemetry.ts';
import { load, meshOf, SIDECAR } from './support/mesh.ts';

describe('what telemetry calls a workload', () => {
  const pod = (owner: string, labels = '') => {
    const [found] = load(`
apiVersion: v1
kind: Pod
metadata: {name: web-5d-x, labels: {a: b${labels}}, ownerReferences: [${owner}]}
spec: {}
`).resources.pods;
    return found && workloadName(found);
  };

  it.each([
    ['', '', 'web-5d-x'],
    ['{kind: ReplicaSet, name: web-5d}', ', pod-template-hash: 5d', 'web'],
    ['{kind: ReplicaSet, name: web-5d}', '', 'web-5d'],
    ['{kind: StatefulSet, name: db}', '', 'db'],
    ['{kind: Job, name: nightly-28400000}', '', 'nightly'],
    ['{kind: Job, name: once}', '', 'once'],
  ])('owned by %j with%s is %j', (owner, labels, name) => {
    expect(pod(owner, labels)).toBe(name);
  });

  it('is told by labels, the most explicit first', () => {
    expect(canonicalService({ app: 'a', 'app.kubernetes.io/name': 'b', 'service.istio.io/canonical-name': 'c' })).toBe(
      'c',
    );
    expect(canonicalService({ app: 'a' })).toBe('a');
    expect(canonicalRevision({ version: 'v1', 'app.kubernetes.io/version': 'v2' })).toBe('v2');
    expect(canonicalRevision({})).toBeUndefined();
  });
});

it('knows where a workload is by its own label before its node', () => {
  const node = {
    'topology.kubernetes.io/region': 'r',
    'topology.kubernetes.io/zone': 'z',
    'topology.istio.io/subzone': 's',
  };
  expect(localityOf({}, node)).toEqual({ region: 'r', zone: 'z', subZone: 's' });
  expect(localityOf({ 'istio-locality': 'a.b' }, node)).toEqual({ region: 'a', zone: 'b', subZone: '' });
  expect(localityOf({ 'istio-locality': 'a/b/c' }, undefined)).toEqual({ region: 'a', zone: 'b', subZone: 'c' });
});

it('takes the word of the closest Telemetry, part by part', () => {
  const telemetry = (namespace: string, name: string, spec: string) => `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---`;
  const text = [
    telemetry(
      'istio-system',
      'mesh',
      '{accessLogging: [{}], tracing: [{randomSamplingPercentage: 1, providers: [{name: zipkin}], disableSpanReporting: true}]}',
    ),
    telemetry('default', 'ns', '{tracing: [{randomSamplingPercentage: 2, customTags: {team: {literal: {value: a}}}}]}'),
    telemetry('default', 'own', '{selector: {matchLabels: {app: web}}, accessLogging: [{disabled: true}]}'),
  ].join('');
  expect(telemetryFor(meshOf(text), SIDECAR)).toEqual({
    accessLog: false,
    logFilter: undefined,
    samplingPercent: 2,
    tracing: { provider: 'zipkin', disabled: true, customTags: { team: { literal: { value: 'a' } } } },
  });
  expect(telemetryFor(meshOf(''), SIDECAR)).toEqual({ tracing: { customTags: {} } });
});
