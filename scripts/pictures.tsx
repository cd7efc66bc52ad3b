import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { render } from 'ink-testing-library';
import { run } from '../src/cli/run.ts';
import { GLYPHS } from '../src/stats/format.ts';
import { App } from '../src/tui/app.tsx';
import { testHost } from '../test/support/host.ts';
import { testSession, watched } from '../test/tui/support.ts';
import { svgOf } from './pictures/ansi.ts';
import { type PicturedSession, SESSIONS } from './pictures/sessions.ts';

const USAGE = `Draws the pictures of README.md and docs/ from the program itself.

  npm run docs:pictures            writes docs/pictures/*.svg
  npm run docs:pictures -- --check   says which are not up to date; status 1 when there are any
`;

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'pictures');

/** Columns of the screens of the TUI that are drawn. */
const SCREEN_COLUMNS = 100;

/** Looks at the proxy before a screen is drawn: enough for rates. */
const TICKS = 5;

/** A screen stands when it has been the same for so long. */
const STILL_MS = 150;

const shellWord = (word: string): string => (/^[\w./:=,@-]+$/.test(word) ? word : `'${word}'`);

async function sessionPicture({ run: words, files = {}, lines }: PicturedSession): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'meshctl-picture-'));
  try {
    symlinkSync(join(ROOT, 'fixtures'), join(cwd, 'fixtures'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const host = testHost({ cwd, env: { HOME: cwd } });
    await run([...words, '--color', 'always'], host);
    const command = `meshctl ${words.map(shellWord).join(' ')}`;
    const told = `${host.written()}${host.complained()}`.trimEnd().split('\n');
    const shown = lines !== undefined && told.length > lines ? [...told.slice(0, lines), '…'] : told;
    return svgOf(command, `\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m\n${shown.join('\n')}`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** A screen of the TUI after some keys. */
async function screenPicture(keys: readonly string[]): Promise<string> {
  const { session } = testSession([watched(TICKS)], { glyphs: GLYPHS.unicode });
  const app = render(<App session={session} view="clusters" />);
  for (const key of ['', ...keys]) {
    await sleep(STILL_MS);
    app.stdin.write(key);
  }
  await sleep(STILL_MS);
  const frame = app.lastFrame() ?? '';
  app.unmount();
  return svgOf('meshctl top localhost:15000', frame, SCREEN_COLUMNS);
}

async function pictures(): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  for (const session of SESSIONS) drawn.set(`${session.name}.svg`, await sessionPicture(session));
  drawn.set('tui-clusters.svg', await screenPicture([]));
  drawn.set('tui-endpoints.svg', await screenPicture(['j', '\r']));
  return drawn;
}

function kept(name: string): string {
  try {
    return readFileSync(join(FOLDER, name), 'utf8');
  } catch {
    return '';
  }
}

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) process.stdout.write(USAGE);
else {
  mkdirSync(FOLDER, { recursive: true });
  const drawn = await pictures();
  const stale = [...drawn].filter(([name, svg]) => kept(name) !== svg);
  if (!values.check) for (const [name, svg] of stale) writeFileSync(join(FOLDER, name), svg);
  for (const [name] of stale)
    process.stdout.write(`${values.check ? 'not up to date' : 'drew'}: docs/pictures/${name}\n`);
  if (values.check && stale.length > 0) process.exitCode = 1;
}
