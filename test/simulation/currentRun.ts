import type { World } from './world.ts';

/** The run that takes place now: what stands in for the platform's globals asks it. Runs follow one another in a thread. */
const place: { world: World | undefined } = { world: undefined };

export function currentRun(): World {
  if (place.world === undefined) throw new Error('no simulation is running');
  return place.world;
}

export function setCurrentRun(world: World | undefined): void {
  place.world = world;
}

export const isRunning = (): boolean => place.world !== undefined;
