export type { ConfigSettings, ParqueueConfig } from './config/configValues.ts';
export type { ProcessFunction, ProcessItem, ProcessResult } from './process/fnProcessor.ts';
export { Permanent } from './process/processErrors.ts';
