import type { TypeTable } from '../notation.ts';

/** Telemetry. @see https://istio.io/latest/docs/reference/config/telemetry/ */
export const TELEMETRY: TypeTable = {
  Telemetry: `
    selector:WorkloadSelector targetRef:PolicyTargetReference targetRefs:[PolicyTargetReference]<..16>
    tracing:[Tracing] metrics:[Metrics] accessLogging:[AccessLogging] @selectorOrTarget
  `,
  Mode: 'enum CLIENT_AND_SERVER CLIENT SERVER',
  ModeSelector: 'mode:Mode',
  ProviderRef: 'name:string<1..>!',
  Tracing: `
    match:ModeSelector providers:[ProviderRef] randomSamplingPercentage:double?<0..100> disableSpanReporting:bool?
    customTags:{CustomTag} enableIstioTags:bool? useRequestIdForTraceSampling:bool? disableContextPropagation:bool?
  `,
  CustomTag: '|literal:Literal |environment:FromName |header:FromName |formatter:Literal',
  Literal: 'value:string<1..>!',
  FromName: 'name:string<1..>! defaultValue',
  Metrics: 'providers:[ProviderRef] overrides:[MetricsOverrides] reportingInterval:duration',
  MetricsOverrides: 'match:MetricSelector disabled:bool? tagOverrides:{TagOverride}',
  MetricSelector: '|metric:IstioMetric |customMetric:string<1..> mode:Mode',
  IstioMetric: `enum
    ALL_METRICS REQUEST_COUNT REQUEST_DURATION REQUEST_SIZE RESPONSE_SIZE TCP_OPENED_CONNECTIONS TCP_CLOSED_CONNECTIONS
    TCP_SENT_BYTES TCP_RECEIVED_BYTES GRPC_REQUEST_MESSAGES GRPC_RESPONSE_MESSAGES
  `,
  TagOverride: 'operation:TagOperation value @upsertValue @removeNoValue',
  TagOperation: 'enum UPSERT REMOVE',
  AccessLogging: 'match:ModeSelector providers:[ProviderRef] disabled:bool? filter:LogFilter',
  LogFilter: 'expression',
};
