import type { CodeInfo } from './codes.ts';

/** Findings about the text that was given: encoding, syntax, size. */
export const INPUT_CODES = {
  MSH0001: {
    level: 'error',
    title: 'The document is not valid YAML or JSON.',
    remediation: 'Mend the syntax at the place shown; the other documents of the file were read.',
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
    title: 'A file cannot be read: it does not exist, is empty, is too large, or there is no permission.',
    remediation:
      'Correct the name or the permissions; -f takes a file, a folder, a glob, an https URL, or - for standard input.',
  },
  MSH0006: {
    level: 'warning',
    title: 'A document is a text, a number or a list instead of an object.',
    remediation: 'Check that the file is a manifest; what is no object is passed on as it is.',
  },
} as const satisfies Record<string, CodeInfo>;
