import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the hub listens that `globalSetupHub.ts` started. */
    localHubUrl: string;
  }
}
