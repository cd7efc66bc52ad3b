import type { CodeInfo } from './codes.ts';

/** Findings about what the API server checks beyond the form of an object. */
export const API_RULE_CODES = {
  MSH2950: {
    level: 'error',
    title: 'A rule of a definition given with --crds is broken.',
    remediation: 'Change the value so that the rule named holds.',
  },
  MSH2951: {
    level: 'warning',
    title: 'A rule of a definition given with --crds uses what meshctl cannot evaluate.',
    remediation: 'The API server will evaluate the rule; try with kubectl apply --dry-run=server.',
  },
  MSH2952: {
    level: 'error',
    title: 'An EnvoyFilter matches waypoints in another context, or the context WAYPOINT has another match.',
    remediation: 'Use the match waypoint with the context WAYPOINT, and only there.',
  },
  MSH2964: {
    level: 'error',
    title: 'A listener of a protocol without TLS has TLS settings.',
    remediation: 'Remove tls, or use the protocol HTTPS or TLS.',
  },
  MSH2965: {
    level: 'error',
    title: 'A listener of the protocol HTTPS passes TLS through.',
    remediation: 'Use the mode Terminate, or the protocol TLS.',
  },
  MSH2966: {
    level: 'error',
    title: 'A listener of the protocol TLS has no TLS mode.',
    remediation: 'Add tls with the mode Terminate or Passthrough.',
  },
  MSH2967: {
    level: 'error',
    title: 'A listener of a protocol that knows no host names has a hostname.',
    remediation: 'Remove hostname, or use the protocol HTTP, HTTPS or TLS.',
  },
  MSH2969: {
    level: 'error',
    title: 'Two listeners have the same port, protocol and hostname.',
    remediation: 'Change one of the three on one of the listeners.',
  },
  MSH2970: {
    level: 'error',
    title: 'A listener terminates TLS without a certificate.',
    remediation: 'Add certificateRefs, or options your implementation knows.',
  },
  MSH2972: {
    level: 'error',
    title: 'A route names one parent with a section or port, and again without.',
    remediation: 'Name section or port in every reference to that parent, or leave one reference.',
  },
  MSH2976: {
    level: 'error',
    title: 'A rule of an HTTPRoute redirects and has backends.',
    remediation: 'Remove the filter RequestRedirect or the backendRefs.',
  },
  MSH2977: {
    level: 'error',
    title: 'A rule of an HTTPRoute replaces a prefix without matching exactly one.',
    remediation: 'Match one path of the type PathPrefix in this rule, and the others in rules of their own.',
  },
  MSH2978: {
    level: 'error',
    title: 'A list of filters has a RequestRedirect and a URLRewrite.',
    remediation: 'Keep one of the two.',
  },
  MSH2979: {
    level: 'error',
    title: 'A list of filters has a type twice that can be there once.',
    remediation: 'Put what both do into one filter.',
  },
  MSH2980: {
    level: 'error',
    title: 'A filter does not have the field of its type, or has one of another type.',
    remediation: 'Give the filter the field its type asks for, and no other.',
  },
  MSH2981: {
    level: 'error',
    title: 'A list of CORS has "*" beside other values.',
    remediation: 'Keep "*" alone, or list the values.',
  },
  MSH2982: {
    level: 'error',
    title: 'An authorization service has settings of another protocol than its own.',
    remediation: 'Set grpc with the protocol GRPC, http with HTTP.',
  },
  MSH2983: {
    level: 'error',
    title: 'A path modifier does not have the field of its type, or has that of another.',
    remediation: 'Set replaceFullPath with ReplaceFullPath, replacePrefixMatch with ReplacePrefixMatch.',
  },
  MSH2984: {
    level: 'error',
    title: 'A path to match is not a plain absolute path.',
    remediation: 'Begin with "/", without dot segments, empty segments or escaped slashes.',
  },
  MSH2985: {
    level: 'error',
    title: 'The timeout of a backend request is longer than that of the whole request.',
    remediation: 'Shorten backendRequest, or lengthen request.',
  },
} as const satisfies Record<string, CodeInfo>;
