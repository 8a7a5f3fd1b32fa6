import type { CommandDefinition } from './commandDefinition.ts';
import { demo } from './demo.ts';
import { events } from './events.ts';
import { sync } from './sync.ts';

/** All commands, as `--help` lists them. */
export const COMMANDS: readonly CommandDefinition[] = [demo, sync, events];
