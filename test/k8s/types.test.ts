import { describe, expect, it } from 'vitest';
import type { FieldType } from '../../src/k8s/schema.ts';
import { typeSet } from '../../src/k8s/schema.ts';
import { K8S, rootType } from '../../src/k8s/types.ts';
import { CONTAINER_TYPES } from '../../src/k8s/types-containers.ts';
import { JOB_TYPES } from '../../src/k8s/types-jobs.ts';
import { META_TYPES } from '../../src/k8s/types-meta.ts';
import { OPENSHIFT_TYPES } from '../../src/k8s/types-openshift.ts';
import { POD_TYPES } from '../../src/k8s/types-pods.ts';
import { POD_STATUS_TYPES } from '../../src/k8s/types-status.ts';
import { VOLUME_TYPES } from '../../src/k8s/types-volumes.ts';
import { WORKLOAD_TYPES } from '../../src/k8s/types-workloads.ts';

const TABLES = [
  META_TYPES,
  VOLUME_TYPES,
  CONTAINER_TYPES,
  POD_TYPES,
  POD_STATUS_TYPES,
  WORKLOAD_TYPES,
  JOB_TYPES,
  OPENSHIFT_TYPES,
];

describe('the notation', () => {
  const set = typeSet({
    Base: 'name! kind',
    Other: '',
    All: '+Base ID=id:*int64! items:[Other/name]^ tags:[string/]! sizes:{quantity} other:Other port:intstr',
  });

  it('describes fields with their Go names, types and flags', () => {
    const field = { omitEmpty: true, retainKeys: false, inlined: false };
    expect(set.struct('All').fields).toEqual([
      { ...field, json: 'name', go: 'Name', type: { kind: 'string', pointer: false }, omitEmpty: false, inlined: true },
      { ...field, json: 'kind', go: 'Kind', type: { kind: 'string', pointer: false }, inlined: true },
      { ...field, json: 'id', go: 'ID', type: { kind: 'int64', pointer: true }, omitEmpty: false },
      {
        ...field,
        json: 'items',
        go: 'Items',
        type: {
          kind: 'list',
          of: { kind: 'struct', struct: 'Other', pointer: false },
          mergeKey: 'name',
          pointer: false,
        },
        retainKeys: true,
      },
      {
        ...field,
        json: 'tags',
        go: 'Tags',
        type: { kind: 'list', of: { kind: 'string', pointer: false }, mergeKey: '', pointer: false },
        omitEmpty: false,
      },
      {
        ...field,
        json: 'sizes',
        go: 'Sizes',
        type: { kind: 'map', of: { kind: 'quantity', pointer: false }, pointer: false },
      },
      { ...field, json: 'other', go: 'Other', type: { kind: 'struct', struct: 'Other', pointer: false } },
      { ...field, json: 'port', go: 'Port', type: { kind: 'intstr', pointer: false } },
    ]);
    expect(set.struct('Other').fields).toEqual([]);
  });

  it('finds fields by both names and knows its structs', () => {
    expect(set.struct('All').byGo.get('ID')).toBe(set.struct('All').byJson.get('id'));
    expect([set.has('Base'), set.has('toString')]).toEqual([true, false]);
  });
});

describe('the table', () => {
  const names = TABLES.flatMap((table) => Object.keys(table));

  it('has every struct once and every struct it names', () => {
    expect(new Set(names).size).toBe(names.length);
    const missing = names.flatMap((name) =>
      K8S.struct(name).fields.flatMap(({ type }) => structsIn(type).filter((other) => !K8S.has(other))),
    );
    expect(missing).toEqual([]);
  });

  it('has each field once in its struct', () => {
    const twice = names.filter((name) => K8S.struct(name).byJson.size !== K8S.struct(name).fields.length);
    expect(twice).toEqual([]);
  });

  it('merges lists by keys their elements have', () => {
    const wrong = names.flatMap((name) =>
      K8S.struct(name).fields.filter(({ type }) => {
        if (type.kind !== 'list' || type.mergeKey === undefined) return false;
        return type.of.kind === 'struct' ? !K8S.struct(type.of.struct).byJson.has(type.mergeKey) : type.mergeKey !== '';
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    [
      'Container',
      'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
    ],
    ['HTTPGetAction', 'path port host scheme httpHeaders protocol'],
    ['ContainerPort', 'name hostPort containerPort protocol hostIP'],
    ['EnvVar', 'name value valueFrom'],
  ])('has the fields of %s in Go order', (name, fields) => {
    expect(
      K8S.struct(name)
        .fields.map(({ json }) => json)
        .join(' '),
    ).toBe(fields);
  });

  it.each([
    ['PodSpec', 'containers', 'name'],
    ['PodSpec', 'volumes', 'name'],
    ['PodSpec', 'imagePullSecrets', 'name'],
    ['PodSpec', 'hostAliases', 'ip'],
    ['PodSpec', 'topologySpreadConstraints', 'topologyKey'],
    ['PodSpec', 'tolerations', undefined],
    ['Container', 'ports', 'containerPort'],
    ['Container', 'volumeMounts', 'mountPath'],
    ['Container', 'volumeDevices', 'devicePath'],
    ['Container', 'envFrom', undefined],
    ['Container', 'args', undefined],
    ['ObjectMeta', 'finalizers', ''],
    ['ObjectMeta', 'ownerReferences', 'uid'],
  ])('merges %s.%s by %s', (name, field, key) => {
    const type = K8S.struct(name).byJson.get(field)?.type;
    expect(type?.kind === 'list' && type.mergeKey).toBe(key);
  });
});

function structsIn(type: FieldType): readonly string[] {
  if (type.kind === 'struct') return [type.struct];
  return type.kind === 'list' || type.kind === 'map' ? structsIn(type.of) : [];
}

describe('the kinds that carry pods', () => {
  it.each([
    ['v1', 'Pod', 'Pod'],
    ['v1', 'List', 'List'],
    ['v1', 'DeploymentConfig', 'DeploymentConfig'],
    ['apps.openshift.io/v1', 'DeploymentConfig', 'DeploymentConfig'],
    ['batch/v1', 'CronJob', 'CronJob'],
    ['extensions/v1beta1', 'Deployment', 'Deployment'],
    ['extensions/v1beta1', 'Ingress', undefined],
    ['apps/v1', 'Pod', undefined],
    ['apps/v1beta2', 'Deployment', undefined],
    ['batch/v1beta1', 'CronJob', undefined],
    ['constructor', 'name', undefined],
    ['', '', undefined],
  ])('%s %s is %s', (apiVersion, kind, type) => {
    expect(rootType(apiVersion, kind)).toBe(type);
  });
});
