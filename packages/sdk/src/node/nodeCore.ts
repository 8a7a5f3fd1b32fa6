import { join } from 'node:path';
import { ParqueueError } from '../api/errors.ts';
import { assembleCore, type Core, type CoreHost } from '../page/assembleCore.ts';
import { createFolderTransport } from './folderTransport.ts';
import { folderUser } from './folderUser.ts';
import { nodeAudio } from './nodeAudio.ts';
import { createNodeEngine } from './nodeEngine.ts';
import { createNodeLink } from './nodeLink.ts';
import type { LoggerPlaces } from './placeOptions.ts';

/** The composition root of a logger in Node. */
export function createNodeCore(
  host: CoreHost,
  { folder, to, options, storedOutlives, rememberForMs, origin }: LoggerPlaces,
): Core {
  let writer = options.writer ?? 'parquet';
  const onDamaged = (copy: string) => {
    const said = `${folder}: a file is damaged; what could be read of it goes on, and ${copy} holds all of it`;
    host.listeners.tell('error', { error: new ParqueueError('storage_corrupt', said) });
  };
  const engine = createNodeEngine({
    folder,
    storedOutlives,
    writer: () => writer,
    onDamaged,
    rememberForMs,
    origin,
    ...(to && {
      createTransport: () =>
        createFolderTransport({
          folder: to.folder,
          title: to.title,
          tables: Object.values(options.tables),
          userId: async () => to.userId ?? folderUser(join(to.folder, '.parqueue')),
          now: host.page.now,
        }),
    }),
  });
  return assembleCore(host, {
    audio: nodeAudio,
    openLink: (_host, parts) =>
      createNodeLink({
        ...parts,
        engine,
        useLightWriter() {
          const isNew = writer !== 'light';
          writer = 'light';
          return isNew;
        },
      }),
    // There are no tabs, and one process has the folder.
    openChannel: () => ({ tellDenied() {}, close() {} }),
  });
}
