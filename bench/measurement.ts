/** What one process measured of one app. */
export interface Measurement {
  /** CPU time of a first app with one pair: lazy loading, and the start of the validation engine. */
  readonly warmUpMs: number;
  /** CPU time from `new App()` to the end of `app.synth()`, all threads, imports and warm-up excluded. */
  readonly cpuMs: number;
  /** Largest resident set of the whole process, imports included. */
  readonly peakMiB: number;
  readonly resources: number;
  /** Size of all templates as written. */
  readonly templateBytes: number;
}
