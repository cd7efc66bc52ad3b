import type { FrameHandler } from './handler.ts';

/** What a parser is told about its connection. */
export interface FrameLimits {
  /** A server reads the client's preface first (RFC 9113 3.4). */
  readonly role: 'server' | 'client';
  /** The SETTINGS_MAX_FRAME_SIZE we announce; more is FRAME_SIZE_ERROR. */
  readonly frameBytes: number;
  /** Most bytes of one field block over all its frames; more is ENHANCE_YOUR_CALM. */
  readonly blockBytes: number;
}

/** Reads frames from chunks. */
export interface FrameParser {
  /** Whether part of a frame or of a field block has come: the difference between a quiet connection and a slow peer. */
  readonly begun: boolean;
  /** Reads a chunk to its end, calling the handler; not to be called by the handler. */
  push(chunk: Buffer): void;
  /** Reads no more, neither what is left of the chunk at hand nor any other. */
  stop(): void;
}

export declare function createFrameParser(limits: FrameLimits, handler: FrameHandler): FrameParser;
