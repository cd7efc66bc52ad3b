import { basename } from 'node:path';
import { transform } from 'esbuild';

/** A file of the bundle and the map that comes with it, by path. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** esbuild writes ASCII, but for regular expressions, where the escape means the same; one such character would double the text in memory. */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What esbuild writes where one file of the bundle uses another; packages and Node's modules have no path. */
const IMPORT = /^import \{([^}]*)\} from ("\.[^"]*");$/gm;

/** A package that takes milliseconds to load and that few runs have a use for: regular expressions as the control plane reads them. */
const LATE = /(?:^|\/)node_modules\/re2js\//;

/** What esbuild writes above each module in a file of the bundle. */
const MODULE = /^\/\/ (\S+\.[cm]?[jt]sx?)$/gm;

/** Whether a file holds nothing but what is loaded when it is first used. */
function isLate(code: string): boolean {
  const modules = [...code.matchAll(MODULE)].map(([, module = '']) => module);
  return modules.length > 0 && modules.every((module) => LATE.test(module));
}

/** What esbuild makes of an import that is not bound. */
const REQUIRE = /^var (import_\w+) = require\("([^"]+)"\);$/gm;

/** Has late files loaded by whoever first asks for something they export. */
function withLateFiles(code: string, late: ReadonlySet<string>): string {
  return code.replace(REQUIRE, (whole, name: string, from: string) =>
    late.has(basename(from))
      ? `var ${name} = ((made) => new Proxy({}, { get: (_, key) => (made ??= require("${from}"))[key] }))();`
      : whole,
  );
}

/**
 * Takes over what the other files export once, when a file is loaded: esbuild's own translation asks for it through two getters at every
 * use. That is the same as long as nothing changes what it exports later. Late files are left to {@link withLateFiles}. Throws for modules
 * that are only run when they are asked for.
 */
function withBoundImports(code: string, path: string, late: ReadonlySet<string>): string {
  // What the build defines is the exception: the entry has it from the start.
  if (/\binit_(?!define_)\w+ = __esm\(/.test(code))
    throw new Error(`${path} holds a module whose exports change after it was loaded`);
  return code.replace(IMPORT, (whole, names: string, from: string) =>
    late.has(basename(from.slice(1, -1))) ? whole : `const {${names.replaceAll(' as ', ': ')}} = require(${from});`,
  );
}

/**
 * The files of a bundle of ES modules as CommonJS, which Node.js loads faster and which V8 can be handed with the code it made
 * before; source maps lead back to the same sources. `import()` becomes `require`, so a part is loaded in one go.
 */
export async function asCommonJs(contents: Contents): Promise<Contents> {
  const scripts = [...contents].filter(([path]) => !path.endsWith('.map'));
  const late = new Set(
    scripts.flatMap(([path, bytes]) => (isLate(Buffer.from(bytes).toString()) ? basename(path) : [])),
  );
  const done = await Promise.all(
    scripts.map(async ([path, bytes]): Promise<readonly (readonly [string, Uint8Array])[]> => {
      const map = Buffer.from(contents.get(`${path}.map`) ?? '').toString('base64');
      const text = Buffer.from(bytes).toString();
      const code = withBoundImports(text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'), path, late);
      const result = await transform(`${code}//# sourceMappingURL=data:application/json;base64,${map}`, {
        format: 'cjs',
        platform: 'node',
        sourcefile: path,
        sourcemap: 'external',
        supported: { 'dynamic-import': false },
      });
      const script = `${inAscii(withLateFiles(result.code, late))}//# sourceMappingURL=${path.replace(/^.*\//, '')}.map\n`;
      return [
        [path, Buffer.from(script)],
        [`${path}.map`, Buffer.from(result.map)],
      ];
    }),
  );
  return new Map(done.flat());
}
