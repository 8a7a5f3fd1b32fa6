import type { TestProject } from 'vitest/node';
import { startStackControl } from './startStackControl.ts';

/** Gives tests in a browser a way to start relays and hubs: `openTestStack()` of `stackControl.ts`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const control = await startStackControl();
  project.provide('stackControlUrl', control.url);
  return control.close;
}
