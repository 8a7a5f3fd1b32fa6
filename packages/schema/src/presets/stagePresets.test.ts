import { describe, expect, it } from 'vitest';
import { dtypeOf } from '../table/huggingface.ts';
import type { TableDefinition } from '../table/table.ts';
import { audioChunk, logLine, stageManifest, transcription } from './index.ts';

const columnsOf = (table: TableDefinition): string[] =>
  Object.entries(table.features).map(([name, feature]) =>
    feature.kind === 'audio' ? `${name} Audio` : `${name} ${dtypeOf(feature)}`,
  );

describe('presets of pipelines', () => {
  it('[SC15] {001.09} {001.10} {001.11} {001.12} {001.13} {001.14} {001.15} {001.16} stage manifests have the fields of their document, then those of the job', () => {
    expect(columnsOf(stageManifest)).toEqual([
      'stage string',
      'stage_number int32',
      'timestamp timestamp[ms, tz=UTC]',
      'status string',
      'duration_seconds float64',
      'completed_at timestamp[ms, tz=UTC]',
      'inputs string',
      'outputs string',
      'intermediate_files string',
      'config string',
      'resources string',
      'errors string',
      'warnings string',
      'job_id string',
      'metadata string',
      'parents string',
      'cost string',
      'row_id string',
      'revision int32',
    ]);
    expect(stageManifest).toMatchObject({
      name: 'stage_manifest',
      path: 'stage_manifest',
      format: 'parquet',
    });
    expect(Object.keys(stageManifest.merge)).toEqual([
      'inputs',
      'outputs',
      'intermediate_files',
      'errors',
      'warnings',
      'parents',
    ]);
  });

  it('[SC15] {001.02} log lines have the fields of the line format, then where they belong', () => {
    expect(columnsOf(logLine)).toEqual([
      'timestamp timestamp[ms, tz=UTC]',
      'logger string',
      'level string',
      'message string',
      'job_id string',
      'stage string',
      'line_number int32',
      'data string',
      'row_id string',
      'revision int32',
    ]);
    expect(logLine).toMatchObject({ name: 'log_line', format: 'parquet' });
  });

  it('[SC15] audio chunks have their audio first', () => {
    expect(columnsOf(audioChunk)).toEqual([
      'audio Audio',
      'original_id string',
      'start timestamp[ms, tz=UTC]',
      'has_speech bool',
      'duration float64',
      'row_id string',
      'revision int32',
    ]);
    expect(audioChunk.fill).toEqual({ duration: 'audioDurationS' });
  });

  it('[SC15] transcriptions say what became of each try', () => {
    expect(columnsOf(transcription)).toEqual([
      'processor string',
      'processor_key string',
      'recording_id string',
      'audio_hash string',
      'status string',
      'attempt int32',
      'started_at timestamp[ms, tz=UTC]',
      'duration_ms int32',
      'data string',
      'error_name string',
      'error_message string',
      'error_stack string',
      'worker string',
      'run_id string',
      'row_id string',
      'revision int32',
    ]);
  });

  it('[SC11] the presets of pipelines keep their fingerprints, by which relays know them', () => {
    expect([stageManifest, logLine, audioChunk, transcription].map((table) => table.fingerprint)).toEqual([
      '1dd0745dff9ac4b8',
      '6211307925b11846',
      'c96a4f7d8d35019c',
      '10adea6b6041c626',
    ]);
  });
});
