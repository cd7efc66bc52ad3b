/**
 * Syntax trees of built-in templates by name, as `writeParsed` writes them. The build puts in that of `sidecar`, which saves
 * every short run from parsing it; from source there are none, and templates are parsed when they are used.
 */
export const PARSED: Readonly<Record<string, string>> = {};
