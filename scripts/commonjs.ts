import { transform } from 'esbuild';

/** A file of the bundle and the map that comes with it, by path. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** esbuild writes ASCII, but for regular expressions, where the escape means the same; one such character would double the text in memory. */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What esbuild writes where one file of the bundle uses another; packages and Node's modules have no path. */
const IMPORT = /^import \{([^}]*)\} from ("\.[^"]*");$/gm;

/**
 * Takes over what the other files export once, when a file is loaded: esbuild's own translation asks for it through two getters at every
 * use. That is the same as long as nothing changes what it exports later. Throws for modules that are only run when they are asked for.
 */
function withBoundImports(code: string, path: string): string {
  // What the build defines is the exception: the entry has it from the start.
  if (/\binit_(?!define_)\w+ = __esm\(/.test(code))
    throw new Error(`${path} holds a module whose exports change after it was loaded`);
  return code.replace(
    IMPORT,
    (_, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = require(${from});`,
  );
}

/**
 * The files of a bundle of ES modules as CommonJS, which Node.js loads faster and which V8 can be handed with the code it made
 * before; source maps lead back to the same sources. `import()` becomes `require`, so a part is loaded in one go.
 */
export async function asCommonJs(contents: Contents): Promise<Contents> {
  const scripts = [...contents].filter(([path]) => !path.endsWith('.map'));
  const done = await Promise.all(
    scripts.map(async ([path, bytes]): Promise<readonly (readonly [string, Uint8Array])[]> => {
      const map = Buffer.from(contents.get(`${path}.map`) ?? '').toString('base64');
      const text = Buffer.from(bytes).toString();
      const code = withBoundImports(text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'), path);
      const result = await transform(`${code}//# sourceMappingURL=data:application/json;base64,${map}`, {
        format: 'cjs',
        platform: 'node',
        sourcefile: path,
        sourcemap: 'external',
        supported: { 'dynamic-import': false },
      });
      const script = `${inAscii(result.code)}//# sourceMappingURL=${path.replace(/^.*\//, '')}.map\n`;
      return [
        [path, Buffer.from(script)],
        [`${path}.map`, Buffer.from(result.map)],
      ];
    }),
  );
  return new Map(done.flat());
}
