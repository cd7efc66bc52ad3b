import { ANALYSIS_CODES } from './codes-analysis.ts';
import { API_RULE_CODES } from './codes-api-rules.ts';
import { MESH_CODES } from './codes-mesh.ts';
import { MESH_CHECK_CODES } from './codes-mesh-checks.ts';
import { STRUCTURE_CODES } from './codes-structure.ts';
import type { Level } from './diagnostic.ts';
import { RULE_CODES } from './rule-codes/index.ts';

/** What is known of a finding before it is found. `docs/codes.md` and `meshctl explain code` are made from these. */
export interface CodeInfo {
  readonly level: Level;
  /** The rule, one sentence. */
  readonly title: string;
  /** What to do about it, one or two sentences. */
  readonly remediation: string;
}

/** Every code meshctl can report. A code is public: it never changes its meaning and a retired one is never used again. */
export const CODES = {
  MSH0001: {
    level: 'error',
    title: 'The document is not valid YAML or JSON.',
    remediation: 'Mend the syntax at the place shown; everything in the file up to there was read.',
  },
  MSH0002: {
    level: 'error',
    title: 'The file is not text in UTF-8.',
    remediation: 'Give meshctl the manifest itself, not an archive or an image, and save it as UTF-8.',
  },
  MSH0003: {
    level: 'warning',
    title: 'A mapping has the same key twice; Kubernetes keeps the last one.',
    remediation: 'Remove the key that is not meant.',
  },
  MSH0004: {
    level: 'error',
    title: 'A document is larger than any object Kubernetes stores.',
    remediation: 'Split the document, or check that the file is the one you meant.',
  },
  MSH0005: {
    level: 'error',
    title: 'A file cannot be read: it does not exist, is too large, or there is no permission.',
    remediation:
      'Correct the name or the permissions; -f takes a file, a folder, a glob, an https URL, or - for standard input.',
  },
  MSH0006: {
    level: 'warning',
    title: 'A document is a text, a number or a list instead of an object.',
    remediation: 'Check that the file is a manifest; what is no object is passed on as it is.',
  },
  MSH1001: {
    level: 'error',
    title: 'An annotation of the injector has a value it does not accept.',
    remediation: 'Correct the value or remove the annotation; docs/inject.md lists what each one accepts.',
  },
  MSH1002: {
    level: 'error',
    title: 'A pod asks for an injection template that does not exist.',
    remediation:
      'Use one of the names listed, or give the configuration that has the template with --injectConfigFile.',
  },
  MSH1004: {
    level: 'error',
    title: 'An injection template failed while it was running.',
    remediation: 'Look at the line named: a field may be missing in this pod or in the values.',
  },
  MSH1005: {
    level: 'error',
    title: 'An injection template wrote text that is not a pod in YAML.',
    remediation: 'Quote what the template prints at that place (for example with `| quote`).',
  },
  MSH1006: {
    level: 'error',
    title: 'What an injection template wrote does not fit the pod.',
    remediation: 'Compare the field named in the template with the one in the pod.',
  },
  MSH1007: {
    level: 'error',
    title: 'A field of a workload has a value of the wrong type.',
    remediation: 'Write the value as the type named; the API server refuses the object as it stands.',
  },
  MSH1008: {
    level: 'error',
    title: 'A workload has no pod template.',
    remediation: 'Add spec.template with the pod that the workload is to run.',
  },
  MSH1009: {
    level: 'error',
    title: 'The metrics of a pod cannot be merged with those of its proxy.',
    remediation: 'Name a port of the application, or set prometheus.istio.io/merge-metrics to "false".',
  },
  MSH1010: {
    level: 'error',
    title: 'The overrides an earlier injection kept cannot be read.',
    remediation:
      'Remove the annotation proxy.istio.io/overrides, and write the settings it held as a container istio-proxy.',
  },
  MSH1011: {
    level: 'error',
    title: 'A template of meshctl cannot be applied to a pod.',
    remediation:
      'Look at the annotation or value the message names; with plain values this is a defect of meshctl, please report it.',
  },
  MSH1101: {
    level: 'warning',
    title: 'sidecar.istio.io/inject is neither true nor false.',
    remediation: 'Write "true" or "false".',
  },
  MSH1102: {
    level: 'warning',
    title: 'The label and the annotation sidecar.istio.io/inject contradict each other; the label wins.',
    remediation: 'Remove the annotation.',
  },
  MSH1103: {
    level: 'warning',
    title: 'The dnsPolicy of an injected pod is not ClusterFirst.',
    remediation: 'Use ClusterFirst, or make sure that the name of the control plane resolves.',
  },
  MSH1104: {
    level: 'warning',
    title: 'sidecar.istio.io/inject stands on a workload instead of its pod template.',
    remediation: 'Move it to spec.template.metadata.labels.',
  },
  MSH1105: {
    level: 'warning',
    title: 'A probe of an injected container names a port the container does not have.',
    remediation: "Add the port to the container's ports, or write the probe's port as a number.",
  },
  MSH1106: {
    level: 'warning',
    title: 'An object of a kind that is not injected contains a pod template.',
    remediation: 'Add the kind with --kind group/version/Kind=path.',
  },
  MSH1107: {
    level: 'warning',
    title: 'The status of an earlier injection cannot be read.',
    remediation: 'Remove the annotation sidecar.istio.io/status if the pod was never injected.',
  },
  MSH1108: {
    level: 'info',
    title: "A CronJob's metadata is written in two places.",
    remediation: 'Nothing to do; --compat istioctl writes the job template only, as the reference does.',
  },
  MSH1109: {
    level: 'warning',
    title: 'prometheus.istio.io/scrape-targets cannot be read and is ignored.',
    remediation: 'Write it as port[:path], separated by commas.',
  },
  MSH1111: {
    level: 'warning',
    title: 'A label or annotation is a number or a truth value instead of text.',
    remediation: 'Put the value in quotes; the API server refuses it as it stands.',
  },
  MSH1112: {
    level: 'warning',
    title: 'A value is set that no template reads.',
    remediation: 'Correct the name; meshctl inject --print-template sidecar shows which values are read.',
  },
  MSH1113: {
    level: 'warning',
    title: 'A label or annotation is called almost as one of the injector is.',
    remediation: 'Correct the name; docs/inject.md lists those that have an effect.',
  },
  MSH1114: {
    level: 'warning',
    title: "A volume of the pod has the name of one of the sidecar's and another source.",
    remediation: 'Give the volume another name, here and in the volumeMounts that use it.',
  },
  MSH1110: {
    level: 'warning',
    title: 'A workload is injected although its namespace is one the cluster never injects.',
    remediation: 'Move the workload, or set the pod label sidecar.istio.io/inject to "false".',
  },
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
  ...RULE_CODES,
  ...ANALYSIS_CODES,
  ...MESH_CHECK_CODES,
  ...MESH_CODES,
  ...STRUCTURE_CODES,
  ...API_RULE_CODES,
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof CODES;
