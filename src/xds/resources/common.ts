/**
 * Envoy's resources as plain data: the fields that Istio's control plane writes for the features meshctl has, in Envoy's own
 * JSON spelling (snake_case, durations as text, defaults left out), so that a config dump is these objects and nothing else.
 *
 * Source: the public Envoy v3 API (envoy.config.*, envoy.extensions.*), messages named as there.
 */

/** `1.5s`; proto3 JSON's google.protobuf.Duration. */
export type Duration = string;

/** google.protobuf.Any in JSON: the type beside the fields. */
export interface Any {
  readonly '@type': string;
  readonly [field: string]: unknown;
}

/** A named extension; the type of its configuration decides what it is, not the name. */
export interface TypedExtension<T extends Any = Any> {
  readonly name: string;
  readonly typed_config?: T;
  readonly disabled?: boolean;
}

/** Data about an object for people and tools; Istio keeps the name of the source object under `istio.config`. */
export interface Metadata {
  readonly filter_metadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface SocketAddress {
  readonly protocol?: 'TCP' | 'UDP';
  readonly address: string;
  readonly port_value: number;
}

/** One of them is set. */
export interface Address {
  readonly socket_address?: SocketAddress;
  readonly pipe?: { readonly path: string };
}

export interface CidrRange {
  readonly address_prefix: string;
  readonly prefix_len?: number;
}

/** RE2; matches the whole value wherever Envoy uses it. */
export interface RegexMatcher {
  readonly regex: string;
}

/** One pattern is set. */
export interface StringMatcher {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly safe_regex?: RegexMatcher;
  readonly ignore_case?: boolean;
}

/** Without a pattern the header must be there, with any value. */
export interface HeaderMatcher {
  readonly name: string;
  readonly string_match?: StringMatcher;
  readonly present_match?: boolean;
  readonly invert_match?: boolean;
  /** An absent header is matched as an empty one. */
  readonly treat_missing_header_as_empty?: boolean;
}

export interface QueryParameterMatcher {
  readonly name: string;
  readonly string_match?: StringMatcher;
  readonly present_match?: boolean;
}

export interface FractionalPercent {
  readonly numerator?: number;
  /** Absent means HUNDRED. */
  readonly denominator?: 'HUNDRED' | 'TEN_THOUSAND' | 'MILLION';
}

/** A percentage that Envoy's runtime layer could override; meshctl uses the default value. */
export interface RuntimeFractionalPercent {
  readonly default_value: FractionalPercent;
  readonly runtime_key?: string;
}

export interface HeaderValueOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly append_action?:
    | 'APPEND_IF_EXISTS_OR_ADD'
    | 'ADD_IF_ABSENT'
    | 'OVERWRITE_IF_EXISTS_OR_ADD'
    | 'OVERWRITE_IF_EXISTS';
  readonly keep_empty_value?: boolean;
}

/** What is done to headers on one level: destination, route or virtual host, applied in this order by Envoy. */
export interface HeaderOperations {
  readonly request_headers_to_add?: readonly HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly response_headers_to_add?: readonly HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
}

/** Bytes or text from one place. */
export interface DataSource {
  readonly filename?: string;
  /** Base64. */
  readonly inline_bytes?: string;
  readonly inline_string?: string;
}
