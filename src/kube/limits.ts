/** One request to an API server: the same patience its own clients have. Lists come in pages, each a request of its own. */
export const API_TIMEOUT_MS = 15_000;

/** Until a proxy has opened the way: one nobody answers at is told soon. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Connections to one API server at a time; ports of pods have their own besides. */
export const MAX_CONNECTIONS = 8;

/** A page of objects is a few MiB; a config map at most one. */
export const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

/** Objects asked for at once, as kubectl does. */
export const PAGE_SIZE = 500;

/** Lists longer than this are not of a cluster's mesh: the largest clusters have 150,000 pods. */
export const MAX_OBJECTS = 500_000;

/** A helper that logs in may open a browser and wait for a person. */
export const LOGIN_TIMEOUT_MS = 120_000;

/** From the request to the first byte of a forwarded port's WebSocket. */
export const FORWARD_TIMEOUT_MS = 15_000;

/** A kubeconfig with the certificates of hundreds of clusters is still smaller. */
export const MAX_KUBECONFIG_BYTES = 16 * 1024 * 1024;

/** A busy API server is asked so often in all. */
export const MAX_TRIES = 4;

/** It may say to come back later than anybody at a terminal waits. */
export const MAX_RETRY_MS = 5_000;
