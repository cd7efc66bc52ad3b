import type { ChalkInstance } from 'chalk';
import { FileDiff } from '../../output/diff.ts';
import type { RewriteFormat } from './formats.ts';

/** A unified diff of every file. */
export const diffFormat = (paint: ChalkInstance): RewriteFormat => ({
  documents: false,
  file: (name, out) => {
    const diff = new FileDiff(name === '-' ? 'stdin' : name, paint);
    return {
      add: ({ manifest, text }) => diff.add({ before: manifest.text, after: text }),
      finish: () => out.add(diff.text()),
    };
  },
});
