/** The log of requests and connections. */
import type { MeshSettings } from '../../../mesh/settings.ts';
import type { AccessLog } from '../../resources/listener.ts';
import type { CompileContext } from '../context.ts';
import { TYPES } from '../type-urls.ts';

/** Istio's own format. @see https://istio.io/latest/docs/tasks/observability/logs/access-log/#default-access-log-format */
export const DEFAULT_TEXT_FORMAT =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% ' +
  '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n';

/** The fields of the JSON form. */
export const DEFAULT_JSON_FORMAT: Readonly<Record<string, string>> = {
  start_time: '%START_TIME%',
  route_name: '%ROUTE_NAME%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_flags: '%RESPONSE_FLAGS%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  duration: '%DURATION%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
  user_agent: '%REQ(USER-AGENT)%',
  request_id: '%REQ(X-REQUEST-ID)%',
  authority: '%REQ(:AUTHORITY)%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
};

function jsonFormat(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return DEFAULT_JSON_FORMAT;
  try {
    const given: unknown = JSON.parse(text);
    return typeof given === 'object' && given !== null ? { ...given } : DEFAULT_JSON_FORMAT;
  } catch {
    // Istio too falls back to its own fields where the text is no JSON.
    return DEFAULT_JSON_FORMAT;
  }
}

function logFormat({ accessLogEncoding, accessLogFormat: format }: MeshSettings): Readonly<Record<string, unknown>> {
  if (accessLogEncoding === 'JSON') return { json_format: jsonFormat(format) };
  const text = format === '' ? DEFAULT_TEXT_FORMAT : format;
  return { text_format_source: { inline_string: text.endsWith('\n') ? text : `${text}\n` } };
}

/** The file the mesh logs to: a Telemetry switches it on or off for a workload. */
function logFile({ mesh, telemetry }: CompileContext): string {
  const { accessLogFile: file } = mesh.settings;
  if (telemetry.accessLog === undefined) return file;
  return telemetry.accessLog ? file || '/dev/stdout' : '';
}

function filterOf({ telemetry: { logFilter } }: CompileContext): Pick<AccessLog, 'filter'> {
  if (logFilter === undefined || logFilter === '') return {};
  const config = { '@type': TYPES.celLogFilter, expression: logFilter };
  return { filter: { extension_filter: { name: 'envoy.access_loggers.extension_filters.cel', typed_config: config } } };
}

/** The access log of a filter; nothing where the mesh and the run ask for none. */
export function accessLog(context: CompileContext): { readonly access_log?: readonly AccessLog[] } {
  const { mesh, options } = context;
  const path = options.accessLogFile ?? logFile(context);
  if (path === '') return {};
  return {
    access_log: [
      {
        name: 'envoy.access_loggers.file',
        ...filterOf(context),
        typed_config: { '@type': TYPES.fileAccessLog, path, log_format: logFormat(mesh.settings) },
      },
    ],
  };
}
