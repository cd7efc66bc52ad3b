/** Numbers by set and name: `_base` has `pod`, `cpu.sum` and so on. */
export type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;
