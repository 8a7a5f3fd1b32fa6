export type { ConfigSettings, ParqueueConfig } from './config/configValues.ts';
