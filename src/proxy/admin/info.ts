/** Pages about the proxy itself. */
import type { JsonMap } from '../../model/json.ts';
import { type AdminAnswer, jsonAnswer, textAnswer } from './answer.ts';
import type { AdminSources } from './sources.ts';

/** `/ready`: what load balancers and scripts ask. */
export function readyPage(sources: AdminSources): AdminAnswer {
  const state = sources.state();
  return textAnswer(`${state}\n`, state === 'LIVE' ? 200 : 503);
}

function buildOf({ version, commit }: AdminSources): string {
  return `${commit}/${version}/Clean/RELEASE/meshctl`;
}

/** `/server_info`. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/server_info.proto */
export function serverInfo(sources: AdminSources): AdminAnswer {
  const uptime = `${Math.floor(sources.uptimeSeconds())}s`;
  return jsonAnswer({
    version: buildOf(sources),
    state: sources.state(),
    uptime_current_epoch: uptime,
    uptime_all_epochs: uptime,
    hot_restart_version: 'disabled',
    command_line_options: commandLine(sources),
    node: { ...nodeOf(sources), client_features: [], listening_addresses: [], dynamic_parameters: {} },
    hot_restart_initializing: false,
  });
}

function nodeOf(sources: AdminSources): JsonMap {
  const { node } = sources.bootstrap();
  return typeof node === 'object' && node !== null ? { ...node, extensions: [] } : { extensions: [] };
}

/** Envoy's options, as far as they are always the same here. */
const FIXED_OPTIONS: JsonMap = {
  base_id: '0',
  config_yaml: '',
  allow_unknown_static_fields: false,
  admin_address_path: '',
  local_address_ip_version: 'v4',
  component_log_level: '',
  log_format: '',
  log_path: '',
  service_cluster: '',
  service_node: '',
  service_zone: '',
  file_flush_interval: '0.100s',
  mode: 'Serve',
  disable_hot_restart: true,
  enable_mutex_tracing: false,
  restart_epoch: 0,
  cpuset_threads: false,
  reject_unknown_dynamic_fields: false,
  log_format_escaped: false,
  disabled_extensions: [],
  ignore_unknown_dynamic_fields: false,
  use_dynamic_base_id: false,
  base_id_path: '',
  drain_strategy: 'Immediate',
  enable_fine_grain_logging: false,
  socket_path: '',
  socket_mode: 0,
  enable_core_dump: false,
  stats_tag: [],
  skip_hot_restart_on_no_parent: false,
  skip_hot_restart_parent_stats: false,
  skip_deprecated_logs: false,
  file_flush_min_size: 0,
  log_stacktrace_single_entry: false,
};

function commandLine({ concurrency, drainSeconds, configPath, loggers }: AdminSources): JsonMap {
  return {
    ...FIXED_OPTIONS,
    concurrency,
    config_path: configPath,
    log_level: loggers.levels.get('main') ?? 'info',
    drain_time: `${drainSeconds}s`,
    parent_shutdown_time: `${drainSeconds}s`,
  };
}

/** `/listeners`: names and addresses. */
export function listenersPage(query: URLSearchParams, sources: AdminSources): AdminAnswer {
  const { listeners } = sources.snapshot().snapshot;
  if (query.get('format') === 'json') {
    return jsonAnswer({
      listener_statuses: listeners.map(({ name, address }) => ({ name, local_address: address })),
    });
  }
  const lines = listeners.map(({ name, address: { socket_address: socket, pipe } }) => {
    const host = socket?.address.includes(':') ? `[${socket.address}]` : socket?.address;
    return `${name}::${socket ? `${host}:${socket.port_value}` : (pipe?.path ?? '')}\n`;
  });
  return textAnswer(lines.join(''));
}

/** `/memory`. @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/memory.proto */
export function memoryPage(sources: AdminSources): AdminAnswer {
  const { allocated, heap, resident } = sources.memory();
  return jsonAnswer({
    allocated: String(allocated),
    heap_size: String(heap),
    pageheap_unmapped: '0',
    pageheap_free: String(Math.max(0, heap - allocated)),
    total_thread_cache: '0',
    total_physical_bytes: String(resident),
  });
}

/** `/runtime`: the one value that programs ask for, the limit on regular expressions. */
export function runtimePage(): AdminAnswer {
  const limit = '32768';
  return jsonAnswer({
    entries: { 're2.max_program_size.error_level': { layer_values: [limit], final_value: limit } },
    layers: ['meshctl'],
  });
}
