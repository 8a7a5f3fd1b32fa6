import { errorLog, playHistory, systemMetric } from '@parqueue/schema/presets';
import type { DemoRevision, DemoScene, DemoTable } from './demoData.ts';

const TRACKS = [
  { artist: 'Nils Frahm', title: 'Says', album: 'Spaces', seconds: 498 },
  { artist: 'Hania Rani', title: 'Eden', album: 'Esja', seconds: 194 },
  { artist: 'Ólafur Arnalds', title: 're:member', album: 're:member', seconds: 363 },
  { artist: 'Max Richter', title: 'Dream 13', album: 'From Sleep', seconds: 541 },
  { artist: 'Aphex Twin', title: 'Avril 14th', album: 'Drukqs', seconds: 125 },
  { artist: 'Tigran Hamasyan', title: 'Lilac', album: 'Mockroot', seconds: 313 },
  { artist: 'Marcel Khalifé', title: 'Asfour', album: 'Promises of the Storm', seconds: 402 },
  { artist: 'Fairuz', title: 'Nassam Alayna El Hawa', album: 'Bint El Haress', seconds: 236 },
] as const;

const MISHAPS = [
  { service: 'player', severity: 'error', message: 'stream stalled for 12 s' },
  { service: 'player', severity: 'warning', message: 'buffer below 1 s' },
  { service: 'uploader', severity: 'error', message: 'connection refused' },
  { service: 'encoder', severity: 'critical', message: 'ffmpeg exited with code 1' },
  { service: 'api', severity: 'info', message: 'configuration reloaded' },
] as const;

/** A radio: its plays, its errors (some resolved later, as a revision) and figures of its machine. The last play still runs. */
export function makePlays(scene: DemoScene): DemoTable[] {
  const { random, startMs, endMs, scale } = scene;
  const plays: DemoRevision[] = [];
  const errors: DemoRevision[] = [];
  for (let at = startMs + random.int(0, 600_000); at < endMs; ) {
    const track = TRACKS[Math.min(TRACKS.length - 1, Math.floor(random.skewed(2.2, 0.7)))] ?? TRACKS[0];
    at = addPlay(scene, { at, track, plays, errors });
    // A small radio plays now and then, a large one without a break.
    at += random.int(2_000, Math.round(2_400_000 / scale));
  }
  return [
    { table: playHistory, revisions: plays },
    { table: errorLog, revisions: errors },
    { table: systemMetric, revisions: makeMetrics(scene) },
  ];
}

interface Playing {
  readonly at: number;
  readonly track: (typeof TRACKS)[number];
  readonly plays: DemoRevision[];
  readonly errors: DemoRevision[];
}

/** When it ended. */
function addPlay(scene: DemoScene, { at, track, plays, errors }: Playing): number {
  const { random, endMs } = scene;
  const id = scene.idAt(at);
  const begun = {
    track_key: `${track.artist} - ${track.title}`.toLowerCase(),
    artist: track.artist,
    title: track.title,
    album: track.album,
    azuracast_song_id: String(1_000 + TRACKS.indexOf(track)),
    started_at: new Date(at),
    expected_duration_seconds: track.seconds,
    row_id: id,
  };
  plays.push({ writtenAt: at, row: { ...begun, had_errors: false, error_count: 0, revision: 0 } });
  const mishap = random.happens(0.05) ? random.pick(MISHAPS) : undefined;
  const isFailed = mishap?.severity === 'critical';
  const seconds = isFailed ? random.int(5, track.seconds) : track.seconds;
  const end = at + seconds * 1000;
  if (mishap !== undefined && at + 5_000 < endMs)
    addError(scene, { at: at + 5_000, mishap, playId: id, errors });
  if (end >= endMs) return end;
  plays.push({
    writtenAt: end,
    row: {
      ...begun,
      ended_at: new Date(end),
      duration_seconds: seconds,
      had_errors: mishap !== undefined,
      error_message: mishap?.message ?? null,
      error_count: mishap === undefined ? 0 : 1,
      metadata: { played_seconds: seconds, end_reason: isFailed ? 'failed' : 'ended', startup_seconds: 0.4 },
      revision: 1,
    },
  });
  return end;
}

interface Erring {
  readonly at: number;
  readonly mishap: (typeof MISHAPS)[number];
  readonly playId: string;
  readonly errors: DemoRevision[];
}

function addError(scene: DemoScene, { at, mishap, playId, errors }: Erring): void {
  const { random, endMs } = scene;
  const { service, severity, message } = mishap;
  const fingerprint = Buffer.from(`${service} ${message}`).toString('hex').slice(0, 16);
  const row = {
    timestamp: new Date(at),
    service,
    severity,
    message,
    context: { fingerprint, error_type: severity === 'info' ? 'Notice' : 'PlaybackError' },
    stack_trace: severity === 'critical' ? 'at startEncoder (encoder.ts:41)\nat play (player.ts:88)' : null,
    resolved: false,
    play_history_id: playId,
    row_id: scene.idAt(at),
    revision: 0,
  };
  errors.push({ writtenAt: at, row });
  const later = at + random.int(600_000, 90_000_000);
  if (random.happens(0.6) && later < endMs)
    errors.push({
      writtenAt: later,
      row: { ...row, resolved: true, resolved_at: new Date(later), revision: 1 },
    });
}

function makeMetrics(scene: DemoScene): DemoRevision[] {
  const { random, startMs, endMs } = scene;
  const revisions: DemoRevision[] = [];
  const everyMs = 1_800_000 / Math.max(1, scene.scale);
  for (let at = startMs; at < endMs; at += everyMs) {
    const time = Math.round(at);
    const hour = new Date(time).getUTCHours();
    const load = 30 + 25 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) ** 2;
    const figures = [
      ['cpu_usage', Math.max(1, random.normal(load, 6)), 'percent'],
      ['memory_usage', random.normal(612, 30), 'MB'],
    ] as const;
    for (const [name, value, unit] of figures)
      revisions.push({
        writtenAt: time,
        row: {
          timestamp: new Date(time),
          metric_name: name,
          metric_value: Math.round(value * 10) / 10,
          unit,
          service: 'player',
          row_id: scene.idAt(time),
          revision: 0,
        },
      });
  }
  return revisions;
}
