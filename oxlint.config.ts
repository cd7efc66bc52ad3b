import { defineConfig, type OxlintOverride } from 'oxlint';

/** Node's modules that reach outside the process; a core gets what it needs from them as an argument. */
const OUTSIDE =
  '^(?:node:)?(?:fs|child_process|process|os|net|http|https|http2|tls|dgram|dns|cluster|worker_threads|readline|tty)(?:/|$)';

/** Packages that talk to a person, a process or a cluster. */
const ADAPTER_PACKAGES = '^(?:chalk|commander|execa|ink|react|@kubernetes/client-node)(?:/|$)';

/** The cores: plain data in, plain data out. */
const CORES = [
  'model',
  'yaml',
  'k8s',
  'gotext',
  'certs',
  'gotemplate',
  'mesh',
  'xds',
  'proxy',
  'inject',
  'iptables',
  'validate',
  'envoy',
  'stats',
  'analyze',
  'doctor',
  'explain',
] as const;

/** The other folders of src. */
const LAYERS = [
  'cli',
  'commands',
  'io',
  'kube',
  'netns',
  'engine',
  'capture',
  'load',
  'demo',
  'output',
  'tui',
] as const;

type Folder = (typeof CORES)[number] | (typeof LAYERS)[number];

/**
 * Which folders of src a folder may import from besides itself. docs/architecture.md draws the same arrows, and
 * test/architecture.test.ts proves that they are held.
 */
export const ARROWS: Readonly<Record<Folder, readonly Folder[]>> = {
  model: [],
  yaml: ['model'],
  k8s: ['model', 'yaml'],
  gotext: [],
  certs: [],
  gotemplate: ['model'],
  mesh: ['model'],
  xds: ['model', 'mesh'],
  proxy: ['model', 'certs', 'mesh', 'xds'],
  inject: ['model', 'mesh', 'yaml', 'k8s', 'gotemplate'],
  iptables: ['model', 'yaml'],
  validate: ['model', 'mesh', 'yaml', 'k8s'],
  envoy: ['model', 'gotext', 'certs', 'gotemplate'],
  stats: ['model', 'envoy'],
  analyze: ['model', 'mesh', 'yaml', 'k8s', 'inject', 'validate'],
  doctor: ['model'],
  explain: ['model', 'mesh', 'xds', 'proxy', 'envoy'],
  io: ['model'],
  kube: ['model', 'yaml', 'io'],
  netns: ['model', 'io', 'iptables'],
  engine: ['model', 'io', 'xds'],
  capture: ['model', 'io'],
  load: ['proxy'],
  demo: ['model', 'io'],
  output: ['model'],
  tui: ['model', 'stats', 'output'],
  commands: [
    ...CORES.filter((core) => core !== 'k8s'),
    'cli',
    'io',
    'kube',
    'netns',
    'engine',
    'capture',
    'load',
    'demo',
    'output',
    'tui',
  ],
  cli: ['model', 'io', 'output', 'commands'],
};

const FOLDERS = [...CORES, ...LAYERS] as const;

function arrowPatterns(folder: Folder) {
  const allowed: readonly Folder[] = [folder, ...ARROWS[folder]];
  const forbidden = FOLDERS.filter((other) => !allowed.includes(other));
  return [
    {
      regex: `^(?:\\.\\./)+(?:src/)?(?:${forbidden.join('|')})/`,
      message: `src/${folder} may import from: ${allowed.join(', ')} (docs/architecture.md)`,
    },
  ];
}

const CORE_PATTERNS = [
  { regex: OUTSIDE, message: 'a core is plain data in, plain data out: take it as an argument' },
  { regex: ADAPTER_PACKAGES, message: 'a core is plain data in, plain data out: leave this to commands, io or output' },
];

const CHALK_PATTERN = {
  regex: '^chalk(?:/|$)',
  allowTypeImports: true,
  message: 'colour is the business of src/output alone',
};

const CORE_GLOBALS = ['process', 'console', 'fetch', 'setTimeout', 'setInterval', 'performance'].map((name) => ({
  name,
  message: 'a core is plain data in, plain data out: take it as an argument',
}));

const CORE_PROPERTIES = [
  { object: 'Date', property: 'now', message: 'take the time as an argument' },
  { object: 'Math', property: 'random', message: 'take the random number as an argument' },
];

const SOCKETS_PATTERN = {
  regex: '^(?:node:)?(?:fs|child_process|process|os|cluster|worker_threads|readline|tty)(?:/|$)',
  message: 'src/proxy/net has sockets and timers; files and processes are the business of src/io',
};

/** The proxy's decisions and byte machines do not know its sockets. */
const NET_PATTERN = { regex: '^\\.{1,2}/(?:.*/)?net/', message: 'src/proxy/net is used by commands alone' };

function coreOverride(folder: Folder): OxlintOverride {
  const own = folder === 'proxy' ? [NET_PATTERN] : [];
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [...arrowPatterns(folder), ...CORE_PATTERNS, ...own] }],
      'no-restricted-globals': ['error', ...CORE_GLOBALS],
      'no-restricted-properties': ['error', ...CORE_PROPERTIES],
    },
  };
}

function layerOverride(folder: Folder): OxlintOverride {
  const patterns = [...arrowPatterns(folder), ...(folder === 'output' ? [] : [CHALK_PATTERN])];
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      'no-restricted-globals': ['error', { name: 'process', message: 'only bin/meshctl.js has the process' }],
      // The cores are left out: an object for every call of a parser's or printer's inner loop has a price.
      'max-params': ['error', { max: 3 }],
    },
  };
}

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'node', 'promise'],
  categories: { correctness: 'error' },
  ignorePatterns: ['dist', 'coverage', '.cache', 'fixtures'],
  rules: {
    'no-console': 'error',
    'no-process-exit': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    // A `default` is an answer for every case; without one each case has to be there.
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // Text is taken apart by code point on purpose, and values of type unknown are printed as Go prints them.
    'typescript/no-misused-spread': 'off',
    'typescript/no-base-to-string': 'off',
    // Go's notation, terminals and XML all have their say about control characters.
    'no-control-regex': 'off',
    'max-lines': ['error', { max: 250 }],
    'max-lines-per-function': ['error', { max: 40, skipComments: true, skipBlankLines: true }],
  },
  overrides: [
    ...CORES.map(coreOverride),
    ...LAYERS.map(layerOverride),
    // The sockets of the proxy: its adapter, which the rest of src/proxy does not see.
    {
      files: ['src/proxy/net/**'],
      rules: {
        'no-restricted-imports': ['error', { patterns: [...arrowPatterns('proxy'), SOCKETS_PATTERN, CHALK_PATTERN] }],
        'no-restricted-globals': ['error', { name: 'process', message: 'only bin/meshctl.js has the process' }],
        'no-restricted-properties': 'off',
      },
    },
    // Data in the form of text: long, and read from top to bottom.
    {
      files: ['src/inject/templates/**', 'src/envoy/schema/table.ts', 'src/cli/completion/scripts.ts'],
      rules: { 'max-lines': 'off' },
    },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['test/**'],
      rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
    },
  ],
});
