import type { RecorderEnvironment } from '../recorderEnvironment.ts';

/** What the stage recorder uses of the platform; tests give it their own. */
export interface StageEnvironment extends RecorderEnvironment {
  /** SHA-256, 64 hex digits; undefined where the platform cannot (pages without a secure context). */
  readonly sha256: (bytes: ArrayBuffer) => Promise<string | undefined>;
  /** What can be told of the machine now. */
  readonly measure: () => ResourceSample;
}

/** Each is absent where the platform does not tell it. */
export interface ResourceSample {
  /** Memory of the page's script, or of the process, in bytes. */
  readonly memoryBytes?: number;
  /** Time of the processor since the process began, in milliseconds. */
  readonly cpuMs?: number;
  /** Cores of the machine. */
  readonly coreCount?: number;
  /** Memory of the device, in gigabytes, as coarse as the browser says it. */
  readonly deviceMemoryGb?: number;
}
