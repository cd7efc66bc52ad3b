import type { CodeInfo } from './codes.ts';

/** Findings of interception: configurations, other meshes' profiles, live rules. */
export const IPTABLES_CODES = {
  MSH4001: {
    level: 'warning',
    title: 'A variable that is to be true or false is neither, and is ignored.',
    remediation: 'Write true or false, or remove the variable.',
  },
  MSH4002: {
    level: 'warning',
    title: 'A flag of the interception rules has no effect next to the others.',
    remediation: 'Remove the flag, or set the one the message names.',
  },
  MSH4003: {
    level: 'warning',
    title: 'A pod has an IPv6 address and gets no IPv6 rules: that traffic bypasses the proxy.',
    remediation: 'Use --dual-stack, or --family both.',
  },
  MSH4004: {
    level: 'warning',
    title: 'DNS is to be taken, but no nameserver is known, so it is not.',
    remediation: 'Name a resolv.conf with --resolv-conf, or take all queries with --capture-all-dns.',
  },
  MSH4005: {
    level: 'warning',
    title: 'The port of a probe is taken by the proxy, which answers kubelet in place of the application.',
    remediation: 'Exclude the port, or let the injector rewrite probes (sidecar.istio.io/rewriteAppHTTPProbers).',
  },
  MSH4006: {
    level: 'warning',
    title: 'The validation probe cannot succeed, since its port is excluded.',
    remediation: 'Give the probe another port with --iptables-probe-port.',
  },
  MSH4007: {
    level: 'warning',
    title: 'A rule names more owner groups than the tools of the kernel take.',
    remediation: 'List at most 49 groups, or exclude groups instead: those have a rule each.',
  },
  MSH4008: {
    level: 'warning',
    title: 'With several users of the proxy, only the first one is intercepted when it calls its own pod.',
    remediation: 'Run the proxy as one user, or tell its processes apart by group.',
  },
  MSH4009: {
    level: 'warning',
    title: 'A pattern of interfaces is in the notation of the other backend.',
    remediation: 'Write the pattern with + for iptables and with * for nft.',
  },
  MSH4010: {
    level: 'info',
    title: 'Only a range of virtual addresses is taken; calls to any other address bypass the mesh.',
    remediation:
      'Make sure that names of the mesh resolve to the range, and that nobody calls pods or services by their address.',
  },
  MSH4011: {
    level: 'warning',
    title: 'The range of virtual addresses holds an address that is in use.',
    remediation: 'Choose a range that no pod, service, node or nameserver has an address of.',
  },
  MSH4012: {
    level: 'warning',
    title: 'Two annotations set the interfaces of virtual machines; the newer one counts.',
    remediation: 'Remove traffic.sidecar.istio.io/kubevirtInterfaces.',
  },
  MSH4013: {
    level: 'warning',
    title: 'A port is listed as taken and as excluded.',
    remediation: 'Remove it from one of the lists.',
  },
  MSH4014: {
    level: 'warning',
    title: 'Two listeners of the proxy have the same port.',
    remediation: 'Give each its own port; otherwise inbound and outbound traffic meet in one listener.',
  },
  MSH4015: {
    level: 'info',
    title: 'A pod asks for no interception.',
    remediation: 'Nothing to do; its traffic reaches the proxy only where the application sends it there.',
  },
  MSH4050: {
    level: 'warning',
    title: "No rule lets the proxy's own connections pass: each of them comes back to the proxy.",
    remediation: 'Name the user or group the proxy runs as: --proxy-uid or --proxy-gid.',
  },
  MSH4051: {
    level: 'warning',
    title: 'A value of a list cannot be used and is passed over, as the peer does.',
    remediation: 'Correct the value or take it out; without --compat it is refused.',
  },
  MSH4052: {
    level: 'info',
    title: 'A list mixes IPv4 and IPv6; each goes to the rules of its family.',
    remediation: 'Nothing to do; the peer hands all of them to the IPv4 tools and fails.',
  },
  MSH4053: {
    level: 'warning',
    title: 'A port is listed for capture and for being left alone; being left alone wins.',
    remediation: 'Take the port out of one of the two lists.',
  },
  MSH4054: {
    level: 'info',
    title: 'A rule needs a set of addresses that has to exist before it is applied.',
    remediation: 'Create the set first; the node agent fills it with the addresses of the pods of the node.',
  },
  MSH4055: {
    level: 'warning',
    title: 'DNS is to be captured for the nameservers of resolv.conf, and there are none.',
    remediation: 'Give another file with --resolv-conf, or capture all DNS with --redirect-all-dns-traffic.',
  },
  MSH4056: {
    level: 'warning',
    title: 'A list of excluded ports has no effect beside a list of included ports.',
    remediation: 'Take the excluded ports out of the list of included ones instead.',
  },
  MSH4057: {
    level: 'warning',
    title: 'A flag asks for something the profile does not do here.',
    remediation: 'Leave the flag out; the rules are the same with and without it.',
  },
  MSH4058: {
    level: 'warning',
    title: 'A configuration file has a key this profile does not know.',
    remediation: 'Correct the spelling of the key or take it out; it has no effect.',
  },
  MSH4059: {
    level: 'warning',
    title: 'A value is given that makes no rule.',
    remediation: 'Give a number above 0, or leave the flag out.',
  },
  MSH4110: {
    level: 'error',
    title: 'A rule that should be live is missing.',
    remediation: 'Run "meshctl iptables apply --reconcile" with the same flags; it replaces the rules as one change.',
  },
  MSH4111: {
    level: 'error',
    title: 'A chain of the mesh holds a rule that should not be there.',
    remediation: 'Find out who added it, then run "meshctl iptables apply --reconcile" with the same flags.',
  },
  MSH4112: {
    level: 'error',
    title: 'Rules stand in another order than they should: the first that matches decides.',
    remediation: 'Run "meshctl iptables apply --reconcile" with the same flags.',
  },
  MSH4113: {
    level: 'error',
    title: 'A chain is missing, or there is one that should not be there.',
    remediation: 'Run "meshctl iptables apply --reconcile" with the same flags.',
  },
  MSH4114: {
    level: 'error',
    title: 'A policy rule, route, address or setting is missing that the rules depend on.',
    remediation: 'Run "meshctl iptables apply" with the same flags, or the command the message names.',
  },
  MSH4115: {
    level: 'error',
    title: 'A policy rule, route or address of an earlier configuration is still there.',
    remediation: 'Run "meshctl iptables apply --reconcile" with the same flags; it removes what it does not want.',
  },
  MSH4116: {
    level: 'error',
    title: "Somebody else's rule comes first and may take packets before the mesh sees them.",
    remediation: 'Move the rule behind those of the mesh, or make sure that it matches nothing the mesh is to see.',
  },
  MSH4117: {
    level: 'error',
    title: 'Rules of the mesh are also in another backend of the kernel: packets cross both.',
    remediation: 'Run "meshctl iptables apply" with the same flags; it removes the others.',
  },
} as const satisfies Record<string, CodeInfo>;
