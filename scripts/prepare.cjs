/** Builds the program where it is installed from git, as pre-commit does; a checkout that has been built is left alone. */
const { execSync } = require('node:child_process');
const { existsSync } = require('node:fs');

if (!existsSync('dist/boot.cjs')) {
  // npm's own installation of a global package puts what the build needs elsewhere.
  const env = { ...process.env, npm_config_global: 'false' };
  const run = (command) => execSync(command, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync('node_modules/tsx')) run('npm ci --ignore-scripts --include=dev --no-audit --no-fund');
  run('npm run --silent build');
}
