/** Sound as 16-bit samples, one array a channel. */
export interface Pcm {
  readonly sampleRate: number;
  readonly channels: readonly Int16Array[];
}
