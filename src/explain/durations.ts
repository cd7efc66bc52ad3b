/** Milliseconds as people write them: `1.5s`, `200ms`. */
export function durationText(ms: number): string {
  return ms >= 1000 || ms === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
