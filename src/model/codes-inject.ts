import type { CodeInfo } from './codes.ts';

/** Findings of injection: what is refused, and what is odd. */
export const INJECT_CODES = {
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
  MSH1110: {
    level: 'warning',
    title: 'A workload is injected although its namespace is one the cluster never injects.',
    remediation: 'Move the workload, or set the pod label sidecar.istio.io/inject to "false".',
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
  MSH1115: {
    level: 'warning',
    title:
      "A variable of the user's own proxy is given as a value where the template gives it by a source, or the reverse.",
    remediation:
      'Remove the variable, or write it in the form the template uses (meshctl inject --print-template sidecar).',
  },
  MSH1116: {
    level: 'warning',
    title: 'An init container has the name of a container that the template adds.',
    remediation: 'Write it among the containers, or inject with --native-sidecars on.',
  },
} as const satisfies Record<string, CodeInfo>;
