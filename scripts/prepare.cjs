/** Builds the program where npm installs it from git, as pre-commit has it do. A checkout is built by `npm run build`. */
const { execSync } = require('node:child_process');
const { existsSync } = require('node:fs');

/** npm makes packages of git repositories in its cache. */
const fromGit = process.env.npm_config_global === 'true' || /[\\/]_cacache[\\/]/.test(process.cwd());

if (fromGit && !existsSync('dist/boot.cjs')) {
  // npm's own installation of a global package puts what the build needs elsewhere.
  const env = { ...process.env, npm_config_global: 'false' };
  const run = (command) => execSync(command, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync('node_modules/tsx')) run('npm ci --ignore-scripts --include=dev --no-audit --no-fund');
  run('npm run --silent build');
}
