import type { FlacModule } from '../audio/flacModule.ts';
import type { AudioParts } from '../engine/engineEnvironment.ts';
import type { ShardWriter } from '../parquet/shardWriter.ts';
import { readFlacWasm, readParquetWasm } from './wasmFiles.ts';

/** Named in every file that the SDK writes. */
const CREATED_BY = 'parqueue-sdk version 0.1.0';

/** Loads the writer of a format at its first use, once. */
export function createWriterLoader(kind: () => 'parquet' | 'light') {
  const writers = new Map<string, Promise<ShardWriter>>();
  return (format: 'parquet' | 'jsonl'): Promise<ShardWriter> => {
    const name = format === 'jsonl' ? format : kind();
    const loading = writers.get(name) ?? LOADERS[name]();
    writers.set(name, loading);
    loading.catch(() => writers.delete(name));
    return loading;
  };
}

const LOADERS = {
  jsonl: async () => (await import('../parquet/jsonLinesWriter.ts')).createJsonLinesWriter(),
  light: async () =>
    (await import('../parquet/lightParquetWriter.ts')).createLightParquetWriter({ createdBy: CREATED_BY }),
  parquet: async () => {
    const { createParquetWasmWriter } = await import('../parquet/parquetWasmWriter.ts');
    const loadWasm = () => ({ module_or_path: readParquetWasm() });
    return createParquetWasmWriter({ loadWasm, createdBy: CREATED_BY });
  },
} as const;

export async function openFlac(): Promise<FlacModule> {
  const [{ loadFlac }, wasm] = await Promise.all([import('../audio/flacModule.ts'), readFlacWasm()]);
  return loadFlac({ wasm: new Uint8Array(wasm) });
}

export async function loadAudio(): Promise<AudioParts> {
  const [flac, { createFlacEncoder }, { openPcmHash }, { recoverClip }] = await Promise.all([
    openFlac(),
    import('../audio/flacEncoder.ts'),
    import('../audio/pcmHash.ts'),
    import('../audio/recoverClip.ts'),
  ]);
  return {
    createEncoder: () => createFlacEncoder(flac),
    openPcmHash,
    recover: (header, blocks) => recoverClip(flac, header, blocks),
  };
}
