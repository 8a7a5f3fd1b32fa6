import { ParqueueError } from '../api/errors.ts';
import type { ExportOptions } from '../api/logger.ts';
import { ENGINE_VERSION, type Engine } from '../engine/engine.ts';
import type { ExportFile } from '../engine/exportFiles.ts';
import { createZip } from './zip.ts';

export interface ExportAllParts {
  readonly engine: Engine;
  readonly exportId: string;
  readonly at: number;
  readonly relay: string;
  readonly dataset: string;
}

/** Takes the engine's files one by one into a zip or a folder, and a manifest after them. */
export async function exportAll(
  { engine, exportId, at, relay, dataset }: ExportAllParts,
  { folder }: Partial<ExportOptions> = {},
): Promise<Blob | undefined> {
  const zip = folder === undefined ? createZip(at) : undefined;
  const put = async (path: string, bytes: Uint8Array<ArrayBuffer>) => {
    if (folder !== undefined) return writeInto(folder, path, bytes);
    if (zip?.add(path, bytes) === false)
      throw new ParqueueError(
        'export_too_large',
        'export: a zip holds less than 4 GiB; export into a folder',
      );
  };
  const files: object[] = [];
  for (let index = 0; ; index++) {
    const file: ExportFile | undefined = await engine.exportNext(exportId, index);
    if (file === undefined) break;
    const { bytes, ...about } = file;
    files.push({ ...about, sizeBytes: bytes.length });
    await put(file.path, bytes);
  }
  const manifest = {
    sdk: { name: '@parqueue/sdk', engineVersion: ENGINE_VERSION },
    relayOrigin: new URL(relay).origin,
    dataset,
    at: new Date(at).toISOString(),
    files,
  };
  await put('manifest.json', new TextEncoder().encode(JSON.stringify(manifest, null, 2)));
  return zip?.finish();
}

async function writeInto(
  folder: FileSystemDirectoryHandle,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const names = path.split('/');
  let parent = folder;
  for (const name of names.slice(0, -1)) parent = await parent.getDirectoryHandle(name, { create: true });
  const handle = await parent.getFileHandle(names.at(-1) as string, { create: true });
  const stream = await handle.createWritable();
  try {
    await stream.write(bytes);
  } catch (error) {
    await stream.abort().catch(() => {});
    throw error;
  }
  await stream.close();
}
