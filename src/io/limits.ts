/** A file larger than this is a mistake: the largest clusters' dumps are a tenth of it, and Node's strings end at 512 Mi units. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** Manifests come over the network in kilobytes; a server that sends more is not serving manifests. */
export const MAX_REMOTE_BYTES = 64 * 1024 * 1024;

/** The whole exchange, redirects and body included. */
export const REMOTE_TIMEOUT_MS = 30_000;

/** More redirects than release pages use (two or three), few enough to end a loop soon. */
export const MAX_REDIRECTS = 5;

/** Long enough for a tool to print its version on a busy machine. */
export const TOOL_TIMEOUT_MS = 5_000;

/** A config dump of a large mesh takes Envoy a second or two to write; a port that is silent for longer hangs. */
export const ADMIN_TIMEOUT_MS = 15_000;

/** As for files: nothing an admin port answers is larger. */
export const MAX_ADMIN_BYTES = 512 * 1024 * 1024;

/** Everything a bug report holds, unpacked: thousands of dumps. */
export const MAX_ARCHIVE_BYTES = 16 * 1024 * 1024 * 1024;
