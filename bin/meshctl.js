#!/usr/bin/env node
import module from 'node:module';

// Not there before Node 22.1.
module.enableCompileCache?.();
const { main } = await import('../dist/main.js');
await main(process);
