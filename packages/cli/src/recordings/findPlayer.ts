import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A program that plays a file, and what it is told beside the file's name. */
export interface Player {
  readonly path: string;
  readonly args: readonly string[];
}

/** The likeliest to play FLAC first. */
const PLAYERS: readonly (readonly [program: string, args: readonly string[]])[] = [
  ['ffplay', ['-nodisp', '-autoexit', '-loglevel', 'error']],
  ['mpv', ['--no-video', '--really-quiet']],
  ['afplay', []],
  ['play', ['-q']],
  ['cvlc', ['--play-and-exit', '--quiet']],
  ['mplayer', ['-really-quiet']],
];

export const PLAYER_NAMES = PLAYERS.map(([program]) => program);

/** The first player that is installed; undefined where there is none. */
export async function findPlayer(searchPath: string | undefined): Promise<Player | undefined> {
  const folders = (searchPath ?? '').split(delimiter).filter(Boolean);
  for (const [program, args] of PLAYERS)
    for (const folder of folders)
      for (const name of [program, `${program}.exe`]) {
        const path = join(folder, name);
        const isThere = await access(path, constants.X_OK).then(
          () => true,
          () => false,
        );
        if (isThere) return { path, args };
      }
  return undefined;
}
