import type { CodeInfo } from './codes.ts';

/** Findings about the form of an object: what the API server's schema, or the control plane's decoder, refuses. */
export const STRUCTURE_CODES = {
  MSH2901: {
    level: 'error',
    title: 'An object has a field that its kind does not know.',
    remediation: 'Correct the name, or move the field to where it belongs.',
  },
  MSH2902: {
    level: 'error',
    title: 'A field has a value of the wrong type.',
    remediation: 'Write the value as the type named; quotes make a string of a number or a truth value.',
  },
  MSH2903: {
    level: 'error',
    title: 'A field has a value that is not one of those it can have.',
    remediation: 'Use one of the values listed, in exactly that spelling.',
  },
  MSH2904: {
    level: 'error',
    title: 'A field that has to be there is missing.',
    remediation: 'Add the field.',
  },
  MSH2905: {
    level: 'error',
    title: 'Fields that exclude each other are set together.',
    remediation: 'Keep one of the fields named.',
  },
  MSH2906: {
    level: 'error',
    title: 'A string does not have the form its field asks for.',
    remediation: 'Write the value in the form named.',
  },
  MSH2907: {
    level: 'error',
    title: 'A number, or the size of a string, list or map, is out of its limits.',
    remediation: 'Stay within the limits named.',
  },
  MSH2908: {
    level: 'error',
    title: 'A list holds something twice that it may hold once.',
    remediation: 'Remove or rename one of the two.',
  },
  MSH2909: {
    level: 'error',
    title: 'An object is of a version that the API server does not serve.',
    remediation: 'Use one of the versions named.',
  },
  MSH2910: {
    level: 'error',
    title: 'An API group of the mesh or of Kubernetes has no kind of that name.',
    remediation: 'Correct kind or apiVersion; give the definition of a newer kind with --crds.',
  },
  MSH2911: {
    level: 'error',
    title: 'A document is not a Kubernetes object.',
    remediation: 'Give it an apiVersion and a kind.',
  },
  MSH2912: {
    level: 'error',
    title: 'A value fits none, or more than one, of the schemas a definition offers for it.',
    remediation: 'Compare the value with the definition of the kind.',
  },
} as const satisfies Record<string, CodeInfo>;
