/**
 * Messages and enumerations of the Envoy API, one a line; the notation is in schema.ts. Made by scripts/envoy-schema.ts from
 * the protobuf sources of the Envoy, xDS and Google APIs (Apache License 2.0). Do not edit.
 */
export const TABLE = `envoy.admin.v3.Certificates certificates:*m1
envoy.admin.v3.Certificate ca_cert:*m2 cert_chain:*m2
envoy.admin.v3.CertificateDetails path:s serial_number:s subject_alt_names:*m4 days_until_expiration:l valid_from:@Timestamp expiration_time:@Timestamp ocsp_details:m3
envoy.admin.v3.CertificateDetails.OcspDetails valid_from:@Timestamp expiration:@Timestamp
envoy.admin.v3.SubjectAlternateName dns:+s uri:+s ip_address:+s
envoy.admin.v3.Clusters cluster_statuses:*m6
envoy.admin.v3.ClusterStatus name:s added_via_api:b success_rate_ejection_threshold:mx7 host_statuses:*m7 local_origin_success_rate_ejection_threshold:mx7 circuit_breakers:m2k observability_name:s eds_service_name:s
envoy.admin.v3.HostStatus address:m4a stats:*m13 health_status:m8 success_rate:mx7 weight:n hostname:s priority:n local_origin_success_rate:mx7 locality:m4g
envoy.admin.v3.HostHealthStatus failed_active_health_check:b failed_outlier_check:b failed_active_degraded_check:b pending_dynamic_removal:b pending_active_hc:b excluded_via_immediate_hc_fail:b active_hc_timeout:b eds_health_status:e5y
envoy.admin.v3.ConfigDump configs:*@Any
envoy.admin.v3.BootstrapConfigDump bootstrap:m1v last_updated:@Timestamp
envoy.admin.v3.SecretsConfigDump static_secrets:*md dynamic_active_secrets:*mc dynamic_warming_secrets:*mc
envoy.admin.v3.SecretsConfigDump.DynamicSecret name:s version_info:s last_updated:@Timestamp secret:@Any error_state:mf client_status:ee
envoy.admin.v3.SecretsConfigDump.StaticSecret name:s last_updated:@Timestamp secret:@Any
envoy.admin.v3.ClientResourceStatus =UNKNOWN,REQUESTED,DOES_NOT_EXIST,ACKED,NACKED
envoy.admin.v3.UpdateFailureState failed_configuration:@Any last_update_attempt:@Timestamp details:s version_info:s
envoy.admin.v3.ListenersConfigDump version_info:s static_listeners:*mh dynamic_listeners:*mj
envoy.admin.v3.ListenersConfigDump.StaticListener listener:@Any last_updated:@Timestamp
envoy.admin.v3.ListenersConfigDump.DynamicListenerState version_info:s listener:@Any last_updated:@Timestamp
envoy.admin.v3.ListenersConfigDump.DynamicListener name:s active_state:mi warming_state:mi draining_state:mi error_state:mf client_status:ee
envoy.admin.v3.ClustersConfigDump version_info:s static_clusters:*ml dynamic_active_clusters:*mm dynamic_warming_clusters:*mm
envoy.admin.v3.ClustersConfigDump.StaticCluster cluster:@Any last_updated:@Timestamp
envoy.admin.v3.ClustersConfigDump.DynamicCluster version_info:s cluster:@Any last_updated:@Timestamp error_state:mf client_status:ee
envoy.admin.v3.RoutesConfigDump static_route_configs:*mo dynamic_route_configs:*mp
envoy.admin.v3.RoutesConfigDump.StaticRouteConfig route_config:@Any last_updated:@Timestamp
envoy.admin.v3.RoutesConfigDump.DynamicRouteConfig version_info:s route_config:@Any last_updated:@Timestamp error_state:mf client_status:ee
envoy.admin.v3.ScopedRoutesConfigDump inline_scoped_route_configs:*mr dynamic_scoped_route_configs:*ms
envoy.admin.v3.ScopedRoutesConfigDump.InlineScopedRouteConfigs name:s scoped_route_configs:*@Any last_updated:@Timestamp
envoy.admin.v3.ScopedRoutesConfigDump.DynamicScopedRouteConfigs name:s version_info:s scoped_route_configs:*@Any last_updated:@Timestamp error_state:mf client_status:ee
envoy.admin.v3.EndpointsConfigDump static_endpoint_configs:*mu dynamic_endpoint_configs:*mv
envoy.admin.v3.EndpointsConfigDump.StaticEndpointConfig endpoint_config:@Any last_updated:@Timestamp
envoy.admin.v3.EndpointsConfigDump.DynamicEndpointConfig version_info:s endpoint_config:@Any last_updated:@Timestamp error_state:mf client_status:ee
envoy.admin.v3.EcdsConfigDump ecds_filters:*mx
envoy.admin.v3.EcdsConfigDump.EcdsFilterConfig version_info:s ecds_filter:@Any last_updated:@Timestamp error_state:mf client_status:ee
envoy.admin.v3.UnreadyTargetsDumps unready_targets_dumps:*mz
envoy.admin.v3.UnreadyTargetsDumps.UnreadyTargetsDump name:s target_names:*s
envoy.admin.v3.Listeners listener_statuses:*m11
envoy.admin.v3.ListenerStatus name:s local_address:m4a additional_local_addresses:*m4a
envoy.admin.v3.Memory allocated:l heap_size:l pageheap_unmapped:l pageheap_free:l total_thread_cache:l total_physical_bytes:l
envoy.admin.v3.SimpleMetric type:e14 value:l name:s
envoy.admin.v3.SimpleMetric.Type =COUNTER,GAUGE
envoy.admin.v3.MutexStats num_contentions:l current_wait_cycles:l lifetime_wait_cycles:l
envoy.admin.v3.ServerInfo version:s state:e17 uptime_current_epoch:@Duration uptime_all_epochs:@Duration hot_restart_version:s command_line_options:m18 node:m4j
envoy.admin.v3.ServerInfo.State =LIVE,DRAINING,PRE_INITIALIZING,INITIALIZING
envoy.admin.v3.CommandLineOptions base_id:l use_dynamic_base_id:b skip_hot_restart_on_no_parent:b skip_hot_restart_parent_stats:b base_id_path:s concurrency:n config_path:s config_yaml:s allow_unknown_static_fields:b reject_unknown_dynamic_fields:b ignore_unknown_dynamic_fields:b admin_address_path:s local_address_ip_version:e19 log_level:s component_log_level:s log_format:s log_format_escaped:b log_path:s service_cluster:s service_node:s service_zone:s file_flush_interval:@Duration drain_time:@Duration drain_strategy:e1b parent_shutdown_time:@Duration mode:e1a disable_hot_restart:b enable_mutex_tracing:b restart_epoch:n cpuset_threads:b disabled_extensions:*s enable_fine_grain_logging:b socket_path:s socket_mode:n enable_core_dump:b stats_tag:*s
envoy.admin.v3.CommandLineOptions.IpVersion =v4,v6
envoy.admin.v3.CommandLineOptions.Mode =Serve,Validate,InitOnly
envoy.admin.v3.CommandLineOptions.DrainStrategy =Gradual,Immediate
envoy.admin.v3.TapRequest config_id:s tap_config:mb3
envoy.config.accesslog.v3.AccessLog name:s filter:m1e typed_config:+@Any
envoy.config.accesslog.v3.AccessLogFilter status_code_filter:+m1h duration_filter:+m1i not_health_check_filter:+m1j traceable_filter:+m1k runtime_filter:+m1l and_filter:+m1m or_filter:+m1n header_filter:+m1o response_flag_filter:+m1p grpc_status_filter:+m1q extension_filter:+m1u metadata_filter:+m1s log_type_filter:+m1t
envoy.config.accesslog.v3.ComparisonFilter op:e1g value:m4l
envoy.config.accesslog.v3.ComparisonFilter.Op =EQ,GE,LE
envoy.config.accesslog.v3.StatusCodeFilter comparison:m1f
envoy.config.accesslog.v3.DurationFilter comparison:m1f
envoy.config.accesslog.v3.NotHealthCheckFilter
envoy.config.accesslog.v3.TraceableFilter
envoy.config.accesslog.v3.RuntimeFilter runtime_key:s percent_sampled:mx8 use_independent_randomness:b
envoy.config.accesslog.v3.AndFilter filters:*m1e
envoy.config.accesslog.v3.OrFilter filters:*m1e
envoy.config.accesslog.v3.HeaderFilter header:maw
envoy.config.accesslog.v3.ResponseFlagFilter flags:*s
envoy.config.accesslog.v3.GrpcStatusFilter statuses:*e1r exclude:b
envoy.config.accesslog.v3.GrpcStatusFilter.Status =OK,CANCELED,UNKNOWN,INVALID_ARGUMENT,DEADLINE_EXCEEDED,NOT_FOUND,ALREADY_EXISTS,PERMISSION_DENIED,RESOURCE_EXHAUSTED,FAILED_PRECONDITION,ABORTED,OUT_OF_RANGE,UNIMPLEMENTED,INTERNAL,UNAVAILABLE,DATA_LOSS,UNAUTHENTICATED
envoy.config.accesslog.v3.MetadataFilter matcher:mvw match_if_key_not_found:@BoolValue
envoy.config.accesslog.v3.LogTypeFilter types:*eby exclude:b
envoy.config.accesslog.v3.ExtensionFilter name:s typed_config:+@Any
envoy.config.bootstrap.v3.Bootstrap node:m4j node_context_params:*s static_resources:m1w dynamic_resources:m1x cluster_manager:m23 hds_config:m59 flags_path:s stats_sinks:*m8c deferred_stat_options:m20 stats_config:m8d stats_flush_interval:@Duration stats_flush_on_admin:+b watchdog:m26 watchdogs:m25 tracing:mbj layered_runtime:m2f admin:m22 overload_manager:m8u enable_dispatcher_stats:b header_prefix:s stats_server_version_override:@UInt64Value use_tcp_for_dns_lookups:b dns_resolution_config:m6w typed_dns_resolver_config:m5i bootstrap_extensions:*m5i fatal_actions:*m29 config_sources:*m5f default_config_source:m5f default_socket_interface:s certificate_provider_instances:%m5i inline_headers:*m2g perf_tracing_file_path:s default_regex_engine:m5i xds_delegate_extension:m5i xds_config_tracker_extension:m5i listener_manager:m5i application_log_config:m1y grpc_async_client_manager_config:m21 memory_allocator_manager:m2i
envoy.config.bootstrap.v3.Bootstrap.StaticResources listeners:*m7q clusters:*m2o secrets:*mrk
envoy.config.bootstrap.v3.Bootstrap.DynamicResources lds_config:m5f lds_resources_locator:s cds_config:m5f cds_resources_locator:s ads_config:m59
envoy.config.bootstrap.v3.Bootstrap.ApplicationLogConfig log_format:m1z
envoy.config.bootstrap.v3.Bootstrap.ApplicationLogConfig.LogFormat json_format:+@Struct text_format:+s
envoy.config.bootstrap.v3.Bootstrap.DeferredStatOptions enable_deferred_creation_stats:b
envoy.config.bootstrap.v3.Bootstrap.GrpcAsyncClientManagerConfig max_cached_entry_idle_duration:@Duration
envoy.config.bootstrap.v3.Admin access_log:*m1d access_log_path:s profile_path:s address:m4a socket_options:*m6x ignore_global_conn_limit:b
envoy.config.bootstrap.v3.ClusterManager local_cluster_name:s outlier_detection:m24 upstream_bind_config:m49 load_stats_config:m59 enable_deferred_cluster_creation:b
envoy.config.bootstrap.v3.ClusterManager.OutlierDetection event_log_path:s event_service:m5h
envoy.config.bootstrap.v3.Watchdogs main_thread_watchdog:m26 worker_watchdog:m26
envoy.config.bootstrap.v3.Watchdog actions:*m27 miss_timeout:@Duration megamiss_timeout:@Duration kill_timeout:@Duration max_kill_timeout_jitter:@Duration multikill_timeout:@Duration multikill_threshold:mx7
envoy.config.bootstrap.v3.Watchdog.WatchdogAction config:m5i event:e28
envoy.config.bootstrap.v3.Watchdog.WatchdogAction.WatchdogEvent =UNKNOWN,KILL,MULTIKILL,MEGAMISS,MISS
envoy.config.bootstrap.v3.FatalAction config:m5i
envoy.config.bootstrap.v3.Runtime symlink_root:s subdirectory:s override_subdirectory:s base:@Struct
envoy.config.bootstrap.v3.RuntimeLayer name:s static_layer:+@Struct disk_layer:+m2c admin_layer:+m2d rtds_layer:+m2e
envoy.config.bootstrap.v3.RuntimeLayer.DiskLayer symlink_root:s subdirectory:s append_service_cluster:b
envoy.config.bootstrap.v3.RuntimeLayer.AdminLayer
envoy.config.bootstrap.v3.RuntimeLayer.RtdsLayer name:s rtds_config:m5f
envoy.config.bootstrap.v3.LayeredRuntime layers:*m2b
envoy.config.bootstrap.v3.CustomInlineHeader inline_header_name:s inline_header_type:e2h
envoy.config.bootstrap.v3.CustomInlineHeader.InlineHeaderType =REQUEST_HEADER,REQUEST_TRAILER,RESPONSE_HEADER,RESPONSE_TRAILER
envoy.config.bootstrap.v3.MemoryAllocatorManager bytes_to_release:l memory_release_interval:@Duration
envoy.config.cluster.redis.RedisClusterConfig cluster_refresh_rate:@Duration cluster_refresh_timeout:@Duration redirect_refresh_interval:@Duration redirect_refresh_threshold:@UInt32Value failure_refresh_threshold:n host_degraded_refresh_threshold:n
envoy.config.cluster.v3.CircuitBreakers thresholds:*m2l per_host_thresholds:*m2l
envoy.config.cluster.v3.CircuitBreakers.Thresholds priority:e4d max_connections:@UInt32Value max_pending_requests:@UInt32Value max_requests:@UInt32Value max_retries:@UInt32Value retry_budget:m2m track_remaining:b max_connection_pools:@UInt32Value
envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget budget_percent:mx7 min_retry_concurrency:@UInt32Value
envoy.config.cluster.v3.ClusterCollection entries:mxm
envoy.config.cluster.v3.Cluster transport_socket_matches:*m2t name:s alt_stat_name:s type:+e2p cluster_type:+m2u eds_cluster_config:m2v connect_timeout:@Duration per_connection_buffer_limit_bytes:@UInt32Value lb_policy:e2q load_assignment:m73 health_checks:*m60 max_requests_per_connection:@UInt32Value circuit_breakers:m2k upstream_http_protocol_options:m6d common_http_protocol_options:m6g http_protocol_options:m6i http2_protocol_options:m6m typed_extension_protocol_options:%@Any dns_refresh_rate:@Duration dns_jitter:@Duration dns_failure_refresh_rate:m3c respect_dns_ttl:b dns_lookup_family:e2r dns_resolvers:*m4a use_tcp_for_dns_lookups:b dns_resolution_config:m6w typed_dns_resolver_config:m5i wait_for_warm_on_init:@BoolValue outlier_detection:m3l cleanup_interval:@Duration upstream_bind_config:m49 lb_subset_config:m2w ring_hash_lb_config:+m34 maglev_lb_config:+m36 original_dst_lb_config:+m37 least_request_lb_config:+m33 round_robin_lb_config:+m32 common_lb_config:m38 transport_socket:m55 metadata:m4k protocol_selection:e2s upstream_connection_options:m3g close_connections_on_host_health_failure:b ignore_health_on_host_removal:b filters:*m3k load_balancing_policy:m3e lrs_server:m5f lrs_report_endpoint_metrics:*s track_timeout_budgets:b upstream_config:m5i track_cluster_stats:m3j preconnect_policy:m3d connection_pool_per_downstream_connection:b
envoy.config.cluster.v3.Cluster.DiscoveryType =STATIC,STRICT_DNS,LOGICAL_DNS,EDS,ORIGINAL_DST
envoy.config.cluster.v3.Cluster.LbPolicy =ROUND_ROBIN,LEAST_REQUEST,RING_HASH,RANDOM,MAGLEV=5,CLUSTER_PROVIDED,LOAD_BALANCING_POLICY_CONFIG
envoy.config.cluster.v3.Cluster.DnsLookupFamily =AUTO,V4_ONLY,V6_ONLY,V4_PREFERRED,ALL
envoy.config.cluster.v3.Cluster.ClusterProtocolSelection =USE_CONFIGURED_PROTOCOL,USE_DOWNSTREAM_PROTOCOL
envoy.config.cluster.v3.Cluster.TransportSocketMatch name:s match:@Struct transport_socket:m55
envoy.config.cluster.v3.Cluster.CustomClusterType name:s typed_config:@Any
envoy.config.cluster.v3.Cluster.EdsClusterConfig eds_config:m5f service_name:s
envoy.config.cluster.v3.Cluster.LbSubsetConfig fallback_policy:e2x default_subset:@Struct subset_selectors:*m2z locality_weight_aware:b scale_locality_weight:b panic_mode_any:b list_as_any:b metadata_fallback_policy:e2y
envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetFallbackPolicy =NO_FALLBACK,ANY_ENDPOINT,DEFAULT_SUBSET
envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetMetadataFallbackPolicy =METADATA_NO_FALLBACK,FALLBACK_LIST
envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector keys:*s single_host_per_subset:b fallback_policy:e30 fallback_keys_subset:*s
envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector.LbSubsetSelectorFallbackPolicy =NOT_DEFINED,NO_FALLBACK,ANY_ENDPOINT,DEFAULT_SUBSET,KEYS_SUBSET
envoy.config.cluster.v3.Cluster.SlowStartConfig slow_start_window:@Duration aggression:m4n min_weight_percent:mx7
envoy.config.cluster.v3.Cluster.RoundRobinLbConfig slow_start_config:m31
envoy.config.cluster.v3.Cluster.LeastRequestLbConfig choice_count:@UInt32Value active_request_bias:m4n slow_start_config:m31
envoy.config.cluster.v3.Cluster.RingHashLbConfig minimum_ring_size:@UInt64Value hash_function:e35 maximum_ring_size:@UInt64Value
envoy.config.cluster.v3.Cluster.RingHashLbConfig.HashFunction =XX_HASH,MURMUR_HASH_2
envoy.config.cluster.v3.Cluster.MaglevLbConfig table_size:@UInt64Value
envoy.config.cluster.v3.Cluster.OriginalDstLbConfig use_http_header:b http_header_name:s upstream_port_override:@UInt32Value metadata_key:mwh
envoy.config.cluster.v3.Cluster.CommonLbConfig healthy_panic_threshold:mx7 zone_aware_lb_config:+m39 locality_weighted_lb_config:+m3a update_merge_window:@Duration ignore_new_hosts_until_first_hc:b close_connections_on_host_set_change:b consistent_hashing_lb_config:m3b override_host_status:m5z
envoy.config.cluster.v3.Cluster.CommonLbConfig.ZoneAwareLbConfig routing_enabled:mx7 min_cluster_size:@UInt64Value fail_traffic_on_panic:b
envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig
envoy.config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig use_hostname_for_hashing:b hash_balance_factor:@UInt32Value
envoy.config.cluster.v3.Cluster.RefreshRate base_interval:@Duration max_interval:@Duration
envoy.config.cluster.v3.Cluster.PreconnectPolicy per_upstream_preconnect_ratio:@DoubleValue predictive_preconnect_ratio:@DoubleValue
envoy.config.cluster.v3.LoadBalancingPolicy policies:*m3f
envoy.config.cluster.v3.LoadBalancingPolicy.Policy typed_extension_config:m5i
envoy.config.cluster.v3.UpstreamConnectionOptions tcp_keepalive:m47 set_local_interface_name_on_upstream_connections:b happy_eyeballs_config:m3i
envoy.config.cluster.v3.UpstreamConnectionOptions.FirstAddressFamilyVersion =DEFAULT,V4,V6
envoy.config.cluster.v3.UpstreamConnectionOptions.HappyEyeballsConfig first_address_family_version:e3h first_address_family_count:@UInt32Value
envoy.config.cluster.v3.TrackClusterStats timeout_budgets:b request_response_sizes:b per_endpoint_stats:b
envoy.config.cluster.v3.Filter name:s typed_config:@Any config_discovery:m5g
envoy.config.cluster.v3.OutlierDetection consecutive_5xx:@UInt32Value interval:@Duration base_ejection_time:@Duration max_ejection_percent:@UInt32Value enforcing_consecutive_5xx:@UInt32Value enforcing_success_rate:@UInt32Value success_rate_minimum_hosts:@UInt32Value success_rate_request_volume:@UInt32Value success_rate_stdev_factor:@UInt32Value consecutive_gateway_failure:@UInt32Value enforcing_consecutive_gateway_failure:@UInt32Value split_external_local_origin_errors:b consecutive_local_origin_failure:@UInt32Value enforcing_consecutive_local_origin_failure:@UInt32Value enforcing_local_origin_success_rate:@UInt32Value failure_percentage_threshold:@UInt32Value enforcing_failure_percentage:@UInt32Value enforcing_failure_percentage_local_origin:@UInt32Value failure_percentage_minimum_hosts:@UInt32Value failure_percentage_request_volume:@UInt32Value max_ejection_time:@Duration max_ejection_time_jitter:@Duration successful_active_health_check_uneject_host:@BoolValue monitors:*m5i always_eject_one_host:@BoolValue
envoy.config.common.key_value.v3.KeyValueStoreConfig config:m5i
envoy.config.common.matcher.v3.Matcher matcher_list:+m3p matcher_tree:+m3u on_no_match:m3o
envoy.config.common.matcher.v3.Matcher.OnMatch matcher:+m3n action:+m5i
envoy.config.common.matcher.v3.Matcher.MatcherList matchers:*m3t
envoy.config.common.matcher.v3.Matcher.MatcherList.Predicate single_predicate:+m3r or_matcher:+m3s and_matcher:+m3s not_matcher:+m3q
envoy.config.common.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate input:m5i value_match:+mw6 custom_match:+m5i
envoy.config.common.matcher.v3.Matcher.MatcherList.Predicate.PredicateList predicate:*m3q
envoy.config.common.matcher.v3.Matcher.MatcherList.FieldMatcher predicate:m3q on_match:m3o
envoy.config.common.matcher.v3.Matcher.MatcherTree input:m5i exact_match_map:+m3v prefix_match_map:+m3v custom_match:+m5i
envoy.config.common.matcher.v3.Matcher.MatcherTree.MatchMap map:%m3o
envoy.config.common.matcher.v3.MatchPredicate or_match:+m3x and_match:+m3x not_match:+m3w any_match:+b http_request_headers_match:+m3y http_request_trailers_match:+m3y http_response_headers_match:+m3y http_response_trailers_match:+m3y http_request_generic_body_match:+m3z http_response_generic_body_match:+m3z
envoy.config.common.matcher.v3.MatchPredicate.MatchSet rules:*m3w
envoy.config.common.matcher.v3.HttpHeadersMatch headers:*maw
envoy.config.common.matcher.v3.HttpGenericBodyMatch bytes_limit:n patterns:*m40
envoy.config.common.matcher.v3.HttpGenericBodyMatch.GenericTextMatch string_match:+s binary_match:+y
envoy.config.common.mutation_rules.v3.HeaderMutationRules allow_all_routing:@BoolValue allow_envoy:@BoolValue disallow_system:@BoolValue disallow_all:@BoolValue allow_expression:mw1 disallow_expression:mw1 disallow_is_error:@BoolValue
envoy.config.common.mutation_rules.v3.HeaderMutation remove:+s append:+m4v
envoy.config.core.v3.Pipe path:s mode:n
envoy.config.core.v3.EnvoyInternalAddress server_listener_name:+s endpoint_id:s
envoy.config.core.v3.SocketAddress protocol:e46 address:s port_value:+n named_port:+s resolver_name:s ipv4_compat:b
envoy.config.core.v3.SocketAddress.Protocol =TCP,UDP
envoy.config.core.v3.TcpKeepalive keepalive_probes:@UInt32Value keepalive_time:@UInt32Value keepalive_interval:@UInt32Value
envoy.config.core.v3.ExtraSourceAddress address:m45 socket_options:m6z
envoy.config.core.v3.BindConfig source_address:m45 freebind:@BoolValue socket_options:*m6x extra_source_addresses:*m48 additional_source_addresses:*m45 local_address_selector:m5i
envoy.config.core.v3.Address socket_address:+m45 pipe:+m43 envoy_internal_address:+m44
envoy.config.core.v3.CidrRange address_prefix:s prefix_len:@UInt32Value
envoy.config.core.v3.BackoffStrategy base_interval:@Duration max_interval:@Duration
envoy.config.core.v3.RoutingPriority =DEFAULT,HIGH
envoy.config.core.v3.RequestMethod =METHOD_UNSPECIFIED,GET,HEAD,POST,PUT,DELETE,CONNECT,OPTIONS,TRACE,PATCH
envoy.config.core.v3.TrafficDirection =UNSPECIFIED,INBOUND,OUTBOUND
envoy.config.core.v3.Locality region:s zone:s sub_zone:s
envoy.config.core.v3.BuildVersion version:mxh metadata:@Struct
envoy.config.core.v3.Extension name:s category:s type_descriptor:s version:m4h disabled:b type_urls:*s
envoy.config.core.v3.Node id:s cluster:s metadata:@Struct dynamic_parameters:%mxo locality:m4g user_agent_name:s user_agent_version:+s user_agent_build_version:+m4h extensions:*m4i client_features:*s listening_addresses:*m4a
envoy.config.core.v3.Metadata filter_metadata:%@Struct typed_filter_metadata:%@Any
envoy.config.core.v3.RuntimeUInt32 default_value:n runtime_key:s
envoy.config.core.v3.RuntimePercent default_value:mx7 runtime_key:s
envoy.config.core.v3.RuntimeDouble default_value:n runtime_key:s
envoy.config.core.v3.RuntimeFeatureFlag default_value:@BoolValue runtime_key:s
envoy.config.core.v3.KeyValue key:s value:y
envoy.config.core.v3.KeyValueAppend entry:m4p action:e4r
envoy.config.core.v3.KeyValueAppend.KeyValueAppendAction =APPEND_IF_EXISTS_OR_ADD,ADD_IF_ABSENT,OVERWRITE_IF_EXISTS_OR_ADD,OVERWRITE_IF_EXISTS
envoy.config.core.v3.KeyValueMutation append:m4q remove:s
envoy.config.core.v3.QueryParameter key:s value:s
envoy.config.core.v3.HeaderValue key:s value:s raw_value:y
envoy.config.core.v3.HeaderValueOption header:m4u append:@BoolValue append_action:e4w keep_empty_value:b
envoy.config.core.v3.HeaderValueOption.HeaderAppendAction =APPEND_IF_EXISTS_OR_ADD,ADD_IF_ABSENT,OVERWRITE_IF_EXISTS_OR_ADD,OVERWRITE_IF_EXISTS
envoy.config.core.v3.HeaderMap headers:*m4u
envoy.config.core.v3.WatchedDirectory path:s
envoy.config.core.v3.DataSource filename:+s inline_bytes:+y inline_string:+s environment_variable:+s watched_directory:m4y
envoy.config.core.v3.RetryPolicy retry_back_off:m4c num_retries:@UInt32Value retry_on:s retry_priority:m51 retry_host_predicate:*m52 host_selection_retry_max_attempts:l
envoy.config.core.v3.RetryPolicy.RetryPriority name:s typed_config:+@Any
envoy.config.core.v3.RetryPolicy.RetryHostPredicate name:s typed_config:+@Any
envoy.config.core.v3.RemoteDataSource http_uri:m69 sha256:s retry_policy:m50
envoy.config.core.v3.AsyncDataSource local:+m4z remote:+m53
envoy.config.core.v3.TransportSocket name:s typed_config:+@Any
envoy.config.core.v3.RuntimeFractionalPercent default_value:mx8 runtime_key:s
envoy.config.core.v3.ControlPlane identifier:s
envoy.config.core.v3.ApiVersion =AUTO,V2,V3
envoy.config.core.v3.ApiConfigSource api_type:e5a transport_api_version:e58 cluster_names:*s grpc_services:*m5l refresh_delay:@Duration request_timeout:@Duration rate_limit_settings:m5d set_node_on_first_message_only:b config_validators:*m5i
envoy.config.core.v3.ApiConfigSource.ApiType =DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE,REST,GRPC,DELTA_GRPC,AGGREGATED_GRPC=5,AGGREGATED_DELTA_GRPC
envoy.config.core.v3.AggregatedConfigSource
envoy.config.core.v3.SelfConfigSource transport_api_version:e58
envoy.config.core.v3.RateLimitSettings max_tokens:@UInt32Value fill_rate:@DoubleValue
envoy.config.core.v3.PathConfigSource path:s watched_directory:m4y
envoy.config.core.v3.ConfigSource authorities:*mxk path:+s path_config_source:+m5e api_config_source:+m59 ads:+m5b self:+m5c initial_fetch_timeout:@Duration resource_api_version:e58
envoy.config.core.v3.ExtensionConfigSource config_source:m5f default_config:@Any apply_default_config_without_warming:b type_urls:*s
envoy.config.core.v3.EventServiceConfig grpc_service:+m5l
envoy.config.core.v3.TypedExtensionConfig name:s typed_config:@Any
envoy.config.core.v3.GrpcMethodList services:*m5k
envoy.config.core.v3.GrpcMethodList.Service name:s method_names:*s
envoy.config.core.v3.GrpcService envoy_grpc:+m5m google_grpc:+m5n timeout:@Duration initial_metadata:*m4u retry_policy:m50
envoy.config.core.v3.GrpcService.EnvoyGrpc cluster_name:s authority:s retry_policy:m50 max_receive_message_length:@UInt32Value skip_envoy_headers:b
envoy.config.core.v3.GrpcService.GoogleGrpc target_uri:s channel_credentials:m5q call_credentials:*m5r stat_prefix:s credentials_factory_name:s config:@Struct per_stream_buffer_limit_bytes:@UInt32Value channel_args:m5w
envoy.config.core.v3.GrpcService.GoogleGrpc.SslCredentials root_certs:m4z private_key:!m4z cert_chain:m4z
envoy.config.core.v3.GrpcService.GoogleGrpc.GoogleLocalCredentials
envoy.config.core.v3.GrpcService.GoogleGrpc.ChannelCredentials ssl_credentials:+m5o google_default:+@Empty local_credentials:+m5p
envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials access_token:+s google_compute_engine:+@Empty google_refresh_token:+s service_account_jwt_access:+m5s google_iam:+m5t from_plugin:+m5u sts_service:+m5v
envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials.ServiceAccountJWTAccessCredentials json_key:s token_lifetime_seconds:l
envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials.GoogleIAMCredentials authorization_token:s authority_selector:s
envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials.MetadataCredentialsFromPlugin name:s typed_config:+@Any
envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials.StsService token_exchange_service_uri:s resource:s audience:s scope:s requested_token_type:s subject_token_path:s subject_token_type:s actor_token_path:s actor_token_type:s
envoy.config.core.v3.GrpcService.GoogleGrpc.ChannelArgs args:%m5x
envoy.config.core.v3.GrpcService.GoogleGrpc.ChannelArgs.Value string_value:+s int_value:+l
envoy.config.core.v3.HealthStatus =UNKNOWN,HEALTHY,UNHEALTHY,DRAINING,TIMEOUT,DEGRADED
envoy.config.core.v3.HealthStatusSet statuses:*e5y
envoy.config.core.v3.HealthCheck timeout:@Duration interval:@Duration initial_jitter:@Duration interval_jitter:@Duration interval_jitter_percent:n unhealthy_threshold:@UInt32Value healthy_threshold:@UInt32Value alt_port:@UInt32Value reuse_connection:@BoolValue http_health_check:+m62 tcp_health_check:+m63 grpc_health_check:+m65 custom_health_check:+m66 no_traffic_interval:@Duration no_traffic_healthy_interval:@Duration unhealthy_interval:@Duration unhealthy_edge_interval:@Duration healthy_edge_interval:@Duration event_log_path:s event_logger:*m5i event_service:m5h always_log_health_check_failures:b always_log_health_check_success:b tls_options:m67 transport_socket_match_criteria:@Struct
envoy.config.core.v3.HealthCheck.Payload text:+s binary:+y
envoy.config.core.v3.HealthCheck.HttpHealthCheck host:s path:s send:m61 receive:*m61 response_buffer_size:@UInt64Value request_headers_to_add:*m4v request_headers_to_remove:*s expected_statuses:*mxa retriable_statuses:*mxa codec_client_type:ex4 service_name_matcher:mw6 method:e4e
envoy.config.core.v3.HealthCheck.TcpHealthCheck send:m61 receive:*m61 proxy_protocol_config:m6t
envoy.config.core.v3.HealthCheck.RedisHealthCheck key:s
envoy.config.core.v3.HealthCheck.GrpcHealthCheck service_name:s authority:s initial_metadata:*m4v
envoy.config.core.v3.HealthCheck.CustomHealthCheck name:s typed_config:+@Any
envoy.config.core.v3.HealthCheck.TlsOptions alpn_protocols:*s
envoy.config.core.v3.HttpService http_uri:m69 request_headers_to_add:*m4v
envoy.config.core.v3.HttpUri uri:s cluster:+s timeout:@Duration
envoy.config.core.v3.TcpProtocolOptions
envoy.config.core.v3.QuicKeepAliveSettings max_interval:@Duration initial_interval:@Duration
envoy.config.core.v3.QuicProtocolOptions max_concurrent_streams:@UInt32Value initial_stream_window_size:@UInt32Value initial_connection_window_size:@UInt32Value num_timeouts_to_trigger_port_migration:@UInt32Value connection_keepalive:m6b connection_options:s client_connection_options:s idle_network_timeout:@Duration
envoy.config.core.v3.UpstreamHttpProtocolOptions auto_sni:b auto_san_validation:b override_auto_sni_header:s
envoy.config.core.v3.AlternateProtocolsCacheOptions name:s max_entries:@UInt32Value key_value_store_config:m5i prepopulated_entries:*m6f canonical_suffixes:*s
envoy.config.core.v3.AlternateProtocolsCacheOptions.AlternateProtocolsCacheEntry hostname:s port:n
envoy.config.core.v3.HttpProtocolOptions idle_timeout:@Duration max_connection_duration:@Duration max_headers_count:@UInt32Value max_stream_duration:@Duration headers_with_underscores_action:e6h max_requests_per_connection:@UInt32Value
envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction =ALLOW,REJECT_REQUEST,DROP_HEADER
envoy.config.core.v3.Http1ProtocolOptions allow_absolute_url:@BoolValue accept_http_10:b default_host_for_http_10:s header_key_format:m6j enable_trailers:b allow_chunked_length:b override_stream_error_on_invalid_http_message:@BoolValue send_fully_qualified_url:b use_balsa_parser:@BoolValue allow_custom_methods:b
envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat proper_case_words:+m6k stateful_formatter:+m5i
envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat.ProperCaseWords
envoy.config.core.v3.KeepaliveSettings interval:@Duration timeout:@Duration interval_jitter:mx7 connection_idle_interval:@Duration
envoy.config.core.v3.Http2ProtocolOptions hpack_table_size:@UInt32Value max_concurrent_streams:@UInt32Value initial_stream_window_size:@UInt32Value initial_connection_window_size:@UInt32Value allow_connect:b allow_metadata:b max_outbound_frames:@UInt32Value max_outbound_control_frames:@UInt32Value max_consecutive_inbound_frames_with_empty_payload:@UInt32Value max_inbound_priority_frames_per_stream:@UInt32Value max_inbound_window_update_frames_per_data_frame_sent:@UInt32Value stream_error_on_invalid_http_messaging:b override_stream_error_on_invalid_http_message:@BoolValue custom_settings_parameters:*m6n connection_keepalive:m6l use_oghttp2_codec:@BoolValue
envoy.config.core.v3.Http2ProtocolOptions.SettingsParameter identifier:@UInt32Value value:@UInt32Value
envoy.config.core.v3.GrpcProtocolOptions http2_protocol_options:m6m
envoy.config.core.v3.Http3ProtocolOptions quic_protocol_options:m6c override_stream_error_on_invalid_http_message:@BoolValue allow_extended_connect:b allow_metadata:b
envoy.config.core.v3.SchemeHeaderTransformation scheme_to_overwrite:+s match_upstream:b
envoy.config.core.v3.ProxyProtocolPassThroughTLVs match_type:e6s tlv_type:*n
envoy.config.core.v3.ProxyProtocolPassThroughTLVs.PassTLVsMatchType =INCLUDE_ALL,INCLUDE
envoy.config.core.v3.ProxyProtocolConfig version:e6u pass_through_tlvs:m6r
envoy.config.core.v3.ProxyProtocolConfig.Version =V1,V2
envoy.config.core.v3.DnsResolverOptions use_tcp_for_dns_lookups:b no_default_search_domain:b
envoy.config.core.v3.DnsResolutionConfig resolvers:*m4a dns_resolver_options:m6v
envoy.config.core.v3.SocketOption description:s level:l name:l int_value:+l buf_value:+y state:e6y
envoy.config.core.v3.SocketOption.SocketState =STATE_PREBIND,STATE_BOUND,STATE_LISTENING
envoy.config.core.v3.SocketOptionsOverride socket_options:*m6x
envoy.config.core.v3.JsonFormatOptions sort_properties:b
envoy.config.core.v3.SubstitutionFormatString text_format:+s json_format:+@Struct text_format_source:+m4z omit_empty_values:b content_type:s formatters:*m5i json_format_options:m70
envoy.config.core.v3.UdpSocketConfig max_rx_datagram_size:@UInt64Value prefer_gro:@BoolValue
envoy.config.endpoint.v3.ClusterLoadAssignment cluster_name:s endpoints:*m7b named_endpoints:%m76 policy:m74
envoy.config.endpoint.v3.ClusterLoadAssignment.Policy drop_overloads:*m75 overprovisioning_factor:@UInt32Value endpoint_stale_after:@Duration weighted_priority_health:b
envoy.config.endpoint.v3.ClusterLoadAssignment.Policy.DropOverload category:s drop_percentage:mx8
envoy.config.endpoint.v3.Endpoint address:m4a health_check_config:m77 hostname:s additional_addresses:*m78
envoy.config.endpoint.v3.Endpoint.HealthCheckConfig port_value:n hostname:s address:m4a disable_active_health_check:b
envoy.config.endpoint.v3.Endpoint.AdditionalAddress address:m4a
envoy.config.endpoint.v3.LbEndpoint endpoint:+m76 endpoint_name:+s health_status:e5y metadata:m4k load_balancing_weight:@UInt32Value
envoy.config.endpoint.v3.LedsClusterLocalityConfig leds_config:m5f leds_collection_name:s
envoy.config.endpoint.v3.LocalityLbEndpoints locality:m4g metadata:m4k lb_endpoints:*m79 load_balancer_endpoints:+m7c leds_cluster_locality_config:+m7a load_balancing_weight:@UInt32Value priority:n proximity:@UInt32Value
envoy.config.endpoint.v3.LocalityLbEndpoints.LbEndpointList lb_endpoints:*m79
envoy.config.endpoint.v3.UpstreamLocalityStats locality:m4g total_successful_requests:l total_requests_in_progress:l total_error_requests:l total_issued_requests:l total_active_connections:l total_new_connections:l total_fail_connections:l cpu_utilization:m7g mem_utilization:m7g application_utilization:m7g load_metric_stats:*m7f upstream_endpoint_stats:*m7e priority:n
envoy.config.endpoint.v3.UpstreamEndpointStats address:m4a metadata:@Struct total_successful_requests:l total_requests_in_progress:l total_error_requests:l total_issued_requests:l load_metric_stats:*m7f
envoy.config.endpoint.v3.EndpointLoadMetricStats metric_name:s num_requests_finished_with_metric:l total_metric_value:n
envoy.config.endpoint.v3.UnnamedEndpointLoadMetricStats num_requests_finished_with_metric:l total_metric_value:n
envoy.config.endpoint.v3.ClusterStats cluster_name:s cluster_service_name:s upstream_locality_stats:*m7d total_dropped_requests:l dropped_requests:*m7i load_report_interval:@Duration
envoy.config.endpoint.v3.ClusterStats.DroppedRequests category:s dropped_count:l
envoy.config.filter.network.mysql_proxy.v1alpha1.MySQLProxy stat_prefix:s access_log:s
envoy.config.filter.network.zookeeper_proxy.v1alpha1.ZooKeeperProxy stat_prefix:s access_log:s max_packet_bytes:@UInt32Value
envoy.config.grpc_credential.v3.AwsIamConfig service_name:s region:s
envoy.config.grpc_credential.v3.FileBasedMetadataConfig secret_data:!m4z header_key:s header_prefix:s
envoy.config.listener.v3.ApiListener api_listener:@Any
envoy.config.listener.v3.AdditionalAddress address:m4a socket_options:m6z
envoy.config.listener.v3.ListenerCollection entries:*mxm
envoy.config.listener.v3.Listener name:s address:m4a additional_addresses:*m7o stat_prefix:s filter_chains:*m82 filter_chain_matcher:my1 use_original_dst:@BoolValue default_filter_chain:m82 per_connection_buffer_limit_bytes:@UInt32Value metadata:m4k deprecated_v1:m7s drain_type:e7r listener_filters:*m86 listener_filters_timeout:@Duration continue_on_listener_filters_timeout:b transparent:@BoolValue freebind:@BoolValue socket_options:*m6x tcp_fast_open_queue_length:@UInt32Value traffic_direction:e4f udp_listener_config:m88 api_listener:m7n connection_balance_config:m7t reuse_port:b enable_reuse_port:@BoolValue access_log:*m1d tcp_backlog_size:@UInt32Value max_connections_to_accept_per_socket_event:@UInt32Value bind_to_port:@BoolValue internal_listener:+m7v enable_mptcp:b ignore_global_conn_limit:b bypass_overload_manager:b
envoy.config.listener.v3.Listener.DrainType =DEFAULT,MODIFY_ONLY
envoy.config.listener.v3.Listener.DeprecatedV1 bind_to_port:@BoolValue
envoy.config.listener.v3.Listener.ConnectionBalanceConfig exact_balance:+m7u extend_balance:+m5i
envoy.config.listener.v3.Listener.ConnectionBalanceConfig.ExactBalance
envoy.config.listener.v3.Listener.InternalListenerConfig
envoy.config.listener.v3.ListenerManager
envoy.config.listener.v3.ValidationListenerManager
envoy.config.listener.v3.ApiListenerManager
envoy.config.listener.v3.Filter name:s typed_config:+@Any config_discovery:+m5g
envoy.config.listener.v3.FilterChainMatch destination_port:@UInt32Value prefix_ranges:*m4b address_suffix:s suffix_len:@UInt32Value direct_source_prefix_ranges:*m4b source_type:e81 source_prefix_ranges:*m4b source_ports:*n server_names:*s transport_protocol:s application_protocols:*s
envoy.config.listener.v3.FilterChainMatch.ConnectionSourceType =ANY,SAME_IP_OR_LOOPBACK,EXTERNAL
envoy.config.listener.v3.FilterChain filter_chain_match:m80 filters:*m7z use_proxy_proto:@BoolValue metadata:m4k transport_socket:m55 transport_socket_connect_timeout:@Duration name:s on_demand_configuration:m83
envoy.config.listener.v3.FilterChain.OnDemandConfiguration rebuild_timeout:@Duration
envoy.config.listener.v3.ListenerFilterChainMatchPredicate or_match:+m85 and_match:+m85 not_match:+m84 any_match:+b destination_port_range:+mxb
envoy.config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet rules:*m84
envoy.config.listener.v3.ListenerFilter name:s typed_config:+@Any config_discovery:+m5g filter_disabled:m84
envoy.config.listener.v3.QuicProtocolOptions quic_protocol_options:m6c idle_timeout:@Duration crypto_handshake_timeout:@Duration enabled:m4o packets_to_read_to_connection_count_ratio:@UInt32Value crypto_stream_config:m5i proof_source_config:m5i connection_id_generator_config:m5i server_preferred_address_config:m5i send_disable_active_migration:@BoolValue connection_debug_visitor_config:m5i
envoy.config.listener.v3.UdpListenerConfig downstream_socket_config:m72 quic_options:m87 udp_packet_packet_writer_config:m5i
envoy.config.listener.v3.ActiveRawUdpListenerConfig
envoy.config.metrics.v3.HistogramEmitMode =SUMMARY_AND_HISTOGRAM,SUMMARY,HISTOGRAM
envoy.config.metrics.v3.MetricsServiceConfig grpc_service:m5l transport_api_version:e58 report_counters_as_deltas:@BoolValue emit_tags_as_labels:b histogram_emit_mode:e8a
envoy.config.metrics.v3.StatsSink name:s typed_config:+@Any
envoy.config.metrics.v3.StatsConfig stats_tags:*m8f use_all_default_tags:@BoolValue stats_matcher:m8e histogram_bucket_settings:*m8g
envoy.config.metrics.v3.StatsMatcher reject_all:+b exclusion_list:+mw7 inclusion_list:+mw7
envoy.config.metrics.v3.TagSpecifier tag_name:s regex:+s fixed_value:+s
envoy.config.metrics.v3.HistogramBucketSettings match:mw6 buckets:*n
envoy.config.metrics.v3.StatsdSink address:+m4a tcp_cluster_name:+s prefix:s
envoy.config.metrics.v3.DogStatsdSink address:+m4a prefix:s max_bytes_per_datagram:@UInt64Value
envoy.config.metrics.v3.HystrixSink num_buckets:l
envoy.config.overload.v3.ResourceMonitor name:s typed_config:+@Any
envoy.config.overload.v3.ThresholdTrigger value:n
envoy.config.overload.v3.ScaledTrigger scaling_threshold:n saturation_threshold:n
envoy.config.overload.v3.Trigger name:s threshold:+m8l scaled:+m8m
envoy.config.overload.v3.ScaleTimersOverloadActionConfig timer_scale_factors:*m8q
envoy.config.overload.v3.ScaleTimersOverloadActionConfig.TimerType =UNSPECIFIED,HTTP_DOWNSTREAM_CONNECTION_IDLE,HTTP_DOWNSTREAM_STREAM_IDLE,TRANSPORT_SOCKET_CONNECT
envoy.config.overload.v3.ScaleTimersOverloadActionConfig.ScaleTimer timer:e8p min_timeout:+@Duration min_scale:+mx7
envoy.config.overload.v3.OverloadAction name:s triggers:*m8n typed_config:@Any
envoy.config.overload.v3.LoadShedPoint name:s triggers:*m8n
envoy.config.overload.v3.BufferFactoryConfig minimum_account_to_track_power_of_two:n
envoy.config.overload.v3.OverloadManager refresh_interval:@Duration resource_monitors:*m8k actions:*m8r loadshed_points:*m8s buffer_factory_config:m8t
envoy.config.ratelimit.v3.RateLimitServiceConfig grpc_service:m5l transport_api_version:e58
envoy.config.rbac.v3.RBAC action:e8x policies:%m91 audit_logging_options:m8y
envoy.config.rbac.v3.RBAC.Action =ALLOW,DENY,LOG
envoy.config.rbac.v3.RBAC.AuditLoggingOptions audit_condition:e8z logger_configs:*m90
envoy.config.rbac.v3.RBAC.AuditLoggingOptions.AuditCondition =NONE,ON_DENY,ON_ALLOW,ON_DENY_AND_ALLOW
envoy.config.rbac.v3.RBAC.AuditLoggingOptions.AuditLoggerConfig audit_logger:m5i is_optional:b
envoy.config.rbac.v3.Policy permissions:*m92 principals:*m94 condition:mzj checked_condition:myq
envoy.config.rbac.v3.Permission and_rules:+m93 or_rules:+m93 any:+b header:+maw url_path:+mw0 destination_ip:+m4b destination_port:+n destination_port_range:+mxb metadata:+mvw not_rule:+m92 requested_server_name:+mw6 matcher:+m5i uri_template:+m5i
envoy.config.rbac.v3.Permission.Set rules:*m92
envoy.config.rbac.v3.Principal and_ids:+m95 or_ids:+m95 any:+b authenticated:+m96 source_ip:+m4b direct_remote_ip:+m4b remote_ip:+m4b header:+maw url_path:+mw0 metadata:+mvw filter_state:+mvq not_id:+m94
envoy.config.rbac.v3.Principal.Set ids:*m94
envoy.config.rbac.v3.Principal.Authenticated principal_name:mw6
envoy.config.rbac.v3.Action name:s action:e8x
envoy.config.retry.previous_priorities.PreviousPrioritiesConfig update_frequency:n
envoy.config.route.v3.RouteConfiguration name:s virtual_hosts:*m9b vhds:m9a internal_only_headers:*s response_headers_to_add:*m4v response_headers_to_remove:*s request_headers_to_add:*m4v request_headers_to_remove:*s most_specific_header_mutations_wins:b validate_clusters:@BoolValue max_direct_response_body_size_bytes:@UInt32Value cluster_specifier_plugins:*m9i request_mirror_policies:*m9r ignore_port_in_host_matching:b ignore_path_parameters_in_path_matching:b typed_per_filter_config:%@Any metadata:m4k
envoy.config.route.v3.Vhds config_source:m5f
envoy.config.route.v3.VirtualHost name:s domains:*s routes:*m9f matcher:my1 require_tls:e9c virtual_clusters:*mag rate_limits:*mah request_headers_to_add:*m4v request_headers_to_remove:*s response_headers_to_add:*m4v response_headers_to_remove:*s cors:m9n typed_per_filter_config:%@Any include_request_attempt_count:b include_attempt_count_in_response:b retry_policy:ma2 retry_policy_typed_config:@Any hedge_policy:ma9 include_is_timeout_retry_header:b per_request_buffer_limit_bytes:@UInt32Value request_mirror_policies:*m9r metadata:m4k
envoy.config.route.v3.VirtualHost.TlsRequirementType =NONE,EXTERNAL_ONLY,ALL
envoy.config.route.v3.FilterAction action:@Any
envoy.config.route.v3.RouteList routes:*m9f
envoy.config.route.v3.Route name:s match:m9j route:+m9o redirect:+maa direct_response:+mac filter_action:+m9d non_forwarding_action:+mad metadata:m4k decorator:mae typed_per_filter_config:%@Any request_headers_to_add:*m4v request_headers_to_remove:*s response_headers_to_add:*m4v response_headers_to_remove:*s tracing:maf per_request_buffer_limit_bytes:@UInt32Value stat_prefix:s
envoy.config.route.v3.WeightedCluster clusters:*m9h total_weight:@UInt32Value runtime_key_prefix:s header_name:+s
envoy.config.route.v3.WeightedCluster.ClusterWeight name:s cluster_header:s weight:@UInt32Value metadata_match:m4k request_headers_to_add:*m4v request_headers_to_remove:*s response_headers_to_add:*m4v response_headers_to_remove:*s typed_per_filter_config:%@Any host_rewrite_literal:+s
envoy.config.route.v3.ClusterSpecifierPlugin extension:m5i is_optional:b
envoy.config.route.v3.RouteMatch prefix:+s path:+s safe_regex:+mw1 connect_matcher:+m9m path_separated_prefix:+s path_match_policy:+m5i case_sensitive:@BoolValue runtime_fraction:m56 headers:*maw query_parameters:*max grpc:m9k tls_context:m9l dynamic_metadata:*mvw
envoy.config.route.v3.RouteMatch.GrpcRouteMatchOptions
envoy.config.route.v3.RouteMatch.TlsContextMatchOptions presented:@BoolValue validated:@BoolValue
envoy.config.route.v3.RouteMatch.ConnectMatcher
envoy.config.route.v3.CorsPolicy allow_origin_string_match:*mw6 allow_methods:s allow_headers:s expose_headers:s max_age:s allow_credentials:@BoolValue filter_enabled:+m56 shadow_enabled:m56 allow_private_network_access:@BoolValue forward_not_matching_preflights:@BoolValue
envoy.config.route.v3.RouteAction cluster:+s cluster_header:+s weighted_clusters:+m9g cluster_specifier_plugin:+s inline_cluster_specifier_plugin:+m9i cluster_not_found_response_code:e9p metadata_match:m4k prefix_rewrite:s regex_rewrite:mw3 path_rewrite_policy:m5i host_rewrite_literal:+s auto_host_rewrite:+@BoolValue host_rewrite_header:+s host_rewrite_path_regex:+mw3 append_x_forwarded_host:b timeout:@Duration idle_timeout:@Duration early_data_policy:m5i retry_policy:ma2 retry_policy_typed_config:@Any request_mirror_policies:*m9r priority:e4d rate_limits:*mah include_vh_rate_limits:@BoolValue hash_policy:*m9s cors:m9n max_grpc_timeout:@Duration grpc_timeout_offset:@Duration upgrade_configs:*m9z internal_redirect_policy:may internal_redirect_action:e9q max_internal_redirects:@UInt32Value hedge_policy:ma9 max_stream_duration:ma1
envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode =SERVICE_UNAVAILABLE,NOT_FOUND,INTERNAL_SERVER_ERROR
envoy.config.route.v3.RouteAction.InternalRedirectAction =PASS_THROUGH_INTERNAL_REDIRECT,HANDLE_INTERNAL_REDIRECT
envoy.config.route.v3.RouteAction.RequestMirrorPolicy cluster:s cluster_header:s runtime_fraction:m56 trace_sampled:@BoolValue disable_shadow_host_suffix_append:b
envoy.config.route.v3.RouteAction.HashPolicy header:+m9t cookie:+m9v connection_properties:+m9w query_parameter:+m9x filter_state:+m9y terminal:b
envoy.config.route.v3.RouteAction.HashPolicy.Header header_name:s regex_rewrite:mw3
envoy.config.route.v3.RouteAction.HashPolicy.CookieAttribute name:s value:s
envoy.config.route.v3.RouteAction.HashPolicy.Cookie name:s ttl:@Duration path:s attributes:*m9u
envoy.config.route.v3.RouteAction.HashPolicy.ConnectionProperties source_ip:b
envoy.config.route.v3.RouteAction.HashPolicy.QueryParameter name:s
envoy.config.route.v3.RouteAction.HashPolicy.FilterState key:s
envoy.config.route.v3.RouteAction.UpgradeConfig upgrade_type:s enabled:@BoolValue connect_config:ma0
envoy.config.route.v3.RouteAction.UpgradeConfig.ConnectConfig proxy_protocol_config:m6t allow_post:b
envoy.config.route.v3.RouteAction.MaxStreamDuration max_stream_duration:@Duration grpc_timeout_header_max:@Duration grpc_timeout_header_offset:@Duration
envoy.config.route.v3.RetryPolicy retry_on:s num_retries:@UInt32Value per_try_timeout:@Duration per_try_idle_timeout:@Duration retry_priority:ma4 retry_host_predicate:*ma5 retry_options_predicates:*m5i host_selection_retry_max_attempts:l retriable_status_codes:*n retry_back_off:ma6 rate_limited_retry_back_off:ma8 retriable_headers:*maw retriable_request_headers:*maw
envoy.config.route.v3.RetryPolicy.ResetHeaderFormat =SECONDS,UNIX_TIMESTAMP
envoy.config.route.v3.RetryPolicy.RetryPriority name:s typed_config:+@Any
envoy.config.route.v3.RetryPolicy.RetryHostPredicate name:s typed_config:+@Any
envoy.config.route.v3.RetryPolicy.RetryBackOff base_interval:@Duration max_interval:@Duration
envoy.config.route.v3.RetryPolicy.ResetHeader name:s format:ea3
envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff reset_headers:*ma7 max_interval:@Duration
envoy.config.route.v3.HedgePolicy initial_requests:@UInt32Value additional_request_chance:mx8 hedge_on_per_try_timeout:b
envoy.config.route.v3.RedirectAction https_redirect:+b scheme_redirect:+s host_redirect:s port_redirect:n path_redirect:+s prefix_rewrite:+s regex_rewrite:+mw3 response_code:eab strip_query:b
envoy.config.route.v3.RedirectAction.RedirectResponseCode =MOVED_PERMANENTLY,FOUND,SEE_OTHER,TEMPORARY_REDIRECT,PERMANENT_REDIRECT
envoy.config.route.v3.DirectResponseAction status:n body:m4z
envoy.config.route.v3.NonForwardingAction
envoy.config.route.v3.Decorator operation:s propagate:@BoolValue
envoy.config.route.v3.Tracing client_sampling:mx8 random_sampling:mx8 overall_sampling:mx8 custom_tags:*mww
envoy.config.route.v3.VirtualCluster headers:*maw name:s
envoy.config.route.v3.RateLimit stage:@UInt32Value disable_key:s actions:*mai limit:mau
envoy.config.route.v3.RateLimit.Action source_cluster:+maj destination_cluster:+mak request_headers:+mal remote_address:+mam generic_key:+mao header_value_match:+map dynamic_metadata:+maq metadata:+mar extension:+m5i masked_remote_address:+man query_parameter_value_match:+mat
envoy.config.route.v3.RateLimit.Action.SourceCluster
envoy.config.route.v3.RateLimit.Action.DestinationCluster
envoy.config.route.v3.RateLimit.Action.RequestHeaders header_name:s descriptor_key:s skip_if_absent:b
envoy.config.route.v3.RateLimit.Action.RemoteAddress
envoy.config.route.v3.RateLimit.Action.MaskedRemoteAddress v4_prefix_mask_len:@UInt32Value v6_prefix_mask_len:@UInt32Value
envoy.config.route.v3.RateLimit.Action.GenericKey descriptor_value:s descriptor_key:s
envoy.config.route.v3.RateLimit.Action.HeaderValueMatch descriptor_key:s descriptor_value:s expect_match:@BoolValue headers:*maw
envoy.config.route.v3.RateLimit.Action.DynamicMetaData descriptor_key:s metadata_key:mwh default_value:s
envoy.config.route.v3.RateLimit.Action.MetaData descriptor_key:s metadata_key:mwh default_value:s source:eas skip_if_absent:b
envoy.config.route.v3.RateLimit.Action.MetaData.Source =DYNAMIC,ROUTE_ENTRY
envoy.config.route.v3.RateLimit.Action.QueryParameterValueMatch descriptor_key:s descriptor_value:s expect_match:@BoolValue query_parameters:*max
envoy.config.route.v3.RateLimit.Override dynamic_metadata:+mav
envoy.config.route.v3.RateLimit.Override.DynamicMetadata metadata_key:mwh
envoy.config.route.v3.HeaderMatcher name:s exact_match:+s safe_regex_match:+mw1 range_match:+mxa present_match:+b prefix_match:+s suffix_match:+s contains_match:+s string_match:+mw6 invert_match:b treat_missing_header_as_empty:b
envoy.config.route.v3.QueryParameterMatcher name:s string_match:+mw6 present_match:+b
envoy.config.route.v3.InternalRedirectPolicy max_internal_redirects:@UInt32Value redirect_response_codes:*n predicates:*m5i allow_cross_scheme_redirect:b response_headers_to_copy:*s
envoy.config.route.v3.FilterConfig config:@Any is_optional:b disabled:b
envoy.config.route.v3.ScopedRouteConfiguration on_demand:b name:s route_configuration_name:s route_configuration:m99 key:mb1
envoy.config.route.v3.ScopedRouteConfiguration.Key fragments:*mb2
envoy.config.route.v3.ScopedRouteConfiguration.Key.Fragment string_key:+s
envoy.config.tap.v3.TapConfig match_config:mb4 match:m3w output_config:mb9 tap_enabled:m56
envoy.config.tap.v3.MatchPredicate or_match:+mb5 and_match:+mb5 not_match:+mb4 any_match:+b http_request_headers_match:+mb6 http_request_trailers_match:+mb6 http_response_headers_match:+mb6 http_response_trailers_match:+mb6 http_request_generic_body_match:+mb7 http_response_generic_body_match:+mb7
envoy.config.tap.v3.MatchPredicate.MatchSet rules:*mb4
envoy.config.tap.v3.HttpHeadersMatch headers:*maw
envoy.config.tap.v3.HttpGenericBodyMatch bytes_limit:n patterns:*mb8
envoy.config.tap.v3.HttpGenericBodyMatch.GenericTextMatch string_match:+s binary_match:+y
envoy.config.tap.v3.OutputConfig sinks:*mba max_buffered_rx_bytes:@UInt32Value max_buffered_tx_bytes:@UInt32Value streaming:b
envoy.config.tap.v3.OutputSink format:ebb streaming_admin:+mbc file_per_tap:+mbe streaming_grpc:+mbf buffered_admin:+mbd custom_sink:+m5i
envoy.config.tap.v3.OutputSink.Format =JSON_BODY_AS_BYTES,JSON_BODY_AS_STRING,PROTO_BINARY,PROTO_BINARY_LENGTH_DELIMITED,PROTO_TEXT
envoy.config.tap.v3.StreamingAdminSink
envoy.config.tap.v3.BufferedAdminSink max_traces:l timeout:@Duration
envoy.config.tap.v3.FilePerTapSink path_prefix:s
envoy.config.tap.v3.StreamingGrpcSink tap_id:s grpc_service:m5l
envoy.config.trace.v3.DatadogRemoteConfig polling_interval:@Duration
envoy.config.trace.v3.DatadogConfig collector_cluster:s service_name:s collector_hostname:s remote_config:mbg
envoy.config.trace.v3.DynamicOtConfig library:s config:@Struct
envoy.config.trace.v3.Tracing http:mbk
envoy.config.trace.v3.Tracing.Http name:s typed_config:+@Any
envoy.config.trace.v3.LightstepConfig collector_cluster:s access_token_file:s access_token:m4z propagation_modes:*ebm
envoy.config.trace.v3.LightstepConfig.PropagationMode =ENVOY,LIGHTSTEP,B3,TRACE_CONTEXT
envoy.config.trace.v3.OpenCensusConfig trace_config:? stdout_exporter_enabled:b stackdriver_exporter_enabled:b stackdriver_project_id:s stackdriver_address:s stackdriver_grpc_service:m5l zipkin_exporter_enabled:b zipkin_url:s ocagent_exporter_enabled:b ocagent_address:s ocagent_grpc_service:m5l incoming_trace_context:*ebo outgoing_trace_context:*ebo
envoy.config.trace.v3.OpenCensusConfig.TraceContext =NONE,TRACE_CONTEXT,GRPC_TRACE_BIN,CLOUD_TRACE_CONTEXT,B3
envoy.config.trace.v3.OpenTelemetryConfig grpc_service:m5l http_service:m68 service_name:s resource_detectors:*m5i sampler:m5i
envoy.config.trace.v3.TraceServiceConfig grpc_service:m5l
envoy.config.trace.v3.SkyWalkingConfig grpc_service:m5l client_config:mbs
envoy.config.trace.v3.ClientConfig service_name:s instance_name:s backend_token:+!s max_cache_size:@UInt32Value
envoy.config.trace.v3.XRayConfig daemon_endpoint:m45 segment_name:s sampling_rule_manifest:m4z segment_fields:mbu
envoy.config.trace.v3.XRayConfig.SegmentFields origin:s aws:@Struct
envoy.config.trace.v3.ZipkinConfig collector_cluster:s collector_endpoint:s trace_id_128bit:b shared_span_context:@BoolValue collector_endpoint_version:ebw collector_hostname:s split_spans_for_request:b
envoy.config.trace.v3.ZipkinConfig.CollectorEndpointVersion =DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE,HTTP_JSON,HTTP_PROTO,GRPC
envoy.config.upstream.local_address_selector.v3.DefaultLocalAddressSelector
envoy.data.accesslog.v3.AccessLogType =NotSet,TcpUpstreamConnected,TcpPeriodic,TcpConnectionEnd,DownstreamStart,DownstreamPeriodic,DownstreamEnd,UpstreamPoolReady,UpstreamPeriodic,UpstreamEnd,DownstreamTunnelSuccessfullyEstablished,UdpTunnelUpstreamConnected,UdpPeriodic,UdpSessionEnd
envoy.data.accesslog.v3.TCPAccessLogEntry common_properties:mc3 connection_properties:mc2
envoy.data.accesslog.v3.HTTPAccessLogEntry common_properties:mc3 protocol_version:ec1 request:mcb response:mcc
envoy.data.accesslog.v3.HTTPAccessLogEntry.HTTPVersion =PROTOCOL_UNSPECIFIED,HTTP10,HTTP11,HTTP2,HTTP3
envoy.data.accesslog.v3.ConnectionProperties received_bytes:l sent_bytes:l
envoy.data.accesslog.v3.AccessLogCommon sample_rate:n downstream_remote_address:m4a downstream_local_address:m4a tls_properties:mc7 start_time:@Timestamp time_to_last_rx_byte:@Duration time_to_first_upstream_tx_byte:@Duration time_to_last_upstream_tx_byte:@Duration time_to_first_upstream_rx_byte:@Duration time_to_last_upstream_rx_byte:@Duration time_to_first_downstream_tx_byte:@Duration time_to_last_downstream_tx_byte:@Duration upstream_remote_address:m4a upstream_local_address:m4a upstream_cluster:s response_flags:mc4 metadata:m4k upstream_transport_failure_reason:s route_name:s downstream_direct_remote_address:m4a filter_state_objects:%@Any custom_tags:%s duration:@Duration upstream_request_attempt_count:n connection_termination_details:s stream_id:s intermediate_log_entry:b downstream_transport_failure_reason:s downstream_wire_bytes_sent:l downstream_wire_bytes_received:l upstream_wire_bytes_sent:l upstream_wire_bytes_received:l access_log_type:eby
envoy.data.accesslog.v3.ResponseFlags failed_local_healthcheck:b no_healthy_upstream:b upstream_request_timeout:b local_reset:b upstream_remote_reset:b upstream_connection_failure:b upstream_connection_termination:b upstream_overflow:b no_route_found:b delay_injected:b fault_injected:b rate_limited:b unauthorized_details:mc5 rate_limit_service_error:b downstream_connection_termination:b upstream_retry_limit_exceeded:b stream_idle_timeout:b invalid_envoy_request_headers:b downstream_protocol_error:b upstream_max_stream_duration_reached:b response_from_cache_filter:b no_filter_config_found:b duration_timeout:b upstream_protocol_error:b no_cluster_found:b overload_manager:b dns_resolution_failure:b downstream_remote_reset:b
envoy.data.accesslog.v3.ResponseFlags.Unauthorized reason:ec6
envoy.data.accesslog.v3.ResponseFlags.Unauthorized.Reason =REASON_UNSPECIFIED,EXTERNAL_SERVICE
envoy.data.accesslog.v3.TLSProperties tls_version:ec8 tls_cipher_suite:@UInt32Value tls_sni_hostname:s local_certificate_properties:mc9 peer_certificate_properties:mc9 tls_session_id:s ja3_fingerprint:s
envoy.data.accesslog.v3.TLSProperties.TLSVersion =VERSION_UNSPECIFIED,TLSv1,TLSv1_1,TLSv1_2,TLSv1_3
envoy.data.accesslog.v3.TLSProperties.CertificateProperties subject_alt_name:*mca subject:s issuer:s
envoy.data.accesslog.v3.TLSProperties.CertificateProperties.SubjectAltName uri:+s dns:+s
envoy.data.accesslog.v3.HTTPRequestProperties request_method:e4e scheme:s authority:s port:@UInt32Value path:s user_agent:s referer:s forwarded_for:s request_id:s original_path:s request_headers_bytes:l request_body_bytes:l request_headers:%s upstream_header_bytes_sent:l downstream_header_bytes_received:l
envoy.data.accesslog.v3.HTTPResponseProperties response_code:@UInt32Value response_headers_bytes:l response_body_bytes:l response_headers:%s response_trailers:%s response_code_details:s upstream_header_bytes_received:l downstream_header_bytes_sent:l
envoy.data.cluster.v3.OutlierEjectionType =CONSECUTIVE_5XX,CONSECUTIVE_GATEWAY_FAILURE,SUCCESS_RATE,CONSECUTIVE_LOCAL_ORIGIN_FAILURE,SUCCESS_RATE_LOCAL_ORIGIN,FAILURE_PERCENTAGE,FAILURE_PERCENTAGE_LOCAL_ORIGIN
envoy.data.cluster.v3.Action =EJECT,UNEJECT
envoy.data.cluster.v3.OutlierDetectionEvent type:ecd timestamp:@Timestamp secs_since_last_action:@UInt64Value cluster_name:s upstream_url:s action:ece num_ejections:n enforced:b eject_success_rate_event:+mcg eject_consecutive_event:+mch eject_failure_percentage_event:+mci
envoy.data.cluster.v3.OutlierEjectSuccessRate host_success_rate:n cluster_average_success_rate:n cluster_success_rate_ejection_threshold:n
envoy.data.cluster.v3.OutlierEjectConsecutive
envoy.data.cluster.v3.OutlierEjectFailurePercentage host_success_rate:n
envoy.data.core.v3.HealthCheckFailureType =ACTIVE,PASSIVE,NETWORK,NETWORK_TIMEOUT
envoy.data.core.v3.HealthCheckerType =HTTP,TCP,GRPC,REDIS,THRIFT
envoy.data.core.v3.HealthCheckEvent health_checker_type:eck host:m4a cluster_name:s eject_unhealthy_event:+mcm add_healthy_event:+mcn successful_health_check_event:+mco health_check_failure_event:+mcp degraded_healthy_host:+mcq no_longer_degraded_host:+mcr timestamp:@Timestamp metadata:m4k locality:m4g
envoy.data.core.v3.HealthCheckEjectUnhealthy failure_type:ecj
envoy.data.core.v3.HealthCheckAddHealthy first_check:b
envoy.data.core.v3.HealthCheckSuccessful
envoy.data.core.v3.HealthCheckFailure failure_type:ecj first_check:b
envoy.data.core.v3.DegradedHealthyHost
envoy.data.core.v3.NoLongerDegradedHost
envoy.data.core.v3.TlvsMetadata typed_metadata:%y
envoy.data.dns.v3.DnsTable external_retry_count:n virtual_domains:*md0 known_suffixes:*mw6
envoy.data.dns.v3.DnsTable.AddressList address:*s
envoy.data.dns.v3.DnsTable.DnsServiceProtocol number:+n name:+s
envoy.data.dns.v3.DnsTable.DnsServiceTarget host_name:+s cluster_name:+s priority:n weight:n port:n
envoy.data.dns.v3.DnsTable.DnsService service_name:s protocol:mcv ttl:@Duration targets:*mcw
envoy.data.dns.v3.DnsTable.DnsServiceList services:*mcx
envoy.data.dns.v3.DnsTable.DnsEndpoint address_list:+mcu cluster_name:+s service_list:+mcy
envoy.data.dns.v3.DnsTable.DnsVirtualDomain name:s endpoint:mcz answer_ttl:@Duration
envoy.data.tap.v3.Body as_bytes:+y as_string:+s truncated:b
envoy.data.tap.v3.Connection local_address:m4a remote_address:m4a
envoy.data.tap.v3.HttpBufferedTrace request:md4 response:md4 downstream_connection:md2
envoy.data.tap.v3.HttpBufferedTrace.Message headers:*m4u body:md1 trailers:*m4u headers_received_time:@Timestamp
envoy.data.tap.v3.HttpStreamedTraceSegment trace_id:l request_headers:+m4x request_body_chunk:+md1 request_trailers:+m4x response_headers:+m4x response_body_chunk:+md1 response_trailers:+m4x
envoy.data.tap.v3.SocketEvent timestamp:@Timestamp read:+md7 write:+md8 closed:+md9
envoy.data.tap.v3.SocketEvent.Read data:md1
envoy.data.tap.v3.SocketEvent.Write data:md1 end_stream:b
envoy.data.tap.v3.SocketEvent.Closed
envoy.data.tap.v3.SocketBufferedTrace trace_id:l connection:md2 events:*md6 read_truncated:b write_truncated:b
envoy.data.tap.v3.SocketStreamedTraceSegment trace_id:l connection:+md2 event:+md6
envoy.data.tap.v3.TraceWrapper http_buffered_trace:+md3 http_streamed_trace_segment:+md5 socket_buffered_trace:+mda socket_streamed_trace_segment:+mdb
envoy.extensions.access_loggers.file.v3.FileAccessLog path:s format:+s json_format:+@Struct typed_json_format:+@Struct log_format:+m71
envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter expression:s
envoy.extensions.access_loggers.fluentd.v3.FluentdAccessLogConfig cluster:s tag:s stat_prefix:s buffer_flush_interval:@Duration buffer_size_bytes:@UInt32Value record:@Struct retry_options:mdg formatters:*m5i
envoy.extensions.access_loggers.fluentd.v3.FluentdAccessLogConfig.RetryOptions max_connect_attempts:@UInt32Value backoff_options:m4c
envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig common_config:mdj additional_request_headers_to_log:*s additional_response_headers_to_log:*s additional_response_trailers_to_log:*s
envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig common_config:mdj
envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig log_name:s grpc_service:m5l transport_api_version:e58 buffer_flush_interval:@Duration buffer_size_bytes:@UInt32Value filter_state_objects_to_log:*s grpc_stream_retry_policy:m50 custom_tags:*mww
envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig common_config:mdj disable_builtin_labels:b resource_attributes:? body:? attributes:? stat_prefix:s formatters:*m5i
envoy.extensions.access_loggers.stream.v3.StdoutAccessLog log_format:+m71
envoy.extensions.access_loggers.stream.v3.StderrAccessLog log_format:+m71
envoy.extensions.access_loggers.wasm.v3.WasmAccessLog config:msb
envoy.extensions.bootstrap.internal_listener.v3.InternalListener buffer_size_kb:@UInt32Value
envoy.extensions.clusters.aggregate.v3.ClusterConfig clusters:*s
envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig dns_cache_config:+mdw sub_clusters_config:+mdr allow_insecure_cluster_options:b allow_coalesced_connections:b
envoy.extensions.clusters.dynamic_forward_proxy.v3.SubClustersConfig lb_policy:e2q max_sub_clusters:@UInt32Value sub_cluster_ttl:@Duration preresolve_clusters:*m45
envoy.extensions.clusters.redis.v3.RedisClusterConfig cluster_refresh_rate:@Duration cluster_refresh_timeout:@Duration redirect_refresh_interval:@Duration redirect_refresh_threshold:@UInt32Value failure_refresh_threshold:n host_degraded_refresh_threshold:n
envoy.extensions.common.async_files.v3.AsyncFileManagerConfig id:s thread_pool:+mdu
envoy.extensions.common.async_files.v3.AsyncFileManagerConfig.ThreadPool thread_count:n
envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheCircuitBreakers max_pending_requests:@UInt32Value
envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig name:s dns_lookup_family:e2r dns_refresh_rate:@Duration dns_min_refresh_rate:@Duration host_ttl:@Duration max_hosts:@UInt32Value dns_failure_refresh_rate:m3c dns_cache_circuit_breaker:mdv use_tcp_for_dns_lookups:b dns_resolution_config:m6w typed_dns_resolver_config:m5i preresolve_hostnames:*m45 dns_query_timeout:@Duration key_value_config:m3m
envoy.extensions.common.matching.v3.ExtensionWithMatcher matcher:m3n xds_matcher:my1 extension_config:m5i
envoy.extensions.common.matching.v3.ExtensionWithMatcherPerRoute xds_matcher:my1
envoy.extensions.common.ratelimit.v3.XRateLimitHeadersRFCVersion =OFF,DRAFT_VERSION_03
envoy.extensions.common.ratelimit.v3.VhRateLimitsOptions =OVERRIDE,INCLUDE,IGNORE
envoy.extensions.common.ratelimit.v3.RateLimitDescriptor entries:*me2 limit:me3
envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry key:s value:s
envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride requests_per_unit:n unit:exg
envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor entries:*me2 token_bucket:mxi
envoy.extensions.common.ratelimit.v3.LocalClusterRateLimit
envoy.extensions.common.tap.v3.CommonExtensionConfig admin_config:+me7 static_config:+mb3
envoy.extensions.common.tap.v3.AdminConfig config_id:s
envoy.extensions.compression.brotli.compressor.v3.Brotli quality:@UInt32Value encoder_mode:ee9 window_bits:@UInt32Value input_block_bits:@UInt32Value chunk_size:@UInt32Value disable_literal_context_modeling:b
envoy.extensions.compression.brotli.compressor.v3.Brotli.EncoderMode =DEFAULT,GENERIC,TEXT,FONT
envoy.extensions.compression.brotli.decompressor.v3.Brotli disable_ring_buffer_reallocation:b chunk_size:@UInt32Value
envoy.extensions.compression.gzip.compressor.v3.Gzip memory_level:@UInt32Value compression_level:eed compression_strategy:eec window_bits:@UInt32Value chunk_size:@UInt32Value
envoy.extensions.compression.gzip.compressor.v3.Gzip.CompressionStrategy =DEFAULT_STRATEGY,FILTERED,HUFFMAN_ONLY,RLE,FIXED
envoy.extensions.compression.gzip.compressor.v3.Gzip.CompressionLevel =DEFAULT_COMPRESSION,BEST_SPEED,COMPRESSION_LEVEL_1=1,COMPRESSION_LEVEL_2,COMPRESSION_LEVEL_3,COMPRESSION_LEVEL_4,COMPRESSION_LEVEL_5,COMPRESSION_LEVEL_6,COMPRESSION_LEVEL_7,COMPRESSION_LEVEL_8,COMPRESSION_LEVEL_9,BEST_COMPRESSION=9
envoy.extensions.compression.gzip.decompressor.v3.Gzip window_bits:@UInt32Value chunk_size:@UInt32Value max_inflate_ratio:@UInt32Value
envoy.extensions.compression.zstd.compressor.v3.Zstd compression_level:@UInt32Value enable_checksum:b strategy:eeg dictionary:m4z chunk_size:@UInt32Value
envoy.extensions.compression.zstd.compressor.v3.Zstd.Strategy =DEFAULT,FAST,DFAST,GREEDY,LAZY,LAZY2,BTLAZY2,BTOPT,BTULTRA,BTULTRA2
envoy.extensions.compression.zstd.decompressor.v3.Zstd dictionaries:*m4z chunk_size:@UInt32Value
envoy.extensions.config.validators.minimum_clusters.v3.MinimumClustersValidator min_clusters_num:n
envoy.extensions.early_data.v3.DefaultEarlyDataPolicy
envoy.extensions.filters.common.dependency.v3.Dependency type:eel name:s
envoy.extensions.filters.common.dependency.v3.Dependency.DependencyType =HEADER,FILTER_STATE_KEY,DYNAMIC_METADATA
envoy.extensions.filters.common.dependency.v3.FilterDependencies decode_required:*mek decode_provided:*mek encode_required:*mek encode_provided:*mek
envoy.extensions.filters.common.dependency.v3.MatchingRequirements data_input_allow_list:meo
envoy.extensions.filters.common.dependency.v3.MatchingRequirements.DataInputAllowList type_url:*s
envoy.extensions.filters.common.fault.v3.FaultDelay fixed_delay:+@Duration header_delay:+mer percentage:mx8
envoy.extensions.filters.common.fault.v3.FaultDelay.FaultDelayType =FIXED
envoy.extensions.filters.common.fault.v3.FaultDelay.HeaderDelay
envoy.extensions.filters.common.fault.v3.FaultRateLimit fixed_limit:+met header_limit:+meu percentage:mx8
envoy.extensions.filters.common.fault.v3.FaultRateLimit.FixedLimit limit_kbps:l
envoy.extensions.filters.common.fault.v3.FaultRateLimit.HeaderLimit
envoy.extensions.filters.common.matcher.action.v3.SkipFilter
envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue object_key:+s factory_key:s format_string:+m71 read_only:b shared_with_upstream:eex skip_if_empty:b
envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue.SharedWithUpstream =NONE,ONCE,TRANSITIVE
envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig sample_aggregate_percentile:mx7 concurrency_limit_params:mez min_rtt_calc_params:mf0
envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.ConcurrencyLimitCalculationParams max_concurrency_limit:@UInt32Value concurrency_update_interval:@Duration
envoy.extensions.filters.http.adaptive_concurrency.v3.GradientControllerConfig.MinimumRTTCalculationParams interval:@Duration request_count:@UInt32Value jitter:mx7 min_concurrency:@UInt32Value buffer:mx7
envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency gradient_controller_config:+mey enabled:m4o concurrency_limit_exceeded_status:mx6
envoy.extensions.filters.http.admission_control.v3.AdmissionControl enabled:m4o success_criteria:+mf3 sampling_window:@Duration aggression:m4n sr_threshold:m4m rps_threshold:m4l max_rejection_probability:m4m
envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria http_criteria:mf4 grpc_criteria:mf5
envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.HttpCriteria http_success_status:*mxb
envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.GrpcCriteria grpc_success_status:*n
envoy.extensions.filters.http.alternate_protocols_cache.v3.FilterConfig alternate_protocols_cache_options:m6e
envoy.extensions.filters.http.aws_lambda.v3.Config arn:s payload_passthrough:b invocation_mode:ef8 host_rewrite:s credentials_profile:s credentials:mf9
envoy.extensions.filters.http.aws_lambda.v3.Config.InvocationMode =SYNCHRONOUS,ASYNCHRONOUS
envoy.extensions.filters.http.aws_lambda.v3.Credentials access_key_id:s secret_access_key:s session_token:s
envoy.extensions.filters.http.aws_lambda.v3.PerRouteConfig invoke_config:mf7
envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning service_name:s region:s host_rewrite:s use_unsigned_payload:b match_excluded_headers:*mw6 signing_algorithm:efc query_string:mfd
envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning.SigningAlgorithm =AWS_SIGV4,AWS_SIGV4A
envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning.QueryString expiration_time:@Duration
envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigningPerRoute aws_request_signing:mfb stat_prefix:s
envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit stat_prefix:s enable_mode:efg limit_kbps:@UInt64Value fill_interval:@Duration runtime_enabled:m4o enable_response_trailers:b response_trailer_prefix:s
envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit.EnableMode =DISABLED,REQUEST,RESPONSE,REQUEST_AND_RESPONSE
envoy.extensions.filters.http.basic_auth.v3.BasicAuth users:!m4z forward_username_header:s
envoy.extensions.filters.http.basic_auth.v3.BasicAuthPerRoute users:!m4z
envoy.extensions.filters.http.buffer.v3.Buffer max_request_bytes:@UInt32Value
envoy.extensions.filters.http.buffer.v3.BufferPerRoute disabled:+b buffer:+mfj
envoy.extensions.filters.http.cache.v3.CacheConfig typed_config:@Any disabled:@BoolValue allowed_vary_headers:*mw6 key_creator_params:mfm max_body_bytes:n ignore_request_cache_control_header:b
envoy.extensions.filters.http.cache.v3.CacheConfig.KeyCreatorParams exclude_scheme:b exclude_host:b query_parameters_included:*max query_parameters_excluded:*max
envoy.extensions.filters.http.cdn_loop.v3.CdnLoopConfig cdn_id:s max_allowed_occurrences:n
envoy.extensions.filters.http.composite.v3.Composite
envoy.extensions.filters.http.composite.v3.DynamicConfig name:s config_discovery:m5g
envoy.extensions.filters.http.composite.v3.ExecuteFilterAction typed_config:m5i dynamic_config:mfp sample_percent:m56
envoy.extensions.filters.http.compressor.v3.Compressor content_length:@UInt32Value content_type:*s disable_on_etag_header:b remove_accept_encoding_header:b runtime_enabled:m4o compressor_library:m5i request_direction_config:mft response_direction_config:mfu choose_first:b
envoy.extensions.filters.http.compressor.v3.Compressor.CommonDirectionConfig enabled:m4o min_content_length:@UInt32Value content_type:*s
envoy.extensions.filters.http.compressor.v3.Compressor.RequestDirectionConfig common_config:mfs
envoy.extensions.filters.http.compressor.v3.Compressor.ResponseDirectionConfig common_config:mfs disable_on_etag_header:b remove_accept_encoding_header:b
envoy.extensions.filters.http.compressor.v3.ResponseDirectionOverrides remove_accept_encoding_header:@BoolValue
envoy.extensions.filters.http.compressor.v3.CompressorOverrides response_direction_config:mfv
envoy.extensions.filters.http.compressor.v3.CompressorPerRoute disabled:+b overrides:+mfw
envoy.extensions.filters.http.connect_grpc_bridge.v3.FilterConfig
envoy.extensions.filters.http.cors.v3.Cors
envoy.extensions.filters.http.cors.v3.CorsPolicy allow_origin_string_match:*mw6 allow_methods:s allow_headers:s expose_headers:s max_age:s allow_credentials:@BoolValue filter_enabled:m56 shadow_enabled:m56 allow_private_network_access:@BoolValue forward_not_matching_preflights:@BoolValue
envoy.extensions.filters.http.credential_injector.v3.CredentialInjector overwrite:b allow_request_without_credential:b credential:m5i
envoy.extensions.filters.http.csrf.v3.CsrfPolicy filter_enabled:m56 shadow_enabled:m56 additional_origins:*mw6
envoy.extensions.filters.http.custom_response.v3.CustomResponse custom_response_matcher:my1
envoy.extensions.filters.http.decompressor.v3.Decompressor decompressor_library:m5i request_direction_config:mg6 response_direction_config:mg7
envoy.extensions.filters.http.decompressor.v3.Decompressor.CommonDirectionConfig enabled:m4o ignore_no_transform_header:b
envoy.extensions.filters.http.decompressor.v3.Decompressor.RequestDirectionConfig common_config:mg5 advertise_accept_encoding:@BoolValue
envoy.extensions.filters.http.decompressor.v3.Decompressor.ResponseDirectionConfig common_config:mg5
envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig dns_cache_config:+mdw sub_cluster_config:+mga save_upstream_address:b
envoy.extensions.filters.http.dynamic_forward_proxy.v3.PerRouteConfig host_rewrite_literal:+s host_rewrite_header:+s
envoy.extensions.filters.http.dynamic_forward_proxy.v3.SubClusterConfig cluster_init_timeout:@Duration
envoy.extensions.filters.http.ext_authz.v3.ExtAuthz grpc_service:+m5l http_service:+mgd transport_api_version:e58 failure_mode_allow:b failure_mode_allow_header_add:b with_request_body:mgc clear_route_cache:b status_on_error:mx6 validate_mutations:b metadata_context_namespaces:*s typed_metadata_context_namespaces:*s route_metadata_context_namespaces:*s route_typed_metadata_context_namespaces:*s filter_enabled:m56 filter_enabled_metadata:mvw deny_at_disable:m4o include_peer_certificate:b stat_prefix:s bootstrap_metadata_labels_key:s allowed_headers:mw7 disallowed_headers:mw7 include_tls_session:b charge_cluster_response_stats:@BoolValue encode_raw_headers:b decoder_header_mutation_rules:m41 enable_dynamic_metadata_ingestion:@BoolValue
envoy.extensions.filters.http.ext_authz.v3.BufferSettings max_request_bytes:n allow_partial_message:b pack_as_bytes:b
envoy.extensions.filters.http.ext_authz.v3.HttpService server_uri:m69 path_prefix:s authorization_request:mge authorization_response:mgf
envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest allowed_headers:mw7 headers_to_add:*m4u
envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse allowed_upstream_headers:mw7 allowed_upstream_headers_to_append:mw7 allowed_client_headers:mw7 allowed_client_headers_on_success:mw7 dynamic_metadata_from_headers:mw7
envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute disabled:+b check_settings:+mgh
envoy.extensions.filters.http.ext_authz.v3.CheckSettings context_extensions:%!s disable_request_body_buffering:b with_request_body:mgc
envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor grpc_service:m5l failure_mode_allow:b processing_mode:mgp request_attributes:*s response_attributes:*s message_timeout:@Duration stat_prefix:s mutation_rules:m41 max_message_timeout:@Duration forward_rules:mgm filter_metadata:@Struct allow_mode_override:b disable_immediate_response:b metadata_options:mgk observability_mode:b disable_clear_route_cache:b route_cache_action:egj deferred_close_timeout:@Duration
envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor.RouteCacheAction =DEFAULT,CLEAR,RETAIN
envoy.extensions.filters.http.ext_proc.v3.MetadataOptions forwarding_namespaces:mgl receiving_namespaces:mgl
envoy.extensions.filters.http.ext_proc.v3.MetadataOptions.MetadataNamespaces untyped:*s typed:*s
envoy.extensions.filters.http.ext_proc.v3.HeaderForwardingRules allowed_headers:mw7 disallowed_headers:mw7
envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute disabled:+b overrides:+mgo
envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides processing_mode:mgp async_mode:b request_attributes:*s response_attributes:*s grpc_service:m5l metadata_options:mgk grpc_initial_metadata:*m4u
envoy.extensions.filters.http.ext_proc.v3.ProcessingMode request_header_mode:egq response_header_mode:egq request_body_mode:egr response_body_mode:egr request_trailer_mode:egq response_trailer_mode:egq
envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.HeaderSendMode =DEFAULT,SEND,SKIP
envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode =NONE,STREAMED,BUFFERED,BUFFERED_PARTIAL
envoy.extensions.filters.http.fault.v3.FaultAbort http_status:+n grpc_status:+n header_abort:+mgt percentage:mx8
envoy.extensions.filters.http.fault.v3.FaultAbort.HeaderAbort
envoy.extensions.filters.http.fault.v3.HTTPFault delay:mep abort:mgs upstream_cluster:s headers:*maw downstream_nodes:*s max_active_faults:@UInt32Value response_rate_limit:mes delay_percent_runtime:s abort_percent_runtime:s delay_duration_runtime:s abort_http_status_runtime:s max_active_faults_runtime:s response_rate_limit_percent_runtime:s abort_grpc_status_runtime:s disable_downstream_cluster_stats:b filter_metadata:@Struct
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior stream_when_possible:+mgw bypass:+mgx inject_content_length_if_necessary:+mgy fully_buffer_and_always_inject_content_length:+mgz fully_buffer:+mh0
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior.StreamWhenPossible
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior.Bypass
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior.InjectContentLengthIfNecessary
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior.FullyBufferAndAlwaysInjectContentLength
envoy.extensions.filters.http.file_system_buffer.v3.BufferBehavior.FullyBuffer
envoy.extensions.filters.http.file_system_buffer.v3.StreamConfig behavior:mgv memory_buffer_bytes_limit:@UInt64Value storage_buffer_bytes_limit:@UInt64Value storage_buffer_queue_high_watermark_bytes:@UInt64Value
envoy.extensions.filters.http.file_system_buffer.v3.FileSystemBufferFilterConfig manager_config:mdt storage_buffer_path:@StringValue request:mh1 response:mh1
envoy.extensions.filters.http.gcp_authn.v3.GcpAuthnFilterConfig http_uri:m69 retry_policy:m50 cache_config:mh5 token_header:mh6 cluster:s timeout:@Duration
envoy.extensions.filters.http.gcp_authn.v3.Audience url:s
envoy.extensions.filters.http.gcp_authn.v3.TokenCacheConfig cache_size:@UInt64Value
envoy.extensions.filters.http.gcp_authn.v3.TokenHeader name:s value_prefix:s
envoy.extensions.filters.http.geoip.v3.Geoip xff_config:mh8 provider:m5i
envoy.extensions.filters.http.geoip.v3.Geoip.XffConfig xff_num_trusted_hops:n
envoy.extensions.filters.http.grpc_field_extraction.v3.GrpcFieldExtractionConfig descriptor_set:m4z extractions_by_method:%mha
envoy.extensions.filters.http.grpc_field_extraction.v3.FieldExtractions request_field_extractions:%mhb
envoy.extensions.filters.http.grpc_field_extraction.v3.RequestFieldValueDisposition dynamic_metadata:+s
envoy.extensions.filters.http.grpc_http1_bridge.v3.Config upgrade_protobuf_to_grpc:b ignore_query_parameters:b
envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfig content_type:s withhold_grpc_frames:b response_size_header:s
envoy.extensions.filters.http.grpc_http1_reverse_bridge.v3.FilterConfigPerRoute disabled:b
envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder proto_descriptor:+s proto_descriptor_bin:+y services:*s print_options:mhh match_incoming_request_route:b ignored_query_parameters:*s auto_mapping:b ignore_unknown_query_parameters:b convert_grpc_status:b url_unescape_spec:ehg query_param_unescape_plus:b match_unregistered_custom_verb:b request_validation_options:mhi case_insensitive_enum_parsing:b max_request_body_size:@UInt32Value max_response_body_size:@UInt32Value capture_unknown_query_parameters:b
envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder.UrlUnescapeSpec =ALL_CHARACTERS_EXCEPT_RESERVED,ALL_CHARACTERS_EXCEPT_SLASH,ALL_CHARACTERS
envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder.PrintOptions add_whitespace:b always_print_primitive_fields:b always_print_enums_as_ints:b preserve_proto_field_names:b stream_newline_delimited:b
envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder.RequestValidationOptions reject_unknown_method:b reject_unknown_query_parameters:b reject_binding_body_field_collisions:b
envoy.extensions.filters.http.grpc_json_transcoder.v3.UnknownQueryParams key:%mhk
envoy.extensions.filters.http.grpc_json_transcoder.v3.UnknownQueryParams.Values values:*s
envoy.extensions.filters.http.grpc_stats.v3.FilterConfig emit_filter_state:b individual_method_stats_allowlist:+m5j stats_for_all_methods:+@BoolValue enable_upstream_stats:b replace_dots_in_grpc_service_name:b
envoy.extensions.filters.http.grpc_stats.v3.FilterObject request_message_count:l response_message_count:l
envoy.extensions.filters.http.grpc_web.v3.GrpcWeb
envoy.extensions.filters.http.gzip.v3.Gzip memory_level:@UInt32Value compression_level:ehr compression_strategy:ehp window_bits:@UInt32Value compressor:mfr chunk_size:@UInt32Value
envoy.extensions.filters.http.gzip.v3.Gzip.CompressionStrategy =DEFAULT,FILTERED,HUFFMAN,RLE
envoy.extensions.filters.http.gzip.v3.Gzip.CompressionLevel
envoy.extensions.filters.http.gzip.v3.Gzip.CompressionLevel.Enum =DEFAULT,BEST,SPEED
envoy.extensions.filters.http.header_mutation.v3.Mutations request_mutations:*m42 response_mutations:*m42
envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute mutations:mhs
envoy.extensions.filters.http.header_mutation.v3.HeaderMutation mutations:mhs most_specific_header_mutations_wins:b
envoy.extensions.filters.http.header_to_metadata.v3.Config request_rules:*mhz response_rules:*mhz
envoy.extensions.filters.http.header_to_metadata.v3.Config.ValueType =STRING,NUMBER,PROTOBUF_VALUE
envoy.extensions.filters.http.header_to_metadata.v3.Config.ValueEncode =NONE,BASE64
envoy.extensions.filters.http.header_to_metadata.v3.Config.KeyValuePair metadata_namespace:s key:s value:s regex_value_rewrite:mw3 type:ehw encode:ehx
envoy.extensions.filters.http.header_to_metadata.v3.Config.Rule header:s cookie:s on_header_present:mhy on_header_missing:mhy remove:b
envoy.extensions.filters.http.health_check.v3.HealthCheck pass_through_mode:@BoolValue cache_time:@Duration cluster_min_healthy_percentages:%mx7 headers:*maw
envoy.extensions.filters.http.ip_tagging.v3.IPTagging request_type:ei2 ip_tags:*mi3
envoy.extensions.filters.http.ip_tagging.v3.IPTagging.RequestType =BOTH,INTERNAL,EXTERNAL
envoy.extensions.filters.http.ip_tagging.v3.IPTagging.IPTag ip_tag_name:s ip_list:*m4b
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata request_rules:mi9 response_rules:mi9
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.ValueType =PROTOBUF_VALUE,STRING,NUMBER
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.KeyValuePair metadata_namespace:s key:s value:+@Value type:ei5 preserve_existing_metadata_value:b
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Selector key:+s
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Rule selectors:*mi7 on_present:mi6 on_missing:mi6 on_error:mi6
envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.MatchRules rules:*mi8 allow_content_types:*s allow_empty_content_type:b allow_content_types_regex:mw1
envoy.extensions.filters.http.jwt_authn.v3.JwtProvider issuer:s audiences:*s subjects:mw6 require_expiration:b max_lifetime:@Duration remote_jwks:+mid local_jwks:+m4z forward:b from_headers:*mif from_params:*s from_cookies:*s forward_payload_header:s pad_forward_payload_header:b payload_in_metadata:s normalize_payload_in_metadata:mib header_in_metadata:s failed_status_in_metadata:s clock_skew_seconds:n jwt_cache_config:mic claim_to_headers:*mio clear_route_cache:b
envoy.extensions.filters.http.jwt_authn.v3.JwtProvider.NormalizePayload space_delimited_claims:*s
envoy.extensions.filters.http.jwt_authn.v3.JwtCacheConfig jwt_cache_size:n
envoy.extensions.filters.http.jwt_authn.v3.RemoteJwks http_uri:m69 cache_duration:@Duration async_fetch:mie retry_policy:m50
envoy.extensions.filters.http.jwt_authn.v3.JwksAsyncFetch fast_listener:b failed_refetch_duration:@Duration
envoy.extensions.filters.http.jwt_authn.v3.JwtHeader name:s value_prefix:s
envoy.extensions.filters.http.jwt_authn.v3.ProviderWithAudiences provider_name:s audiences:*s
envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement provider_name:+s provider_and_audiences:+mig requires_any:+mii requires_all:+mij allow_missing_or_failed:+@Empty allow_missing:+@Empty
envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList requirements:*mih
envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementAndList requirements:*mih
envoy.extensions.filters.http.jwt_authn.v3.RequirementRule match:m9j requires:+mih requirement_name:+s
envoy.extensions.filters.http.jwt_authn.v3.FilterStateRule name:s requires:%mih
envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication providers:%mia rules:*mik filter_state_rules:mil bypass_cors_preflight:b requirement_map:%mih strip_failure_response:b
envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig disabled:+b requirement_name:+s
envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader header_name:s claim_name:s
envoy.extensions.filters.http.kill_request.v3.KillRequest probability:mx8 kill_request_header:s direction:eiq
envoy.extensions.filters.http.kill_request.v3.KillRequest.Direction =REQUEST,RESPONSE
envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit stat_prefix:s status:mx6 token_bucket:mxi filter_enabled:m56 filter_enforced:m56 request_headers_to_add_when_not_enforced:*m4v response_headers_to_add:*m4v descriptors:*me4 stage:n local_rate_limit_per_downstream_connection:b local_cluster_rate_limit:me5 enable_x_ratelimit_headers:edz vh_rate_limits:ee0 always_consume_default_token_bucket:@BoolValue rate_limited_as_resource_exhausted:b
envoy.extensions.filters.http.lua.v3.Lua inline_code:s source_codes:%m4z default_source_code:m4z stat_prefix:s
envoy.extensions.filters.http.lua.v3.LuaPerRoute disabled:+b name:+s source_code:+m4z
envoy.extensions.filters.http.oauth2.v3.OAuth2Credentials client_id:s token_secret:mrj hmac_secret:+mrj cookie_names:miv
envoy.extensions.filters.http.oauth2.v3.OAuth2Credentials.CookieNames bearer_token:s oauth_hmac:s oauth_expires:s id_token:s refresh_token:s
envoy.extensions.filters.http.oauth2.v3.OAuth2Config token_endpoint:m69 authorization_endpoint:s credentials:miu redirect_uri:s redirect_path_matcher:mw0 signout_path:mw0 forward_bearer_token:b preserve_authorization_header:b pass_through_matcher:*maw auth_scopes:*s resources:*s auth_type:eix use_refresh_token:@BoolValue default_expires_in:@Duration deny_redirect_matcher:*maw default_refresh_token_expires_in:@Duration disable_id_token_set_cookie:b
envoy.extensions.filters.http.oauth2.v3.OAuth2Config.AuthType =URL_ENCODED_BODY,BASIC_AUTH
envoy.extensions.filters.http.oauth2.v3.OAuth2 config:miw
envoy.extensions.filters.http.on_demand.v3.OnDemandCds source:m5f resources_locator:s timeout:@Duration
envoy.extensions.filters.http.on_demand.v3.OnDemand odcds:miz
envoy.extensions.filters.http.on_demand.v3.PerRouteConfig odcds:miz
envoy.extensions.filters.http.original_src.v3.OriginalSrc mark:n
envoy.extensions.filters.http.proto_message_logging.v3.ProtoMessageLoggingConfig data_source:+m4z proto_descriptor_typed_metadata:+s mode:ej4 logging_by_method:%mj5
envoy.extensions.filters.http.proto_message_logging.v3.ProtoMessageLoggingConfig.LogMode =LogMode_UNSPECIFIED,FIRST_AND_LAST
envoy.extensions.filters.http.proto_message_logging.v3.MethodLogging request_logging_by_field:%ej6 response_logging_by_field:%ej6
envoy.extensions.filters.http.proto_message_logging.v3.MethodLogging.LogDirective =LogDirective_UNSPECIFIED,LOG,LOG_REDACT
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaFilterConfig rlqs_server:m5l domain:s bucket_matchers:my1 filter_enabled:m56 filter_enforced:m56 request_headers_to_add_when_not_enforced:*m4v
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaOverride domain:s bucket_matchers:my1
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings bucket_id_builder:mje reporting_interval:@Duration deny_response_settings:mjd no_assignment_behavior:mja expired_assignment_behavior:mjb
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.NoAssignmentBehavior fallback_rate_limit:+mxd
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.ExpiredAssignmentBehavior expired_assignment_behavior_timeout:@Duration fallback_rate_limit:+mxd reuse_last_assignment:+mjc
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.ExpiredAssignmentBehavior.ReuseLastAssignment
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.DenyResponseSettings http_status:mx6 http_body:@BytesValue grpc_status:m11c response_headers_to_add:*m4v
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.BucketIdBuilder bucket_id_builder:%mjf
envoy.extensions.filters.http.rate_limit_quota.v3.RateLimitQuotaBucketSettings.BucketIdBuilder.ValueBuilder string_value:+s custom_value:+m5i
envoy.extensions.filters.http.ratelimit.v3.RateLimit domain:s stage:n request_type:s timeout:@Duration failure_mode_deny:b rate_limited_as_resource_exhausted:b rate_limit_service:m8v enable_x_ratelimit_headers:ejh disable_x_envoy_ratelimited_header:b rate_limited_status:mx6 response_headers_to_add:*m4v status_on_error:mx6 stat_prefix:s
envoy.extensions.filters.http.ratelimit.v3.RateLimit.XRateLimitHeadersRFCVersion =OFF,DRAFT_VERSION_03
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig stage:n disable_key:s actions:*mjj limit:mjs
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action source_cluster:+mjk destination_cluster:+mjl request_headers:+mjm remote_address:+mjn generic_key:+mjo header_value_match:+mjp metadata:+mjq extension:+m5i
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.SourceCluster
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.DestinationCluster
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.RequestHeaders header_name:s descriptor_key:s skip_if_absent:b
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.RemoteAddress
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.GenericKey descriptor_value:s descriptor_key:s
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.HeaderValueMatch descriptor_value:s expect_match:b headers:*maw
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.MetaData descriptor_key:s metadata_key:mwh default_value:s source:ejr skip_if_absent:b
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Action.MetaData.Source =DYNAMIC,ROUTE_ENTRY
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Override dynamic_metadata:+mjt
envoy.extensions.filters.http.ratelimit.v3.RateLimitConfig.Override.DynamicMetadata metadata_key:mwh
envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute vh_rate_limits:ejv override_option:ejw rate_limits:*mji domain:s
envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute.VhRateLimitsOptions =OVERRIDE,INCLUDE,IGNORE
envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute.OverrideOptions =DEFAULT,OVERRIDE_POLICY,INCLUDE_POLICY,IGNORE_POLICY
envoy.extensions.filters.http.rbac.v3.RBAC rules:m8w rules_stat_prefix:s matcher:my1 shadow_rules:m8w shadow_matcher:my1 shadow_rules_stat_prefix:s track_per_rule_stats:b
envoy.extensions.filters.http.rbac.v3.RBACPerRoute rbac:mjx
envoy.extensions.filters.http.router.v3.Router dynamic_stats:@BoolValue start_child_span:b upstream_log:*m1d upstream_log_options:mk0 suppress_envoy_headers:b strict_check_headers:*s respect_expected_rq_timeout:b suppress_grpc_request_failure_code_stats:b upstream_http_filters:*mlr
envoy.extensions.filters.http.router.v3.Router.UpstreamAccessLogOptions flush_upstream_log_on_upstream_stream:b upstream_log_flush_interval:@Duration
envoy.extensions.filters.http.set_filter_state.v3.Config on_request_headers:*mew
envoy.extensions.filters.http.set_metadata.v3.Metadata metadata_namespace:s allow_overwrite:b value:@Struct typed_value:@Any
envoy.extensions.filters.http.set_metadata.v3.Config metadata_namespace:s value:@Struct metadata:*mk2
envoy.extensions.filters.http.stateful_session.v3.StatefulSession session_state:m5i strict:b
envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute disabled:+b stateful_session:+mk4
envoy.extensions.filters.http.tap.v3.Tap common_config:me6 record_headers_received_time:b record_downstream_connection:b
envoy.extensions.filters.http.thrift_to_metadata.v3.Field =METHOD_NAME,PROTOCOL,TRANSPORT,HEADER_FLAGS,SEQUENCE_ID,MESSAGE_TYPE,REPLY_TYPE
envoy.extensions.filters.http.thrift_to_metadata.v3.KeyValuePair metadata_namespace:s key:s value:@Value
envoy.extensions.filters.http.thrift_to_metadata.v3.FieldSelector name:s id:n child:mk9
envoy.extensions.filters.http.thrift_to_metadata.v3.Rule field:ek7 field_selector:mk9 method_name:s on_present:mk8 on_missing:mk8
envoy.extensions.filters.http.thrift_to_metadata.v3.ThriftToMetadata request_rules:*mka response_rules:*mka transport:en2 protocol:en3 allow_content_types:*s allow_empty_content_type:b
envoy.extensions.filters.http.thrift_to_metadata.v3.ThriftToMetadataPerRoute request_rules:*mka response_rules:*mka
envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec
envoy.extensions.filters.http.wasm.v3.Wasm config:msb
envoy.extensions.filters.listener.http_inspector.v3.HttpInspector
envoy.extensions.filters.listener.local_ratelimit.v3.LocalRateLimit stat_prefix:s token_bucket:mxi runtime_enabled:m4o
envoy.extensions.filters.listener.original_dst.v3.OriginalDst
envoy.extensions.filters.listener.original_src.v3.OriginalSrc bind_port:b mark:n
envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol rules:*mkl allow_requests_without_proxy_protocol:b pass_through_tlvs:m6r disallowed_versions:*e6u stat_prefix:s
envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.KeyValuePair metadata_namespace:s key:s
envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol.Rule tlv_type:n on_tlv_present:mkk
envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector enable_ja3_fingerprinting:@BoolValue initial_read_buffer_size:@UInt32Value
envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit stat_prefix:s max_connections:@UInt64Value delay:@Duration runtime_enabled:m4o
envoy.extensions.filters.network.direct_response.v3.Config response:m4z
envoy.extensions.filters.network.dubbo_proxy.router.v3.Router
envoy.extensions.filters.network.dubbo_proxy.v3.ProtocolType =Dubbo
envoy.extensions.filters.network.dubbo_proxy.v3.SerializationType =Hessian2
envoy.extensions.filters.network.dubbo_proxy.v3.Drds config_source:m5f route_config_name:s
envoy.extensions.filters.network.dubbo_proxy.v3.DubboProxy stat_prefix:s protocol_type:ekq serialization_type:ekr route_config:*mkv drds:+mks multiple_route_config:+ml1 dubbo_filters:*mku
envoy.extensions.filters.network.dubbo_proxy.v3.DubboFilter name:s config:@Any
envoy.extensions.filters.network.dubbo_proxy.v3.RouteConfiguration name:s interface:s group:s version:s routes:*mkw
envoy.extensions.filters.network.dubbo_proxy.v3.Route match:mkx route:mky
envoy.extensions.filters.network.dubbo_proxy.v3.RouteMatch method:mkz headers:*maw
envoy.extensions.filters.network.dubbo_proxy.v3.RouteAction cluster:+s weighted_clusters:+m9g metadata_match:m4k
envoy.extensions.filters.network.dubbo_proxy.v3.MethodMatch name:mw6 params_match:%ml0
envoy.extensions.filters.network.dubbo_proxy.v3.MethodMatch.ParameterMatchSpecifier exact_match:+s range_match:+mxa
envoy.extensions.filters.network.dubbo_proxy.v3.MultipleRouteConfiguration name:s route_config:*mkv
envoy.extensions.filters.network.echo.v3.Echo
envoy.extensions.filters.network.ext_authz.v3.ExtAuthz stat_prefix:s grpc_service:m5l failure_mode_allow:b include_peer_certificate:b transport_api_version:e58 filter_enabled_metadata:mvw bootstrap_metadata_labels_key:s include_tls_session:b
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager codec_type:el5 stat_prefix:s rds:+mlj route_config:+m99 scoped_routes:+mll http_filters:*mlr add_user_agent:@BoolValue tracing:ml9 common_http_protocol_options:m6g http_protocol_options:m6i http2_protocol_options:m6m http3_protocol_options:m6p server_name:s server_header_transformation:el6 scheme_header_transformation:m6q max_request_headers_kb:@UInt32Value stream_idle_timeout:@Duration request_timeout:@Duration request_headers_timeout:@Duration drain_timeout:@Duration delayed_close_timeout:@Duration access_log:*m1d access_log_flush_interval:@Duration flush_access_log_on_new_request:b access_log_options:mlg use_remote_address:@BoolValue xff_num_trusted_hops:n original_ip_detection_extensions:*m5i early_header_mutation_extensions:*m5i internal_address_config:mlb skip_xff_append:b via:s generate_request_id:@BoolValue preserve_external_request_id:b always_set_request_id_in_response:b forward_client_cert_details:el7 set_current_client_cert_details:mlc proxy_100_continue:b represent_ipv4_remote_address_as_ipv4_mapped_ipv6:b upgrade_configs:*mld normalize_path:@BoolValue merge_slashes:b path_with_escaped_slashes_action:el8 request_id_extension:mls local_reply_config:mlh strip_matching_host_port:b strip_any_host_port:+b stream_error_on_invalid_http_message:@BoolValue path_normalization_options:mle strip_trailing_host_dot:b proxy_status_config:mlf typed_header_validation_config:m5i append_x_forwarded_port:b append_local_overload:b add_proxy_protocol_connection_state:@BoolValue
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.CodecType =AUTO,HTTP1,HTTP2,HTTP3
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation =OVERWRITE,APPEND_IF_ABSENT,PASS_THROUGH
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails =SANITIZE,FORWARD_ONLY,APPEND_FORWARD,SANITIZE_SET,ALWAYS_FORWARD_ONLY
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction =IMPLEMENTATION_SPECIFIC_DEFAULT,KEEP_UNCHANGED,REJECT_REQUEST,UNESCAPE_AND_REDIRECT,UNESCAPE_AND_FORWARD
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing client_sampling:mx7 random_sampling:mx7 overall_sampling:mx7 verbose:b max_path_tag_length:@UInt32Value custom_tags:*mww provider:mbk spawn_upstream_span:@BoolValue
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing.OperationName =INGRESS,EGRESS
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig unix_sockets:b cidr_ranges:*m4b
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails subject:@BoolValue cert:b chain:b dns:b uri:b
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig upgrade_type:s filters:*mlr enabled:@BoolValue
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathNormalizationOptions forwarding_transformation:mv8 http_filter_transformation:mv8
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ProxyStatusConfig remove_details:b remove_connection_termination_details:b remove_response_flags:b set_recommended_response_code:b use_node_id:+b literal_proxy_name:+s
envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.HcmAccessLogOptions access_log_flush_interval:@Duration flush_access_log_on_new_request:b flush_log_on_tunnel_successfully_established:b
envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig mappers:*mli body_format:m71
envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper filter:m1e status_code:@UInt32Value body:m4z body_format_override:m71 headers_to_add:*m4v
envoy.extensions.filters.network.http_connection_manager.v3.Rds config_source:m5f route_config_name:s
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList scoped_route_configurations:*mb0
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes name:s scope_key_builder:mlm rds_config_source:m5f scoped_route_configurations_list:+mlk scoped_rds:+mlq
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder fragments:*mln
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder header_value_extractor:+mlo
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor name:s element_separator:s index:+n element:+mlp
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor.KvElement separator:s key:s
envoy.extensions.filters.network.http_connection_manager.v3.ScopedRds scoped_rds_config_source:m5f srds_resources_locator:s
envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter name:s typed_config:+@Any config_discovery:+m5g is_optional:b disabled:b
envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension typed_config:@Any
envoy.extensions.filters.network.http_connection_manager.v3.EnvoyMobileHttpConnectionManager config:ml4
envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit stat_prefix:s token_bucket:mxi runtime_enabled:m4o share_key:s
envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy stat_prefix:s access_log:s delay:mep emit_dynamic_metadata:b commands:*s
envoy.extensions.filters.network.ratelimit.v3.RateLimit stat_prefix:s domain:s descriptors:*me1 timeout:@Duration failure_mode_deny:b rate_limit_service:m8v
envoy.extensions.filters.network.rbac.v3.RBAC rules:m8w matcher:my1 shadow_rules:m8w shadow_matcher:my1 shadow_rules_stat_prefix:s stat_prefix:s enforcement_type:ely
envoy.extensions.filters.network.rbac.v3.RBAC.EnforcementType =ONE_TIME_ON_FIRST_BYTE,CONTINUOUS
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy stat_prefix:s settings:mm0 latency_in_micros:b prefix_routes:mm2 downstream_auth_password:!m4z downstream_auth_passwords:*!m4z faults:*mm6 downstream_auth_username:!m4z
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.ConnPoolSettings op_timeout:@Duration enable_hashtagging:b enable_redirection:b dns_cache_config:mdw max_buffer_size_before_flush:n buffer_flush_timeout:@Duration max_upstream_unknown_connections:@UInt32Value enable_command_stats:b read_policy:em1 connection_rate_limit:mm8
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.ConnPoolSettings.ReadPolicy =MASTER,PREFER_MASTER,REPLICA,PREFER_REPLICA,ANY
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes routes:*mm3 case_insensitive:b catch_all_route:mm3
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route prefix:s remove_prefix:b cluster:s request_mirror_policy:*mm4 key_formatter:s read_command_policy:mm5
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route.RequestMirrorPolicy cluster:s runtime_fraction:m56 exclude_read_commands:b
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route.ReadCommandPolicy cluster:s
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.RedisFault fault_type:em7 fault_enabled:m56 delay:@Duration commands:*s
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.RedisFault.RedisFaultType =DELAY,ERROR
envoy.extensions.filters.network.redis_proxy.v3.RedisProxy.ConnectionRateLimit connection_rate_limit_per_sec:n
envoy.extensions.filters.network.redis_proxy.v3.RedisProtocolOptions auth_password:!m4z auth_username:!m4z
envoy.extensions.filters.network.set_filter_state.v3.Config on_new_connection:*mew
envoy.extensions.filters.network.sni_cluster.v3.SniCluster
envoy.extensions.filters.network.sni_dynamic_forward_proxy.v3.FilterConfig dns_cache_config:mdw port_value:+n
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy stat_prefix:s cluster:+s weighted_clusters:+mme on_demand:mmh metadata_match:m4k idle_timeout:@Duration downstream_idle_timeout:@Duration upstream_idle_timeout:@Duration access_log:*m1d max_connect_attempts:@UInt32Value hash_policy:*mx1 tunneling_config:mmg max_downstream_connection_duration:@Duration access_log_flush_interval:@Duration flush_access_log_on_connected:b access_log_options:mmi
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster clusters:*mmf
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight name:s weight:n metadata_match:m4k
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig hostname:s use_post:b headers_to_add:*m4v propagate_response_headers:b post_path:s propagate_response_trailers:b
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.OnDemand odcds_config:m5f resources_locator:s timeout:@Duration
envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TcpAccessLogOptions access_log_flush_interval:@Duration flush_access_log_on_connected:b
envoy.extensions.filters.network.thrift_proxy.filters.header_to_metadata.v3.HeaderToMetadata request_rules:*mmn
envoy.extensions.filters.network.thrift_proxy.filters.header_to_metadata.v3.HeaderToMetadata.ValueType =STRING,NUMBER,PROTOBUF_VALUE
envoy.extensions.filters.network.thrift_proxy.filters.header_to_metadata.v3.HeaderToMetadata.ValueEncode =NONE,BASE64
envoy.extensions.filters.network.thrift_proxy.filters.header_to_metadata.v3.HeaderToMetadata.KeyValuePair metadata_namespace:s key:s value:+s regex_value_rewrite:+mw3 type:emk encode:eml
envoy.extensions.filters.network.thrift_proxy.filters.header_to_metadata.v3.HeaderToMetadata.Rule header:s on_present:mmm on_missing:mmm remove:b
envoy.extensions.filters.network.thrift_proxy.filters.payload_to_metadata.v3.PayloadToMetadata request_rules:*mmr
envoy.extensions.filters.network.thrift_proxy.filters.payload_to_metadata.v3.PayloadToMetadata.ValueType =STRING,NUMBER
envoy.extensions.filters.network.thrift_proxy.filters.payload_to_metadata.v3.PayloadToMetadata.KeyValuePair metadata_namespace:s key:s value:+s regex_value_rewrite:+mw3 type:emp
envoy.extensions.filters.network.thrift_proxy.filters.payload_to_metadata.v3.PayloadToMetadata.Rule method_name:+s service_name:+s field_selector:mms on_present:mmq on_missing:mmq
envoy.extensions.filters.network.thrift_proxy.filters.payload_to_metadata.v3.PayloadToMetadata.FieldSelector name:s id:n child:mms
envoy.extensions.filters.network.thrift_proxy.filters.ratelimit.v3.RateLimit domain:s stage:n timeout:@Duration failure_mode_deny:b rate_limit_service:m8v
envoy.extensions.filters.network.thrift_proxy.router.v3.Router close_downstream_on_upstream_error:@BoolValue
envoy.extensions.filters.network.thrift_proxy.v3.RouteConfiguration name:s routes:*mmw validate_clusters:@BoolValue
envoy.extensions.filters.network.thrift_proxy.v3.Route match:mmx route:mmy
envoy.extensions.filters.network.thrift_proxy.v3.RouteMatch method_name:+s service_name:+s invert:b headers:*maw
envoy.extensions.filters.network.thrift_proxy.v3.RouteAction cluster:+s weighted_clusters:+mn0 cluster_header:+s metadata_match:m4k rate_limits:*mah strip_service_name:b request_mirror_policies:*mmz
envoy.extensions.filters.network.thrift_proxy.v3.RouteAction.RequestMirrorPolicy cluster:s runtime_fraction:m56
envoy.extensions.filters.network.thrift_proxy.v3.WeightedCluster clusters:*mn1
envoy.extensions.filters.network.thrift_proxy.v3.WeightedCluster.ClusterWeight name:s weight:@UInt32Value metadata_match:m4k
envoy.extensions.filters.network.thrift_proxy.v3.TransportType =AUTO_TRANSPORT,FRAMED,UNFRAMED,HEADER
envoy.extensions.filters.network.thrift_proxy.v3.ProtocolType =AUTO_PROTOCOL,BINARY,LAX_BINARY,COMPACT,TWITTER
envoy.extensions.filters.network.thrift_proxy.v3.Trds config_source:m5f route_config_name:s
envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy transport:en2 protocol:en3 stat_prefix:s route_config:mmv trds:mn4 thrift_filters:*mn6 payload_passthrough:b max_requests_per_connection:@UInt32Value access_log:*m1d header_keys_preserve_case:b
envoy.extensions.filters.network.thrift_proxy.v3.ThriftFilter name:s typed_config:+@Any
envoy.extensions.filters.network.thrift_proxy.v3.ThriftProtocolOptions transport:en2 protocol:en3
envoy.extensions.filters.network.wasm.v3.Wasm config:msb
envoy.extensions.filters.network.zookeeper_proxy.v3.ZooKeeperProxy stat_prefix:s access_log:s max_packet_bytes:@UInt32Value enable_latency_threshold_metrics:b default_latency_threshold:@Duration latency_threshold_overrides:*mna enable_per_opcode_request_bytes_metrics:b enable_per_opcode_response_bytes_metrics:b enable_per_opcode_decoder_error_metrics:b
envoy.extensions.filters.network.zookeeper_proxy.v3.LatencyThresholdOverride opcode:enb threshold:@Duration
envoy.extensions.filters.network.zookeeper_proxy.v3.LatencyThresholdOverride.Opcode =Connect,Create,Delete,Exists,GetData,SetData,GetAcl,SetAcl,GetChildren,Sync,Ping,GetChildren2,Check,Multi,Create2,Reconfig,CheckWatches,RemoveWatches,CreateContainer,CreateTtl,Close,SetAuth,SetWatches,GetEphemerals,GetAllChildrenNumber,SetWatches2,AddWatch
envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig stat_prefix:s server_config:mnd client_config:mne
envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig.ServerContextConfig inline_dns_table:+mct external_dns_table:+m4z
envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig.ClientContextConfig resolver_timeout:@Duration upstream_resolvers:*m4a dns_resolution_config:m6w typed_dns_resolver_config:m5i max_pending_lookups:l
envoy.extensions.filters.udp.udp_proxy.session.dynamic_forward_proxy.v3.FilterConfig stat_prefix:s dns_cache_config:+mdw buffer_options:mng
envoy.extensions.filters.udp.udp_proxy.session.dynamic_forward_proxy.v3.FilterConfig.BufferOptions max_buffered_datagrams:@UInt32Value max_buffered_bytes:@UInt64Value
envoy.extensions.filters.udp.udp_proxy.session.http_capsule.v3.FilterConfig
envoy.extensions.filters.udp.udp_proxy.v3.Route cluster:s
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig stat_prefix:s cluster:+s matcher:+my1 idle_timeout:@Duration use_original_src_ip:b hash_policies:*mnk upstream_socket_config:m72 use_per_packet_load_balancing:b access_log:*m1d proxy_access_log:*m1d session_filters:*mnl tunneling_config:mnm access_log_options:mnp
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.HashPolicy source_ip:+b key:+s
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.SessionFilter name:s typed_config:+@Any
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.UdpTunnelingConfig proxy_host:s proxy_port:@UInt32Value target_host:s default_target_port:n use_post:b post_path:s retry_options:mno headers_to_add:*m4v buffer_options:mnn propagate_response_headers:b propagate_response_trailers:b
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.UdpTunnelingConfig.BufferOptions max_buffered_datagrams:@UInt32Value max_buffered_bytes:@UInt64Value
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.UdpTunnelingConfig.RetryOptions max_connect_attempts:@UInt32Value
envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.UdpAccessLogOptions access_log_flush_interval:@Duration flush_access_log_on_tunnel_connected:b
envoy.extensions.formatter.cel.v3.Cel
envoy.extensions.formatter.metadata.v3.Metadata
envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery
envoy.extensions.geoip_providers.common.v3.CommonGeoipProviderConfig geo_headers_to_add:mnu
envoy.extensions.geoip_providers.common.v3.CommonGeoipProviderConfig.GeolocationHeadersToAdd country:s city:s region:s asn:s is_anon:s anon_vpn:s anon_hosting:s anon_tor:s anon_proxy:s
envoy.extensions.geoip_providers.maxmind.v3.MaxMindConfig city_db_path:s isp_db_path:s anon_db_path:s common_provider_config:mnt
envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink event_log_path:s
envoy.extensions.health_checkers.redis.v3.Redis key:s
envoy.extensions.health_checkers.thrift.v3.Thrift method_name:s transport:en2 protocol:en3
envoy.extensions.http.cache.file_system_http_cache.v3.FileSystemHttpCacheConfig manager_config:mdt cache_path:s max_cache_size_bytes:@UInt64Value max_individual_cache_entry_size_bytes:@UInt64Value max_cache_entry_count:@UInt64Value cache_subdivisions:n evict_fraction:f max_eviction_period:@Duration min_eviction_period:@Duration create_cache_path:b
envoy.extensions.http.cache.simple_http_cache.v3.SimpleHttpCacheConfig
envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy body:m4z body_format:m71 status_code:@UInt32Value response_headers_to_add:*m4v
envoy.extensions.http.custom_response.redirect_policy.v3.RedirectPolicy uri:+s redirect_action:+maa status_code:@UInt32Value response_headers_to_add:*m4v request_headers_to_add:*m4v modify_request_headers_action:m5i
envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation mutations:*m42
envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig forward_reason_phrase:b formatter_type_on_envoy_headers:eo5
envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig.FormatterTypeOnEnvoyHeaders =DEFAULT,PROPER_CASE
envoy.extensions.http.header_validators.envoy_default.v3.HeaderValidatorConfig http1_protocol_options:moa uri_path_normalization_options:mo8 restrict_http_methods:b headers_with_underscores_action:eo7 strip_fragment_from_path:b
envoy.extensions.http.header_validators.envoy_default.v3.HeaderValidatorConfig.HeadersWithUnderscoresAction =ALLOW,REJECT_REQUEST,DROP_HEADER
envoy.extensions.http.header_validators.envoy_default.v3.HeaderValidatorConfig.UriPathNormalizationOptions skip_path_normalization:b skip_merging_slashes:b path_with_escaped_slashes_action:eo9
envoy.extensions.http.header_validators.envoy_default.v3.HeaderValidatorConfig.UriPathNormalizationOptions.PathWithEscapedSlashesAction =IMPLEMENTATION_SPECIFIC_DEFAULT,KEEP_UNCHANGED,REJECT_REQUEST,UNESCAPE_AND_REDIRECT,UNESCAPE_AND_FORWARD
envoy.extensions.http.header_validators.envoy_default.v3.HeaderValidatorConfig.Http1ProtocolOptions allow_chunked_length:b
envoy.extensions.http.injected_credentials.generic.v3.Generic credential:mrj header:s
envoy.extensions.http.injected_credentials.oauth2.v3.OAuth2 token_endpoint:m69 scopes:*s client_credentials:+moe token_fetch_retry_interval:@Duration
envoy.extensions.http.injected_credentials.oauth2.v3.OAuth2.AuthType =BASIC_AUTH,URL_ENCODED_BODY
envoy.extensions.http.injected_credentials.oauth2.v3.OAuth2.ClientCredentials client_id:s client_secret:mrj auth_type:eod
envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig header_name:s allow_extension_to_set_address_as_trusted:b reject_with_status:mx6
envoy.extensions.http.original_ip_detection.xff.v3.XffConfig xff_num_trusted_hops:n
envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState cookie:mv7
envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState name:s
envoy.extensions.internal_redirect.allow_listed_routes.v3.AllowListedRoutesConfig allowed_route_names:*s
envoy.extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig
envoy.extensions.internal_redirect.safe_cross_scheme.v3.SafeCrossSchemeConfig
envoy.extensions.key_value.file_based.v3.FileBasedKeyValueStoreConfig filename:s flush_interval:@Duration max_entries:@UInt32Value
envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin enable_oob_load_report:@BoolValue oob_reporting_period:@Duration blackout_period:@Duration weight_expiration_period:@Duration weight_update_period:@Duration error_utilization_penalty:@FloatValue
envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided
envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig zone_aware_lb_config:+moq locality_weighted_lb_config:+mor
envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.ZoneAwareLbConfig routing_enabled:mx7 min_cluster_size:@UInt64Value fail_traffic_on_panic:b
envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig
envoy.extensions.load_balancing_policies.common.v3.SlowStartConfig slow_start_window:@Duration aggression:m4n min_weight_percent:mx7
envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig use_hostname_for_hashing:b hash_balance_factor:@UInt32Value
envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest choice_count:@UInt32Value active_request_bias:m4n slow_start_config:mos locality_lb_config:mop enable_full_scan:@BoolValue selection_method:eov
envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest.SelectionMethod =N_CHOICES,FULL_SCAN
envoy.extensions.load_balancing_policies.maglev.v3.Maglev table_size:@UInt64Value consistent_hashing_lb_config:mot locality_weighted_lb_config:mor
envoy.extensions.load_balancing_policies.pick_first.v3.PickFirst shuffle_address_list:b
envoy.extensions.load_balancing_policies.random.v3.Random locality_lb_config:mop
envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash hash_function:ep0 minimum_ring_size:@UInt64Value maximum_ring_size:@UInt64Value use_hostname_for_hashing:b hash_balance_factor:@UInt32Value consistent_hashing_lb_config:mot locality_weighted_lb_config:mor
envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash.HashFunction =DEFAULT_HASH,XX_HASH,MURMUR_HASH_2
envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin slow_start_config:mos locality_lb_config:mop
envoy.extensions.load_balancing_policies.subset.v3.Subset fallback_policy:ep3 default_subset:@Struct subset_selectors:*mp5 allow_redundant_keys:b locality_weight_aware:b scale_locality_weight:b panic_mode_any:b list_as_any:b metadata_fallback_policy:ep4 subset_lb_policy:m3e
envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetFallbackPolicy =NO_FALLBACK,ANY_ENDPOINT,DEFAULT_SUBSET
envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetMetadataFallbackPolicy =METADATA_NO_FALLBACK,FALLBACK_LIST
envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector keys:*s single_host_per_subset:b fallback_policy:ep6 fallback_keys_subset:*s
envoy.extensions.load_balancing_policies.subset.v3.Subset.LbSubsetSelector.LbSubsetSelectorFallbackPolicy =NOT_DEFINED,NO_FALLBACK,ANY_ENDPOINT,DEFAULT_SUBSET,KEYS_SUBSET
envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality endpoint_picking_policy:m3e
envoy.extensions.matching.common_inputs.environment_variable.v3.Config name:s
envoy.extensions.matching.common_inputs.network.v3.DestinationIPInput
envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput
envoy.extensions.matching.common_inputs.network.v3.SourceIPInput
envoy.extensions.matching.common_inputs.network.v3.SourcePortInput
envoy.extensions.matching.common_inputs.network.v3.DirectSourceIPInput
envoy.extensions.matching.common_inputs.network.v3.SourceTypeInput
envoy.extensions.matching.common_inputs.network.v3.ServerNameInput
envoy.extensions.matching.common_inputs.network.v3.TransportProtocolInput
envoy.extensions.matching.common_inputs.network.v3.ApplicationProtocolInput
envoy.extensions.matching.common_inputs.network.v3.FilterStateInput key:s
envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput
envoy.extensions.matching.common_inputs.ssl.v3.DnsSanInput
envoy.extensions.matching.common_inputs.ssl.v3.SubjectInput
envoy.extensions.matching.input_matchers.consistent_hashing.v3.ConsistentHashing threshold:n modulo:n seed:l
envoy.extensions.matching.input_matchers.ip.v3.Ip cidr_ranges:*m4b stat_prefix:s
envoy.extensions.matching.input_matchers.runtime_fraction.v3.RuntimeFraction runtime_fraction:m56 seed:l
envoy.extensions.network.dns_resolver.apple.v3.AppleDnsResolverConfig include_unroutable_families:b
envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig resolvers:*m4a use_resolvers_as_fallback:b filter_unroutable_families:b dns_resolver_options:m6v udp_max_queries:@UInt32Value
envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig
envoy.extensions.network.socket_interface.v3.DefaultSocketInterface
envoy.extensions.outlier_detection_monitors.common.v3.HttpErrors range:mxb
envoy.extensions.outlier_detection_monitors.common.v3.LocalOriginErrors
envoy.extensions.outlier_detection_monitors.common.v3.DatabaseErrors
envoy.extensions.outlier_detection_monitors.common.v3.ErrorBuckets http_errors:*mpt local_origin_errors:*mpu database_errors:*mpv
envoy.extensions.outlier_detection_monitors.consecutive_errors.v3.ConsecutiveErrors name:s threshold:@UInt32Value enforcing:@UInt32Value error_buckets:mpw
envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig path_template:s
envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig path_template_rewrite:s
envoy.extensions.quic.connection_debug_visitor.v3.BasicConfig
envoy.extensions.quic.connection_id_generator.v3.DeterministicConnectionIdGeneratorConfig
envoy.extensions.quic.crypto_stream.v3.CryptoServerStreamConfig
envoy.extensions.quic.proof_source.v3.ProofSourceConfig
envoy.extensions.quic.server_preferred_address.v3.DataSourceServerPreferredAddressConfig ipv4_config:mq5 ipv6_config:mq5
envoy.extensions.quic.server_preferred_address.v3.DataSourceServerPreferredAddressConfig.AddressFamilyConfig address:m4z port:m4z dnat_address:m4z
envoy.extensions.quic.server_preferred_address.v3.FixedServerPreferredAddressConfig ipv4_address:s ipv4_config:mq7 ipv6_address:s ipv6_config:mq7
envoy.extensions.quic.server_preferred_address.v3.FixedServerPreferredAddressConfig.AddressFamilyConfig address:m45 dnat_address:m45
envoy.extensions.rate_limit_descriptors.expr.v3.Descriptor descriptor_key:s skip_if_error:b text:+s parsed:+mzj
envoy.extensions.rbac.audit_loggers.stream.v3.StdoutAuditLog
envoy.extensions.rbac.matchers.upstream_ip_port.v3.UpstreamIpPortMatcher upstream_ip:m4b upstream_port_range:mxa
envoy.extensions.regex_engines.v3.GoogleRE2
envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig pack_trace_reason:@BoolValue use_request_id_for_trace_sampling:@BoolValue
envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig max_active_downstream_connections:l
envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig max_heap_size_bytes:l
envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig filename:s
envoy.extensions.retry.host.omit_canary_hosts.v3.OmitCanaryHostsPredicate
envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig metadata_match:m4k
envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate
envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig update_frequency:n
envoy.extensions.router.cluster_specifiers.lua.v3.LuaConfig source_code:m4z default_cluster:s
envoy.extensions.stat_sinks.graphite_statsd.v3.GraphiteStatsdSink address:+m4a prefix:s max_bytes_per_datagram:@UInt64Value
envoy.extensions.stat_sinks.open_telemetry.v3.SinkConfig grpc_service:+m5l report_counters_as_deltas:b report_histograms_as_deltas:b emit_tags_as_attributes:@BoolValue use_tag_extracted_name:@BoolValue prefix:s
envoy.extensions.stat_sinks.wasm.v3.Wasm config:msb
envoy.extensions.string_matcher.lua.v3.Lua source_code:m4z
envoy.extensions.tracers.opentelemetry.resource_detectors.v3.DynatraceResourceDetectorConfig
envoy.extensions.tracers.opentelemetry.resource_detectors.v3.EnvironmentResourceDetectorConfig
envoy.extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig attributes:%s
envoy.extensions.tracers.opentelemetry.samplers.v3.AlwaysOnSamplerConfig
envoy.extensions.tracers.opentelemetry.samplers.v3.DynatraceSamplerConfig tenant:s cluster_id:n http_service:m68 root_spans_per_minute:n
envoy.extensions.transport_sockets.alts.v3.Alts handshaker_service:s peer_service_accounts:*s
envoy.extensions.transport_sockets.http_11_proxy.v3.Http11ProxyUpstreamTransport transport_socket:m55
envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport passthrough_metadata:*mqx transport_socket:m55
envoy.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport.MetadataValueSource kind:mwj name:s
envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport config:m6t transport_socket:m55
envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport downstream_tls_context:mrm enable_early_data:@BoolValue
envoy.extensions.transport_sockets.quic.v3.QuicUpstreamTransport upstream_tls_context:mrl
envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer
envoy.extensions.transport_sockets.s2a.v3.S2AConfiguration s2a_address:s
envoy.extensions.transport_sockets.starttls.v3.StartTlsConfig cleartext_socket_config:mr1 tls_socket_config:mrm
envoy.extensions.transport_sockets.starttls.v3.UpstreamStartTlsConfig cleartext_socket_config:mr1 tls_socket_config:mrl
envoy.extensions.transport_sockets.tap.v3.Tap common_config:me6 transport_socket:m55
envoy.extensions.transport_sockets.tcp_stats.v3.Config transport_socket:m55 update_period:@Duration
envoy.extensions.transport_sockets.tls.v3.TlsParameters tls_minimum_protocol_version:er8 tls_maximum_protocol_version:er8 cipher_suites:*s ecdh_curves:*s signature_algorithms:*s
envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol =TLS_AUTO,TLSv1_0,TLSv1_1,TLSv1_2,TLSv1_3
envoy.extensions.transport_sockets.tls.v3.PrivateKeyProvider provider_name:s typed_config:+!@Any fallback:b
envoy.extensions.transport_sockets.tls.v3.TlsCertificate certificate_chain:m4z private_key:!m4z pkcs12:!m4z watched_directory:m4y private_key_provider:mr9 password:!m4z ocsp_staple:m4z signed_certificate_timestamp:*m4z
envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys keys:*!m4z
envoy.extensions.transport_sockets.tls.v3.CertificateProviderPluginInstance instance_name:s certificate_name:s
envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher san_type:ere matcher:mw6 oid:s
envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType =SAN_TYPE_UNSPECIFIED,EMAIL,DNS,URI,IP_ADDRESS,OTHER_NAME
envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext trusted_ca:m4z ca_certificate_provider_instance:mrc system_root_certs:mrh watched_directory:m4y verify_certificate_spki:*s verify_certificate_hash:*s match_typed_subject_alt_names:*mrd match_subject_alt_names:*mw6 require_signed_certificate_timestamp:@BoolValue crl:m4z allow_expired_certificate:b trust_chain_verification:erg custom_validator_config:m5i only_verify_leaf_cert_crl:b max_verify_depth:@UInt32Value
envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification =VERIFY_TRUST_CHAIN,ACCEPT_UNTRUSTED
envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.SystemRootCerts
envoy.extensions.transport_sockets.tls.v3.GenericSecret secret:!m4z
envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig name:s sds_config:m5f
envoy.extensions.transport_sockets.tls.v3.Secret name:s tls_certificate:+mra session_ticket_keys:+mrb validation_context:+mrf generic_secret:+mri
envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext common_tls_context:mrp sni:s allow_renegotiation:b max_session_keys:@UInt32Value enforce_rsa_key_usage:@BoolValue
envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext common_tls_context:mrp require_client_certificate:@BoolValue require_sni:@BoolValue session_ticket_keys:+mrb session_ticket_keys_sds_secret_config:+mrj disable_stateless_session_resumption:+b disable_stateful_session_resumption:b session_timeout:@Duration ocsp_staple_policy:ern full_scan_certs_on_sni_mismatch:@BoolValue
envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext.OcspStaplePolicy =LENIENT_STAPLING,STRICT_STAPLING,MUST_STAPLE
envoy.extensions.transport_sockets.tls.v3.TlsKeyLog path:s local_address_range:*m4b remote_address_range:*m4b
envoy.extensions.transport_sockets.tls.v3.CommonTlsContext tls_params:mr7 tls_certificates:*mra tls_certificate_sds_secret_configs:*mrj tls_certificate_provider_instance:mrc tls_certificate_certificate_provider:mrq tls_certificate_certificate_provider_instance:mrr validation_context:+mrf validation_context_sds_secret_config:+mrj combined_validation_context:+mrs validation_context_certificate_provider:+mrq validation_context_certificate_provider_instance:+mrr alpn_protocols:*s custom_handshaker:m5i key_log:mro
envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CertificateProvider name:s typed_config:+m5i
envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CertificateProviderInstance instance_name:s certificate_name:s
envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext default_validation_context:mrf validation_context_sds_secret_config:mrj validation_context_certificate_provider:mrq validation_context_certificate_provider_instance:mrr
envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig trust_domains:*mru
envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig.TrustDomain name:s trust_bundle:m4z
envoy.extensions.udp_packet_writer.v3.UdpDefaultWriterFactory
envoy.extensions.udp_packet_writer.v3.UdpGsoBatchWriterFactory
envoy.extensions.upstreams.http.generic.v3.GenericConnectionPoolProto
envoy.extensions.upstreams.http.http.v3.HttpConnectionPoolProto
envoy.extensions.upstreams.http.tcp.v3.TcpConnectionPoolProto
envoy.extensions.upstreams.http.udp.v3.UdpConnectionPoolProto
envoy.extensions.upstreams.http.v3.HttpProtocolOptions common_http_protocol_options:m6g upstream_http_protocol_options:m6d explicit_http_config:+ms2 use_downstream_protocol_config:+ms3 auto_config:+ms4 http_filters:*mlr header_validation_config:m5i
envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig http_protocol_options:+m6i http2_protocol_options:+m6m http3_protocol_options:+m6p
envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig http_protocol_options:m6i http2_protocol_options:m6m http3_protocol_options:m6p
envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig http_protocol_options:m6i http2_protocol_options:m6m http3_protocol_options:m6p alternate_protocols_cache_options:m6e
envoy.extensions.upstreams.tcp.generic.v3.GenericConnectionPoolProto
envoy.extensions.upstreams.tcp.v3.TcpProtocolOptions idle_timeout:@Duration
envoy.extensions.wasm.v3.CapabilityRestrictionConfig allowed_capabilities:%ms8
envoy.extensions.wasm.v3.SanitizationConfig
envoy.extensions.wasm.v3.VmConfig vm_id:s runtime:s code:m54 configuration:@Any allow_precompiled:b nack_on_code_cache_miss:b environment_variables:msa
envoy.extensions.wasm.v3.EnvironmentVariables host_env_keys:*s key_values:%s
envoy.extensions.wasm.v3.PluginConfig name:s root_id:s vm_config:+ms9 configuration:@Any fail_open:b capability_restriction_config:ms7
envoy.extensions.wasm.v3.WasmService config:msb singleton:b
envoy.extensions.watchdog.profile_action.v3.ProfileActionConfig profile_duration:@Duration profile_path:s max_profiles:l
envoy.service.accesslog.v3.StreamAccessLogsResponse
envoy.service.accesslog.v3.StreamAccessLogsMessage identifier:msg http_logs:+msh tcp_logs:+msi
envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier node:m4j log_name:s
envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries log_entry:*mc0
envoy.service.accesslog.v3.StreamAccessLogsMessage.TCPAccessLogEntries log_entry:*mbz
envoy.service.auth.v3.AttributeContext source:msk destination:msk request:msl context_extensions:%s metadata_context:m4k route_metadata_context:m4k tls_session:msn
envoy.service.auth.v3.AttributeContext.Peer address:m4a service:s labels:%s principal:s certificate:s
envoy.service.auth.v3.AttributeContext.Request time:@Timestamp http:msm
envoy.service.auth.v3.AttributeContext.HttpRequest id:s method:s headers:%s header_map:m4x path:s host:s scheme:s query:s fragment:s size:l protocol:s body:s raw_body:y
envoy.service.auth.v3.AttributeContext.TLSSession sni:s
envoy.service.auth.v3.CheckRequest attributes:msj
envoy.service.auth.v3.DeniedHttpResponse status:mx6 headers:*m4v body:s
envoy.service.auth.v3.OkHttpResponse headers:*m4v headers_to_remove:*s dynamic_metadata:@Struct response_headers_to_add:*m4v query_parameters_to_set:*m4t query_parameters_to_remove:*s
envoy.service.auth.v3.CheckResponse status:m11c denied_response:+msp ok_response:+msq dynamic_metadata:@Struct
envoy.service.cluster.v3.CdsDummy
envoy.service.discovery.v3.AdsDummy
envoy.service.discovery.v3.ResourceLocator name:s dynamic_parameters:%s
envoy.service.discovery.v3.ResourceName name:s dynamic_parameter_constraints:mt0
envoy.service.discovery.v3.DiscoveryRequest version_info:s node:m4j resource_names:*s resource_locators:*msu type_url:s response_nonce:s error_detail:m11c
envoy.service.discovery.v3.DiscoveryResponse version_info:s resources:*@Any canary:b type_url:s nonce:s control_plane:m57
envoy.service.discovery.v3.DeltaDiscoveryRequest node:m4j type_url:s resource_names_subscribe:*s resource_names_unsubscribe:*s resource_locators_subscribe:*msu resource_locators_unsubscribe:*msu initial_resource_versions:%s response_nonce:s error_detail:m11c
envoy.service.discovery.v3.DeltaDiscoveryResponse system_version_info:s resources:*mt4 type_url:s removed_resources:*s removed_resource_names:*msv nonce:s control_plane:m57
envoy.service.discovery.v3.DynamicParameterConstraints constraint:+mt1 or_constraints:+mt3 and_constraints:+mt3 not_constraints:+mt0
envoy.service.discovery.v3.DynamicParameterConstraints.SingleConstraint key:s value:+s exists:+mt2
envoy.service.discovery.v3.DynamicParameterConstraints.SingleConstraint.Exists
envoy.service.discovery.v3.DynamicParameterConstraints.ConstraintList constraints:*mt0
envoy.service.discovery.v3.Resource name:s resource_name:msv aliases:*s version:s resource:@Any ttl:@Duration cache_control:mt5 metadata:m4k
envoy.service.discovery.v3.Resource.CacheControl do_not_cache:b
envoy.service.endpoint.v3.EdsDummy
envoy.service.endpoint.v3.LedsDummy
envoy.service.event_reporting.v3.StreamEventsRequest identifier:mt9 events:*@Any
envoy.service.event_reporting.v3.StreamEventsRequest.Identifier node:m4j
envoy.service.event_reporting.v3.StreamEventsResponse
envoy.service.ext_proc.v3.ProcessingRequest request_headers:+mtd response_headers:+mtd request_body:+mte response_body:+mte request_trailers:+mtf response_trailers:+mtf metadata_context:m4k attributes:%@Struct observability_mode:b
envoy.service.ext_proc.v3.ProcessingResponse request_headers:+mtg response_headers:+mtg request_body:+mti response_body:+mti request_trailers:+mth response_trailers:+mth immediate_response:+mtl dynamic_metadata:@Struct mode_override:mgp override_message_timeout:@Duration
envoy.service.ext_proc.v3.HttpHeaders headers:m4x attributes:%@Struct end_of_stream:b
envoy.service.ext_proc.v3.HttpBody body:y end_of_stream:b
envoy.service.ext_proc.v3.HttpTrailers trailers:m4x
envoy.service.ext_proc.v3.HeadersResponse response:mtj
envoy.service.ext_proc.v3.TrailersResponse header_mutation:mtn
envoy.service.ext_proc.v3.BodyResponse response:mtj
envoy.service.ext_proc.v3.CommonResponse status:etk header_mutation:mtn body_mutation:mto trailers:m4x clear_route_cache:b
envoy.service.ext_proc.v3.CommonResponse.ResponseStatus =CONTINUE,CONTINUE_AND_REPLACE
envoy.service.ext_proc.v3.ImmediateResponse status:mx6 headers:mtn body:y grpc_status:mtm details:s
envoy.service.ext_proc.v3.GrpcStatus status:n
envoy.service.ext_proc.v3.HeaderMutation set_headers:*m4v remove_headers:*s
envoy.service.ext_proc.v3.BodyMutation body:+y clear_body:+b
envoy.service.extension.v3.EcdsDummy
envoy.service.health.v3.Capability health_check_protocols:*etr
envoy.service.health.v3.Capability.Protocol =HTTP,TCP,REDIS
envoy.service.health.v3.HealthCheckRequest node:m4j capability:mtq
envoy.service.health.v3.EndpointHealth endpoint:m76 health_status:e5y
envoy.service.health.v3.LocalityEndpointsHealth locality:m4g endpoints_health:*mtt
envoy.service.health.v3.ClusterEndpointsHealth cluster_name:s locality_endpoints_health:*mtu
envoy.service.health.v3.EndpointHealthResponse endpoints_health:*mtt cluster_endpoints_health:*mtv
envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse health_check_request:+mts endpoint_health_response:+mtw
envoy.service.health.v3.LocalityEndpoints locality:m4g endpoints:*m76
envoy.service.health.v3.ClusterHealthCheck cluster_name:s health_checks:*m60 locality_endpoints:*mty transport_socket_matches:*m2t upstream_bind_config:m49
envoy.service.health.v3.HealthCheckSpecifier cluster_health_checks:*mtz interval:@Duration
envoy.service.health.v3.HdsDummy
envoy.service.listener.v3.LdsDummy
envoy.service.load_stats.v3.LoadStatsRequest node:m4j cluster_stats:*m7h
envoy.service.load_stats.v3.LoadStatsResponse clusters:*s send_all_clusters:b load_reporting_interval:@Duration report_endpoint_granularity:b
envoy.service.metrics.v3.StreamMetricsResponse
envoy.service.metrics.v3.StreamMetricsMessage identifier:mu7 envoy_metrics:*?
envoy.service.metrics.v3.StreamMetricsMessage.Identifier node:m4j
envoy.service.rate_limit_quota.v3.RateLimitQuotaUsageReports domain:s bucket_quota_usages:*mu9
envoy.service.rate_limit_quota.v3.RateLimitQuotaUsageReports.BucketQuotaUsage bucket_id:mue time_elapsed:@Duration num_requests_allowed:l num_requests_denied:l
envoy.service.rate_limit_quota.v3.RateLimitQuotaResponse bucket_action:*mub
envoy.service.rate_limit_quota.v3.RateLimitQuotaResponse.BucketAction bucket_id:mue quota_assignment_action:+muc abandon_action:+mud
envoy.service.rate_limit_quota.v3.RateLimitQuotaResponse.BucketAction.QuotaAssignmentAction assignment_time_to_live:@Duration rate_limit_strategy:mxd
envoy.service.rate_limit_quota.v3.RateLimitQuotaResponse.BucketAction.AbandonAction
envoy.service.rate_limit_quota.v3.BucketId bucket:%s
envoy.service.ratelimit.v3.RateLimitRequest domain:s descriptors:*me1 hits_addend:n
envoy.service.ratelimit.v3.RateLimitResponse overall_code:euh statuses:*mul response_headers_to_add:*m4u request_headers_to_add:*m4u raw_body:y dynamic_metadata:@Struct quota:muk
envoy.service.ratelimit.v3.RateLimitResponse.Code =UNKNOWN,OK,OVER_LIMIT
envoy.service.ratelimit.v3.RateLimitResponse.RateLimit name:s requests_per_unit:n unit:euj
envoy.service.ratelimit.v3.RateLimitResponse.RateLimit.Unit =UNKNOWN,SECOND,MINUTE,HOUR,DAY,MONTH,YEAR
envoy.service.ratelimit.v3.RateLimitResponse.Quota requests:n valid_until:+@Timestamp id:s
envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus code:euh current_limit:mui limit_remaining:n duration_until_reset:@Duration quota:muk
envoy.service.route.v3.RdsDummy
envoy.service.route.v3.SrdsDummy
envoy.service.runtime.v3.RtdsDummy
envoy.service.runtime.v3.Runtime name:s layer:@Struct
envoy.service.secret.v3.SdsDummy
envoy.service.status.v3.ConfigStatus =UNKNOWN,SYNCED,NOT_SENT,STALE,ERROR
envoy.service.status.v3.ClientConfigStatus =CLIENT_UNKNOWN,CLIENT_REQUESTED,CLIENT_ACKED,CLIENT_NACKED
envoy.service.status.v3.ClientStatusRequest node_matchers:*mvy node:m4j exclude_resource_contents:b
envoy.service.status.v3.PerXdsConfig status:eur client_status:eus listener_config:+mg cluster_config:+mk route_config:+mn scoped_route_config:+mq endpoint_config:+mt
envoy.service.status.v3.ClientConfig node:m4j xds_config:*muu generic_xds_configs:*muw client_scope:s
envoy.service.status.v3.ClientConfig.GenericXdsConfig type_url:s name:s version_info:s xds_config:@Any last_updated:@Timestamp config_status:eur client_status:ee error_state:mf is_static_resource:b
envoy.service.status.v3.ClientStatusResponse config:*muv
envoy.service.tap.v3.StreamTapsRequest identifier:muz trace_id:l trace:mdc
envoy.service.tap.v3.StreamTapsRequest.Identifier node:m4j tap_id:s
envoy.service.tap.v3.StreamTapsResponse
envoy.service.trace.v3.StreamTracesResponse
envoy.service.trace.v3.StreamTracesMessage identifier:mv3 spans:*?
envoy.service.trace.v3.StreamTracesMessage.Identifier node:m4j
envoy.type.HashPolicy source_ip:+mv5
envoy.type.HashPolicy.SourceIp
envoy.type.CodecClientType =HTTP1,HTTP2,HTTP3
envoy.type.http.v3.Cookie name:s ttl:@Duration path:s
envoy.type.http.v3.PathTransformation operations:*mv9
envoy.type.http.v3.PathTransformation.Operation normalize_path_rfc_3986:+mva merge_slashes:+mvb
envoy.type.http.v3.PathTransformation.Operation.NormalizePathRFC3986
envoy.type.http.v3.PathTransformation.Operation.MergeSlashes
envoy.type.StatusCode =Empty,Continue=100,OK=200,Created,Accepted,NonAuthoritativeInformation,NoContent,ResetContent,PartialContent,MultiStatus,AlreadyReported,IMUsed=226,MultipleChoices=300,MovedPermanently,Found,SeeOther,NotModified,UseProxy,TemporaryRedirect=307,PermanentRedirect,BadRequest=400,Unauthorized,PaymentRequired,Forbidden,NotFound,MethodNotAllowed,NotAcceptable,ProxyAuthenticationRequired,RequestTimeout,Conflict,Gone,LengthRequired,PreconditionFailed,PayloadTooLarge,URITooLong,UnsupportedMediaType,RangeNotSatisfiable,ExpectationFailed,MisdirectedRequest=421,UnprocessableEntity,Locked,FailedDependency,UpgradeRequired=426,PreconditionRequired=428,TooManyRequests,RequestHeaderFieldsTooLarge=431,InternalServerError=500,NotImplemented,BadGateway,ServiceUnavailable,GatewayTimeout,HTTPVersionNotSupported,VariantAlsoNegotiates,InsufficientStorage,LoopDetected,NotExtended=510,NetworkAuthenticationRequired
envoy.type.HttpStatus code:evc
envoy.type.matcher.MetadataMatcher filter:s path:*mvf value:mwe
envoy.type.matcher.MetadataMatcher.PathSegment key:+s
envoy.type.matcher.NodeMatcher node_id:mvm node_metadatas:*mvo
envoy.type.matcher.DoubleMatcher range:+mwt exact:+n
envoy.type.matcher.PathMatcher path:+mvm
envoy.type.matcher.RegexMatcher google_re2:+mvk regex:s
envoy.type.matcher.RegexMatcher.GoogleRE2 max_program_size:@UInt32Value
envoy.type.matcher.RegexMatchAndSubstitute pattern:mvj substitution:s
envoy.type.matcher.StringMatcher exact:+s prefix:+s suffix:+s regex:+s safe_regex:+mvj ignore_case:b
envoy.type.matcher.ListStringMatcher patterns:*mvm
envoy.type.matcher.StructMatcher path:*mvp value:mwe
envoy.type.matcher.StructMatcher.PathSegment key:+s
envoy.type.matcher.v3.FilterStateMatcher key:s string_match:+mw6
envoy.type.matcher.v3.HttpRequestHeaderMatchInput header_name:s
envoy.type.matcher.v3.HttpRequestTrailerMatchInput header_name:s
envoy.type.matcher.v3.HttpResponseHeaderMatchInput header_name:s
envoy.type.matcher.v3.HttpResponseTrailerMatchInput header_name:s
envoy.type.matcher.v3.HttpRequestQueryParamMatchInput query_param:s
envoy.type.matcher.v3.MetadataMatcher filter:s path:*mvx value:mwa invert:b
envoy.type.matcher.v3.MetadataMatcher.PathSegment key:+s
envoy.type.matcher.v3.NodeMatcher node_id:mw6 node_metadatas:*mw8
envoy.type.matcher.v3.DoubleMatcher range:+mxc exact:+n
envoy.type.matcher.v3.PathMatcher path:+mw6
envoy.type.matcher.v3.RegexMatcher google_re2:+mw2 regex:s
envoy.type.matcher.v3.RegexMatcher.GoogleRE2 max_program_size:@UInt32Value
envoy.type.matcher.v3.RegexMatchAndSubstitute pattern:mw1 substitution:s
envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput
envoy.type.matcher.v3.HttpResponseStatusCodeClassMatchInput
envoy.type.matcher.v3.StringMatcher exact:+s prefix:+s suffix:+s safe_regex:+mw1 contains:+s custom:+mxp ignore_case:b
envoy.type.matcher.v3.ListStringMatcher patterns:*mw6
envoy.type.matcher.v3.StructMatcher path:*mw9 value:mwa
envoy.type.matcher.v3.StructMatcher.PathSegment key:+s
envoy.type.matcher.v3.ValueMatcher null_match:+mwb double_match:+mvz string_match:+mw6 bool_match:+b present_match:+b list_match:+mwc or_match:+mwd
envoy.type.matcher.v3.ValueMatcher.NullMatch
envoy.type.matcher.v3.ListMatcher one_of:+mwa
envoy.type.matcher.v3.OrMatcher value_matchers:*mwa
envoy.type.matcher.ValueMatcher null_match:+mwf double_match:+mvh string_match:+mvm bool_match:+b present_match:+b list_match:+mwg
envoy.type.matcher.ValueMatcher.NullMatch
envoy.type.matcher.ListMatcher one_of:+mwe
envoy.type.metadata.v3.MetadataKey key:s path:*mwi
envoy.type.metadata.v3.MetadataKey.PathSegment key:+s
envoy.type.metadata.v3.MetadataKind request:+mwk route:+mwl cluster:+mwm host:+mwn
envoy.type.metadata.v3.MetadataKind.Request
envoy.type.metadata.v3.MetadataKind.Route
envoy.type.metadata.v3.MetadataKind.Cluster
envoy.type.metadata.v3.MetadataKind.Host
envoy.type.Percent value:n
envoy.type.FractionalPercent numerator:n denominator:ewq
envoy.type.FractionalPercent.DenominatorType =HUNDRED,TEN_THOUSAND,MILLION
envoy.type.Int64Range start:l end:l
envoy.type.Int32Range start:n end:n
envoy.type.DoubleRange start:n end:n
envoy.type.SemanticVersion major_number:n minor_number:n patch:n
envoy.type.TokenBucket max_tokens:n tokens_per_fill:@UInt32Value fill_interval:@Duration
envoy.type.tracing.v3.CustomTag tag:s literal:+mwx environment:+mwy request_header:+mwz metadata:+mx0
envoy.type.tracing.v3.CustomTag.Literal value:s
envoy.type.tracing.v3.CustomTag.Environment name:s default_value:s
envoy.type.tracing.v3.CustomTag.Header name:s default_value:s
envoy.type.tracing.v3.CustomTag.Metadata kind:mwj metadata_key:mwh default_value:s
envoy.type.v3.HashPolicy source_ip:+mx2 filter_state:+mx3
envoy.type.v3.HashPolicy.SourceIp
envoy.type.v3.HashPolicy.FilterState key:s
envoy.type.v3.CodecClientType =HTTP1,HTTP2,HTTP3
envoy.type.v3.StatusCode =Empty,Continue=100,OK=200,Created,Accepted,NonAuthoritativeInformation,NoContent,ResetContent,PartialContent,MultiStatus,AlreadyReported,IMUsed=226,MultipleChoices=300,MovedPermanently,Found,SeeOther,NotModified,UseProxy,TemporaryRedirect=307,PermanentRedirect,BadRequest=400,Unauthorized,PaymentRequired,Forbidden,NotFound,MethodNotAllowed,NotAcceptable,ProxyAuthenticationRequired,RequestTimeout,Conflict,Gone,LengthRequired,PreconditionFailed,PayloadTooLarge,URITooLong,UnsupportedMediaType,RangeNotSatisfiable,ExpectationFailed,MisdirectedRequest=421,UnprocessableEntity,Locked,FailedDependency,UpgradeRequired=426,PreconditionRequired=428,TooManyRequests,RequestHeaderFieldsTooLarge=431,InternalServerError=500,NotImplemented,BadGateway,ServiceUnavailable,GatewayTimeout,HTTPVersionNotSupported,VariantAlsoNegotiates,InsufficientStorage,LoopDetected,NotExtended=510,NetworkAuthenticationRequired
envoy.type.v3.HttpStatus code:ex5
envoy.type.v3.Percent value:n
envoy.type.v3.FractionalPercent numerator:n denominator:ex9
envoy.type.v3.FractionalPercent.DenominatorType =HUNDRED,TEN_THOUSAND,MILLION
envoy.type.v3.Int64Range start:l end:l
envoy.type.v3.Int32Range start:n end:n
envoy.type.v3.DoubleRange start:n end:n
envoy.type.v3.RateLimitStrategy blanket_rule:+exe requests_per_time_unit:+mxf token_bucket:+mxi
envoy.type.v3.RateLimitStrategy.BlanketRule =ALLOW_ALL,DENY_ALL
envoy.type.v3.RateLimitStrategy.RequestsPerTimeUnit requests_per_time_unit:l time_unit:exg
envoy.type.v3.RateLimitUnit =UNKNOWN,SECOND,MINUTE,HOUR,DAY,MONTH,YEAR
envoy.type.v3.SemanticVersion major_number:n minor_number:n patch:n
envoy.type.v3.TokenBucket max_tokens:n tokens_per_fill:@UInt32Value fill_interval:@Duration
udpa.type.v1.TypedStruct type_url:s value:@Struct
xds.core.v3.Authority name:s
xds.core.v3.CidrRange address_prefix:s prefix_len:@UInt32Value
xds.core.v3.CollectionEntry locator:+mxr inline_entry:+mxn
xds.core.v3.CollectionEntry.InlineEntry name:s version:s resource:@Any
xds.core.v3.ContextParams params:%s
xds.core.v3.TypedExtensionConfig name:s typed_config:@Any
xds.core.v3.Resource name:mxu version:s resource:@Any
xds.core.v3.ResourceLocator scheme:exs id:s authority:s resource_type:s exact_context:+mxo directives:*mxt
xds.core.v3.ResourceLocator.Scheme =XDSTP,HTTP,FILE
xds.core.v3.ResourceLocator.Directive alt:+mxr entry:+s
xds.core.v3.ResourceName id:s authority:s resource_type:s context:mxo
xds.type.matcher.v3.CelMatcher expr_match:myk description:s
xds.type.matcher.v3.ServerNameMatcher domain_matchers:*mxx
xds.type.matcher.v3.ServerNameMatcher.DomainMatcher domains:*s on_match:my2
xds.type.matcher.v3.HttpAttributesCelMatchInput
xds.type.matcher.v3.IPMatcher range_matchers:*my0
xds.type.matcher.v3.IPMatcher.IPRangeMatcher ranges:*mxl on_match:my2 exclusive:b
xds.type.matcher.v3.Matcher matcher_list:+my3 matcher_tree:+my8 on_no_match:my2
xds.type.matcher.v3.Matcher.OnMatch matcher:+my1 action:+mxp
xds.type.matcher.v3.Matcher.MatcherList matchers:*my7
xds.type.matcher.v3.Matcher.MatcherList.Predicate single_predicate:+my5 or_matcher:+my6 and_matcher:+my6 not_matcher:+my4
xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate input:mxp value_match:+myi custom_match:+mxp
xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList predicate:*my4
xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher predicate:my4 on_match:my2
xds.type.matcher.v3.Matcher.MatcherTree input:mxp exact_match_map:+my9 prefix_match_map:+my9 custom_match:+mxp
xds.type.matcher.v3.Matcher.MatcherTree.MatchMap map:%my2
xds.type.matcher.v3.Int64RangeMatcher range_matchers:*myb
xds.type.matcher.v3.Int64RangeMatcher.RangeMatcher ranges:*mym on_match:my2
xds.type.matcher.v3.Int32RangeMatcher range_matchers:*myd
xds.type.matcher.v3.Int32RangeMatcher.RangeMatcher ranges:*myn on_match:my2
xds.type.matcher.v3.DoubleRangeMatcher range_matchers:*myf
xds.type.matcher.v3.DoubleRangeMatcher.RangeMatcher ranges:*myo on_match:my2
xds.type.matcher.v3.RegexMatcher google_re2:+myh regex:s
xds.type.matcher.v3.RegexMatcher.GoogleRE2
xds.type.matcher.v3.StringMatcher exact:+s prefix:+s suffix:+s safe_regex:+myg contains:+s ignore_case:b
xds.type.matcher.v3.ListStringMatcher patterns:*myi
xds.type.v3.CelExpression parsed_expr:+mzi checked_expr:+myq
xds.type.v3.CelExtractString expr_extract:myk default_value:@StringValue
xds.type.v3.Int64Range start:l end:l
xds.type.v3.Int32Range start:n end:n
xds.type.v3.DoubleRange start:n end:n
xds.type.v3.TypedStruct type_url:s value:@Struct
google.api.expr.v1alpha1.CheckedExpr reference_map:%mz2 type_map:%myr source_info:mzs expr:mzj
google.api.expr.v1alpha1.Type dyn:+@Empty null:+@NullValue primitive:+eyw wrapper:+eyw well_known:+eyx list_type:+mys map_type:+myt function:+myu message_type:+s type_param:+s type:+myr error:+@Empty abstract_type:+myv
google.api.expr.v1alpha1.Type.ListType elem_type:myr
google.api.expr.v1alpha1.Type.MapType key_type:myr value_type:myr
google.api.expr.v1alpha1.Type.FunctionType result_type:myr arg_types:*myr
google.api.expr.v1alpha1.Type.AbstractType name:s parameter_types:*myr
google.api.expr.v1alpha1.Type.PrimitiveType =PRIMITIVE_TYPE_UNSPECIFIED,BOOL,INT64,UINT64,DOUBLE,STRING,BYTES
google.api.expr.v1alpha1.Type.WellKnownType =WELL_KNOWN_TYPE_UNSPECIFIED,ANY,TIMESTAMP,DURATION
google.api.expr.v1alpha1.Decl name:s ident:+myz function:+mz0
google.api.expr.v1alpha1.Decl.IdentDecl type:myr value:mzr doc:s
google.api.expr.v1alpha1.Decl.FunctionDecl overloads:*mz1
google.api.expr.v1alpha1.Decl.FunctionDecl.Overload overload_id:s params:*myr type_params:*s result_type:myr is_instance_function:b doc:s
google.api.expr.v1alpha1.Reference name:s overload_id:*s value:mzr
google.api.expr.v1alpha1.ParseRequest cel_source:s syntax_version:s source_location:s disable_macros:b
google.api.expr.v1alpha1.ParseResponse parsed_expr:mzi issues:*m11c
google.api.expr.v1alpha1.CheckRequest parsed_expr:mzi type_env:*myy container:s no_std_env:b
google.api.expr.v1alpha1.CheckResponse checked_expr:myq issues:*m11c
google.api.expr.v1alpha1.EvalRequest parsed_expr:+mzi checked_expr:+myq bindings:%mzd container:s
google.api.expr.v1alpha1.EvalResponse result:mzd issues:*m11c
google.api.expr.v1alpha1.IssueDetails severity:eza position:mzt id:l
google.api.expr.v1alpha1.IssueDetails.Severity =SEVERITY_UNSPECIFIED,DEPRECATION,WARNING,ERROR
google.api.expr.v1alpha1.EvalState values:*mzd results:*mzc
google.api.expr.v1alpha1.EvalState.Result expr:l value:l
google.api.expr.v1alpha1.ExprValue value:+mzu error:+mze unknown:+mzf
google.api.expr.v1alpha1.ErrorSet errors:*m11c
google.api.expr.v1alpha1.UnknownSet exprs:*l
google.api.expr.v1alpha1.Explain values:*mzu expr_steps:*mzh
google.api.expr.v1alpha1.Explain.ExprStep id:l value_index:n
google.api.expr.v1alpha1.ParsedExpr expr:mzj source_info:mzs
google.api.expr.v1alpha1.Expr id:l const_expr:+mzr ident_expr:+mzk select_expr:+mzl call_expr:+mzm list_expr:+mzn struct_expr:+mzo comprehension_expr:+mzq
google.api.expr.v1alpha1.Expr.Ident name:s
google.api.expr.v1alpha1.Expr.Select operand:mzj field:s test_only:b
google.api.expr.v1alpha1.Expr.Call target:mzj function:s args:*mzj
google.api.expr.v1alpha1.Expr.CreateList elements:*mzj
google.api.expr.v1alpha1.Expr.CreateStruct message_name:s entries:*mzp
google.api.expr.v1alpha1.Expr.CreateStruct.Entry id:l field_key:+s map_key:+mzj value:mzj
google.api.expr.v1alpha1.Expr.Comprehension iter_var:s iter_range:mzj accu_var:s accu_init:mzj loop_condition:mzj loop_step:mzj result:mzj
google.api.expr.v1alpha1.Constant null_value:+@NullValue bool_value:+b int64_value:+l uint64_value:+l double_value:+n string_value:+s bytes_value:+y duration_value:+@Duration timestamp_value:+@Timestamp
google.api.expr.v1alpha1.SourceInfo syntax_version:s location:s line_offsets:*n positions:%n macro_calls:%mzj
google.api.expr.v1alpha1.SourcePosition location:s offset:n line:n column:n
google.api.expr.v1alpha1.Value null_value:+@NullValue bool_value:+b int64_value:+l uint64_value:+l double_value:+n string_value:+s bytes_value:+y enum_value:+mzv object_value:+@Any map_value:+mzx list_value:+mzw type_value:+s
google.api.expr.v1alpha1.EnumValue type:s value:n
google.api.expr.v1alpha1.ListValue values:*mzu
google.api.expr.v1alpha1.MapValue entries:*mzy
google.api.expr.v1alpha1.MapValue.Entry key:mzu value:mzu
google.api.expr.v1beta1.Decl id:n name:s doc:s ident:+m101 function:+m102
google.api.expr.v1beta1.DeclType id:n type:s type_params:*m100
google.api.expr.v1beta1.IdentDecl type:m100 value:m10a
google.api.expr.v1beta1.FunctionDecl args:*m101 return_type:m100 receiver_function:b
google.api.expr.v1beta1.EvalState values:*m105 results:*m104
google.api.expr.v1beta1.EvalState.Result expr:m108 value:n
google.api.expr.v1beta1.ExprValue value:+m10l error:+m106 unknown:+m107
google.api.expr.v1beta1.ErrorSet errors:*m11c
google.api.expr.v1beta1.UnknownSet exprs:*m108
google.api.expr.v1beta1.IdRef id:n
google.api.expr.v1beta1.ParsedExpr expr:m10a source_info:m10j syntax_version:s
google.api.expr.v1beta1.Expr id:n literal_expr:+m10i ident_expr:+m10b select_expr:+m10c call_expr:+m10d list_expr:+m10e struct_expr:+m10f comprehension_expr:+m10h
google.api.expr.v1beta1.Expr.Ident name:s
google.api.expr.v1beta1.Expr.Select operand:m10a field:s test_only:b
google.api.expr.v1beta1.Expr.Call target:m10a function:s args:*m10a
google.api.expr.v1beta1.Expr.CreateList elements:*m10a
google.api.expr.v1beta1.Expr.CreateStruct type:s entries:*m10g
google.api.expr.v1beta1.Expr.CreateStruct.Entry id:n field_key:+s map_key:+m10a value:m10a
google.api.expr.v1beta1.Expr.Comprehension iter_var:s iter_range:m10a accu_var:s accu_init:m10a loop_condition:m10a loop_step:m10a result:m10a
google.api.expr.v1beta1.Literal null_value:+@NullValue bool_value:+b int64_value:+l uint64_value:+l double_value:+n string_value:+s bytes_value:+y
google.api.expr.v1beta1.SourceInfo location:s line_offsets:*n positions:%n
google.api.expr.v1beta1.SourcePosition location:s offset:n line:n column:n
google.api.expr.v1beta1.Value null_value:+@NullValue bool_value:+b int64_value:+l uint64_value:+l double_value:+n string_value:+s bytes_value:+y enum_value:+m10m object_value:+@Any map_value:+m10o list_value:+m10n type_value:+s
google.api.expr.v1beta1.EnumValue type:s value:n
google.api.expr.v1beta1.ListValue values:*m10l
google.api.expr.v1beta1.MapValue entries:*m10p
google.api.expr.v1beta1.MapValue.Entry key:m10l value:m10l
google.rpc.Code =OK,CANCELLED,UNKNOWN,INVALID_ARGUMENT,DEADLINE_EXCEEDED,NOT_FOUND,ALREADY_EXISTS,PERMISSION_DENIED,UNAUTHENTICATED=16,RESOURCE_EXHAUSTED=8,FAILED_PRECONDITION,ABORTED,OUT_OF_RANGE,UNIMPLEMENTED,INTERNAL,UNAVAILABLE,DATA_LOSS
google.rpc.context.AttributeContext origin:m10s source:m10s destination:m10s request:m10v response:m10w resource:m10x api:m10t
google.rpc.context.AttributeContext.Peer ip:s port:l labels:%s principal:s region_code:s
google.rpc.context.AttributeContext.Api service:s operation:s protocol:s version:s
google.rpc.context.AttributeContext.Auth principal:s audiences:*s presenter:s claims:@Struct access_levels:*s
google.rpc.context.AttributeContext.Request id:s method:s headers:%s path:s host:s scheme:s query:s time:@Timestamp size:l protocol:s reason:s auth:m10u
google.rpc.context.AttributeContext.Response code:l size:l headers:%s time:@Timestamp
google.rpc.context.AttributeContext.Resource service:s name:s type:s labels:%s
google.rpc.RetryInfo retry_delay:@Duration
google.rpc.DebugInfo stack_entries:*s detail:s
google.rpc.QuotaFailure violations:*m111
google.rpc.QuotaFailure.Violation subject:s description:s
google.rpc.ErrorInfo reason:s domain:s metadata:%s
google.rpc.PreconditionFailure violations:*m114
google.rpc.PreconditionFailure.Violation type:s subject:s description:s
google.rpc.BadRequest field_violations:*m116
google.rpc.BadRequest.FieldViolation field:s description:s
google.rpc.RequestInfo request_id:s serving_data:s
google.rpc.ResourceInfo resource_type:s resource_name:s owner:s description:s
google.rpc.Help links:*m11a
google.rpc.Help.Link description:s url:s
google.rpc.LocalizedMessage locale:s message:s
google.rpc.Status code:n message:s details:*@Any`;
