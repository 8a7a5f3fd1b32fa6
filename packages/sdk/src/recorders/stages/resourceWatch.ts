import type { StageResources } from '@parqueue/schema/presets';
import type { ResourceSample } from './stageEnvironment.ts';

/** Follows what a stage uses: it looks when the stage begins, at each thing that is told of it, and at its end. */
export interface ResourceWatch {
  look(): void;
  /** What was used, over so long a time; empty where the platform tells nothing. */
  sum(durationMs: number): StageResources;
}

/** @param measure what can be told of the machine now. */
export function watchResources(measure: () => ResourceSample): ResourceWatch {
  const first = measure();
  let last = first;
  let peakBytes = first.memoryBytes ?? 0;

  const look = () => {
    last = measure();
    peakBytes = Math.max(peakBytes, last.memoryBytes ?? 0);
  };

  return {
    look,
    sum(durationMs) {
      look();
      return {
        ...(first.cpuMs !== undefined &&
          last.cpuMs !== undefined &&
          durationMs > 0 && { cpu_percent: round1(((last.cpuMs - first.cpuMs) / durationMs) * 100) }),
        ...(last.memoryBytes !== undefined && {
          memory_mb: round1(last.memoryBytes / 1e6),
          memory_peak_mb: round1(peakBytes / 1e6),
        }),
        ...(last.coreCount !== undefined && { cpu_cores: last.coreCount }),
        ...(last.deviceMemoryGb !== undefined && { device_memory_gb: last.deviceMemoryGb }),
      };
    },
  };
}

const round1 = (value: number): number => Math.round(value * 10) / 10;
