#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const dist = join(__dirname, '..', 'dist');

if (existsSync(join(dist, 'boot.cjs'))) {
  void require('../dist/boot.cjs').start(process, dist);
} else {
  process.stderr.write('meshctl: this checkout has not been built\nhint: npm ci && npm run build\n');
  process.exitCode = 78;
}
