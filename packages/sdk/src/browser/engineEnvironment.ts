import type { AudioParts, EngineEnvironment } from '../engine/engineEnvironment.ts';
import type { EngineAssets } from './engineAssets.ts';
import type { LoadParquetWriter } from './parquetWriters.ts';
import { platformEnvironment } from './platformEnvironment.ts';

/** The engine's parts on the globals of a worker or a page; codecs and writers are loaded at their first use. */
export const engineEnvironment = (
  assets: EngineAssets,
  loadParquetWriter: LoadParquetWriter,
): EngineEnvironment => ({
  ...platformEnvironment(() => loadParquetWriter(assets)),
  loadAudio: () => loadAudio(assets),
});

async function loadAudio(assets: EngineAssets): Promise<AudioParts> {
  const [{ openFlac }, { createFlacEncoder }, { openPcmHash }, { recoverClip }] = await Promise.all([
    import('./openFlac.ts'),
    import('../audio/flacEncoder.ts'),
    import('../audio/pcmHash.ts'),
    import('../audio/recoverClip.ts'),
  ]);
  const flac = await openFlac(assets);
  return {
    createEncoder: () => createFlacEncoder(flac),
    openPcmHash,
    recover: (header, blocks) => recoverClip(flac, header, blocks),
  };
}
