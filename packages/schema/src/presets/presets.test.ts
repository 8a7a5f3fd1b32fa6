import { describe, expect, it } from 'vitest';
import { dtypeOf } from '../table/huggingface.ts';
import type { TableDefinition } from '../table/table.ts';
import {
  alignment,
  errorLog,
  metricsEvent,
  playHistory,
  recitation,
  recitationError,
  systemMetric,
} from './index.ts';

const columnsOf = (table: TableDefinition): string[] =>
  Object.entries(table.features).map(([name, feature]) =>
    feature.kind === 'audio' ? `${name} Audio` : `${name} ${dtypeOf(feature)}`,
  );

describe('presets', () => {
  it('[SC15] {000.05} {000.43} {000.47} recitation has the columns of its document, the audio first', () => {
    expect(columnsOf(recitation)).toEqual([
      'audio Audio',
      'timestamp string',
      'user_id string',
      'verse_ref string',
      'canonical_text string',
      'segments string',
      'multi_model bool',
      'settings string',
      'vad_timestamps string',
    ]);
    expect(recitation).toMatchObject({
      name: 'recitation',
      format: 'parquet',
      revisions: false,
      continues: true,
    });
    expect(recitation.fill).toEqual({ timestamp: 'appendedAt', user_id: 'identity' });
  });

  it('[SC15] {000.17} {000.18} recitation errors are JSON lines in data/errors', () => {
    expect(columnsOf(recitationError)).toEqual([
      'timestamp string',
      'user_id string',
      'verse_ref string',
      'error_message string',
    ]);
    expect(recitationError).toMatchObject({
      name: 'recitation_error',
      path: 'errors',
      format: 'jsonl',
      revisions: false,
    });
  });

  it('[SC15] {000.26} {000.31} {000.32} {000.33} {000.34} {000.36} {000.43} {000.44} {000.45} {000.47} alignment has the columns of its document, then row_id and revision', () => {
    expect(columnsOf(alignment)).toEqual([
      'audio Audio',
      'audio_id string',
      'timestamp string',
      'user_id string',
      'audio_duration_s float64',
      'num_segments int32',
      'surah int32',
      'min_silence_ms int32',
      'min_speech_ms int32',
      'pad_ms int32',
      'asr_model string',
      'device string',
      'total_time float64',
      'vad_queue_time float64',
      'vad_gpu_time float64',
      'asr_gpu_time float64',
      'dp_total_time float64',
      'segments_passed int32',
      'segments_failed int32',
      'mean_confidence float64',
      'tier1_retries int32',
      'tier1_passed int32',
      'tier2_retries int32',
      'tier2_passed int32',
      'reanchors int32',
      'special_merges int32',
      'words_per_minute float64',
      'phonemes_per_second float64',
      'avg_segment_duration float64',
      'std_segment_duration float64',
      'avg_pause_duration float64',
      'std_pause_duration float64',
      'resegmented bool',
      'retranscribed bool',
      'segments string',
      'word_timestamps string',
      'error string',
      'row_id string',
      'revision int32',
    ]);
    expect(alignment.merge).toEqual({ segments: 'append', word_timestamps: 'once' });
    expect(alignment.fill).toEqual({
      audio_id: 'audioId',
      timestamp: 'appendedAt',
      user_id: 'identity',
      audio_duration_s: 'audioDurationS',
    });
  });

  it('[SC15] metrics events have the columns of their document, then row_id and revision', () => {
    expect(columnsOf(metricsEvent)).toEqual([
      'timestamp timestamp[ms, tz=UTC]',
      'event_type string',
      'model_slug string',
      'voice_slug string',
      'variant_hash string',
      'text_length int32',
      'queue_wait_ms int32',
      'worker_latency_ms int32',
      'total_latency_ms int32',
      'audio_duration_ms int32',
      'cache_hit bool',
      'processor_route string',
      'queue_depth int32',
      'endpoint string',
      'method string',
      'status_code int32',
      'duration_ms int32',
      'user_id string',
      'document_id string',
      'request_id string',
      'block_idx int32',
      'data string',
      'row_id string',
      'revision int32',
    ]);
    expect(metricsEvent).toMatchObject({ name: 'metrics_event', path: 'metrics_event', format: 'parquet' });
    expect(metricsEvent.fill).toEqual({ timestamp: 'appendedAt', user_id: 'identity' });
  });

  it('[SC11] the presets keep their fingerprints, by which relays know them', () => {
    expect([recitation, recitationError, alignment, metricsEvent].map((table) => table.fingerprint)).toEqual([
      '96790bf71008b520',
      '613636ab1bbab44d',
      '6f213beb499e84df',
      '8c8f876ae2679931',
    ]);
  });

  it('[SC15] {003.03} plays have the columns of their document, then row_id and revision', () => {
    expect(columnsOf(playHistory)).toEqual([
      'track_key string',
      'artist string',
      'title string',
      'album string',
      'azuracast_song_id string',
      'loop_file_path string',
      'started_at timestamp[ms, tz=UTC]',
      'ended_at timestamp[ms, tz=UTC]',
      'duration_seconds int32',
      'expected_duration_seconds int32',
      'ffmpeg_pid int32',
      'had_errors bool',
      'error_message string',
      'error_count int32',
      'metadata string',
      'row_id string',
      'revision int32',
    ]);
    expect(playHistory.name).toBe('play_history');
    expect(playHistory.fill).toEqual({ started_at: 'appendedAt' });
  });

  it('[SC15] {003.07} errors have the columns of their document, then row_id and revision', () => {
    expect(columnsOf(errorLog)).toEqual([
      'timestamp timestamp[ms, tz=UTC]',
      'service string',
      'severity string',
      'message string',
      'context string',
      'stack_trace string',
      'resolved bool',
      'resolved_at timestamp[ms, tz=UTC]',
      'play_history_id string',
      'row_id string',
      'revision int32',
    ]);
    expect(errorLog.name).toBe('error_log');
    expect(errorLog.fill).toEqual({ timestamp: 'appendedAt' });
  });

  it('[SC15] {003.08} system metrics have the columns of their document, then row_id and revision', () => {
    expect(columnsOf(systemMetric)).toEqual([
      'timestamp timestamp[ms, tz=UTC]',
      'metric_name string',
      'metric_value float64',
      'unit string',
      'service string',
      'metadata string',
      'row_id string',
      'revision int32',
    ]);
    expect(systemMetric.name).toBe('system_metrics');
    expect(systemMetric.fill).toEqual({ timestamp: 'appendedAt' });
  });
});
