import type { ResourceSample, StageEnvironment } from '../recorders/stages/stageEnvironment.ts';
import { recorderPlatform } from './recorderPlatform.ts';

/** What pages (Chromium alone tells memory) and Node have of it. */
interface Platform {
  readonly performance?: { readonly memory?: { readonly usedJSHeapSize: number } };
  readonly navigator?: { readonly hardwareConcurrency?: number; readonly deviceMemory?: number };
  readonly process?: {
    readonly memoryUsage?: { readonly rss?: () => number };
    readonly cpuUsage?: () => { readonly user: number; readonly system: number };
  };
}

/** What the stage recorder uses, on the globals of pages and of Node. */
export function stagePlatform(): StageEnvironment {
  return {
    ...recorderPlatform(),
    async sha256(bytes) {
      const { subtle } = globalThis.crypto;
      if (subtle === undefined) return undefined;
      const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    measure: () => sampleOf(globalThis as Platform),
  };
}

function sampleOf({ performance, navigator, process }: Platform): ResourceSample {
  const memoryBytes = process?.memoryUsage?.rss?.() ?? performance?.memory?.usedJSHeapSize;
  const cpu = process?.cpuUsage?.();
  const coreCount = navigator?.hardwareConcurrency;
  const deviceMemoryGb = navigator?.deviceMemory;
  return {
    ...(memoryBytes !== undefined && { memoryBytes }),
    // Node counts in microseconds.
    ...(cpu !== undefined && { cpuMs: (cpu.user + cpu.system) / 1000 }),
    ...(coreCount !== undefined && { coreCount }),
    ...(deviceMemoryGb !== undefined && { deviceMemoryGb }),
  };
}
