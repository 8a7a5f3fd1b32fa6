import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Database } from '../cache/database.ts';
import { readMedia } from '../cache/readMedia.ts';
import { withDatabase } from '../cache/withDatabase.ts';
import { CommandError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { writeInside } from '../output/writeInside.ts';
import { findPlayer, PLAYER_NAMES, type Player } from '../recordings/findPlayer.ts';
import { type Recording, readRecordings } from '../recordings/readRecordings.ts';
import { recordingName } from '../recordings/recordingName.ts';
import { requireRecording } from '../recordings/requireRecording.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

const MANY = 2_000_000_000;

/** Recordings as files. */
export const recordingsSave: CommandDefinition = {
  name: 'save',
  summary: 'recordings as FLAC files, as they are in the dataset',
  examples: [
    ['parqueue recordings save upload-3f2a91c0', 'one, into the folder recordings'],
    [
      'parqueue recordings save --days 7 --where asr_model=Large --output-dir large',
      'those that fit, elsewhere',
    ],
  ],
  declare: (command) =>
    command
      .argument(
        '[ids...]',
        'row_id, audio_id or name of each; without any, all that --since and --where ask for',
      )
      .option('--output-dir <dir>', 'where they go', 'recordings'),
  run: (context, options, ids) =>
    withDatabase(context.cache, async (db) => {
      const { out, talk } = context;
      const wanted = await readWanted(db, context, ids);
      if (wanted.length === 0) talk.info('no recordings in that time, or none that fit --where');
      const rows = await saveAll(db, context, { wanted, dir: String(options['outputDir']) });
      out.show({ name: 'files', rows, whenEmpty: 'no recordings' });
      if (rows.length < wanted.length) return rows.length > 0 ? EXIT.partial : EXIT.failure;
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};

async function readWanted(
  db: Database,
  { window, filters, limit }: CommandContext,
  ids: readonly string[],
): Promise<Recording[]> {
  if (ids.length === 0) return readRecordings(db, { window, filters, limit: limit ?? MANY });
  const wanted: Recording[] = [];
  for (const id of ids) wanted.push(await requireRecording(db, id));
  return wanted;
}

/** One that fails is told, and the next one saved. */
async function saveAll(
  db: Database,
  context: CommandContext,
  { wanted, dir }: { wanted: readonly Recording[]; dir: string },
) {
  const { talk, platform, signal } = context;
  const taken = new Set<string>();
  const rows = [];
  for (const recording of wanted) {
    signal.throwIfAborted();
    talk.progress(`recordings ${rows.length}/${wanted.length}`);
    try {
      const bytes = await bytesOf(db, context, recording);
      const name = recordingName(recording, taken);
      await writeInside(resolve(platform.cwd, dir), [name], bytes);
      rows.push({ id: recording.id, file: join(dir, name), size_bytes: bytes.length });
    } catch (error) {
      talk.error(`${recording.id}: ${(error as Error).message}`);
    }
  }
  talk.progress('');
  return rows;
}

/** A recording, aloud. */
export const recordingsPlay: CommandDefinition = {
  name: 'play',
  summary: `play a recording by the first of these that is installed: ${PLAYER_NAMES.join(', ')}`,
  examples: [['parqueue recordings play upload-3f2a91c0', 'aloud; Ctrl-C ends it']],
  declare: (command) => command.argument('<id>', 'row_id, audio_id or name, or the beginning of one'),
  run: (context, _options, [id = '']) =>
    withDatabase(context.cache, async (db) => {
      const recording = await requireRecording(db, id);
      const player = await findPlayer(context.platform.env['PATH']);
      if (player === undefined)
        throw new CommandError(
          `no player is installed (${PLAYER_NAMES.join(', ')}); parqueue recordings save ${recording.id} makes a file of it`,
        );
      const bytes = await bytesOf(db, context, recording);
      const dir = await mkdtemp(join(tmpdir(), 'parqueue-play-'));
      try {
        const file = join(dir, 'recording.flac');
        await writeFile(file, bytes);
        context.talk.info(`${recording.id}, ${recording.duration_s ?? '?'} s`);
        await play(player, file, context.signal);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
      return EXIT.ok;
    }),
};

async function bytesOf(
  db: Database,
  { cache, config }: Pick<CommandContext, 'cache' | 'config'>,
  { media, column, table }: Recording,
): Promise<Uint8Array> {
  if (media === null) throw new CommandError(`this row of ${table} has no recording`, EXIT.noData);
  return readMedia(db, cache.source(), { column, media, isOffline: config.offline });
}

function play({ path, args }: Player, file: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const player = spawn(path, [...args, file], { stdio: 'ignore', signal });
    player.on('error', (error) =>
      signal.aborted ? done() : fail(new CommandError(`${path}: ${error.message}`)),
    );
    player.on('close', (code) =>
      code === 0 || signal.aborted ? done() : fail(new CommandError(`${path} ended with ${code}`)),
    );
  });
}
