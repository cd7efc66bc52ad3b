/** What one HTTP/2 connection may have under way. */

/** Octets of one stream that we take before anybody has used them up. */
export const STREAM_WINDOW_BYTES = 256 * 1024;

/** The same of all streams of a connection together. */
export const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Of a field list, counted as RFC 9113 6.5.2 does; of more a client is told (431). */
export const MAX_HEADER_LIST_BYTES = 60 * 1024;

/** Of a field block on the wire: larger ones are not even decoded. Lists that are too large only by a little still get their answer. */
export const MAX_BLOCK_BYTES = 4 * MAX_HEADER_LIST_BYTES;

/** Fields of one head, as with HTTP/1.1. */
export const MAX_FIELDS = 100;

/** SETTINGS_HEADER_TABLE_SIZE of ours: the default. */
export const HEADER_TABLE_BYTES = 4096;

/** RFC 9113 6.5.3: a peer that has not taken our SETTINGS by then never will. */
export const SETTINGS_TIMEOUT_MS = 10_000;

/** What waits for a peer that reads nothing; beyond it the connection ends. Bodies stop long before. */
export const MAX_BACKLOG_BYTES = 1024 * 1024;
