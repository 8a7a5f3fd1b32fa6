import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `globalSetup.ts` starts stacks for tests that run in a browser. */
    stackControlUrl: string;
  }
}
