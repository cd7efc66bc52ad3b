/** Values of flags from the annotations of a pod. */
import { badValue } from '../config/values.ts';
import type { GivenValue, PodSource, PodValues, ProfileFlag } from './profile.ts';

/** One annotation and the flag it sets. */
export interface AnnotationRule {
  readonly annotation: string;
  readonly flag: ProfileFlag['long'];
  /** The flag's texts by the annotation's words, where they differ; other words are refused. */
  readonly words?: Readonly<Record<string, string>>;
  /** What the peer's injector puts before the annotation's text. */
  readonly before?: string;
  /** What holds for a pod without the annotation. */
  readonly absent?: string;
}

function valueFor({ words, before = '' }: AnnotationRule, given: GivenValue): GivenValue {
  if (!words) return { ...given, text: before + given.text };
  const text = Object.hasOwn(words, given.text) ? words[given.text] : undefined;
  if (text === undefined) throw badValue(given, `it is to be ${Object.keys(words).join(' or ')}`);
  return { ...given, text };
}

/**
 * What a pod's annotations say of flags, and what the peer's injector sets where there are none. Throws InputError for a word
 * that is none of those an annotation has.
 */
export function annotatedValues(rules: readonly AnnotationRule[], { file, annotations }: PodSource): PodValues {
  const values = new Map<string, GivenValue>();
  for (const rule of rules) {
    const given = annotations.get(rule.annotation);
    if (given) values.set(rule.flag, valueFor(rule, given));
    else if (rule.absent !== undefined) {
      const source = { kind: 'annotation', name: rule.annotation, file } as const;
      values.set(rule.flag, { text: (rule.before ?? '') + rule.absent, source });
    }
  }
  return { values, diagnostics: [] };
}
