import { pageAssets } from '../browser/delivery.ts';
import { engineEnvironment } from '../browser/engineEnvironment.ts';
import { loadFullWriter, loadLightWriter, type WriterKind } from '../browser/parquetWriters.ts';
import type { Engine, EngineConfig, EngineHost } from '../engine/engine.ts';
import { startEngine } from '../engine/startEngine.ts';

/** The engine on the page itself, where there can be no worker. */
export const startOnPage = (
  config: EngineConfig,
  host: EngineHost,
  writer: WriterKind = 'parquet',
): Promise<Engine> =>
  startEngine(
    config,
    host,
    engineEnvironment(pageAssets, writer === 'light' ? loadLightWriter : loadFullWriter),
  );
