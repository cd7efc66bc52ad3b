/**
 * A file as reports of code hosts name it: they compare it with names in the repository, none of which begins with `./`.
 * Empty for what comes from no file.
 */
export function reportPath(file: string | undefined): string {
  return (file ?? '').replace(/^(?:\.\/+)+/, '');
}
