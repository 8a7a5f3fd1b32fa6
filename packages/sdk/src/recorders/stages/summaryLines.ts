import type { LogLevel, StageCost, StageStatus } from '@parqueue/schema/presets';
import { stageFolder } from './artefactPath.ts';
import type { JobSummary } from './job.ts';
import { durationText, type Marker } from './lineText.ts';

/** A line of a job's end. */
export interface SummaryLine {
  readonly marker: Marker;
  readonly level: LogLevel;
  readonly message: string;
}

const MARKERS: Readonly<Record<StageStatus, Marker>> = {
  running: 'begin',
  success: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** The lines that say how a job went: each stage, then the whole. */
export function summaryLines({ jobId, status, durationS, stages, counts, cost }: JobSummary): SummaryLine[] {
  const lines = stages.map((stage): SummaryLine => {
    const words = `${stageFolder(stage.name, stage.number)}: ${stage.status} (${durationText(stage.durationS)})`;
    const [error] = stage.errors;
    return {
      marker: MARKERS[stage.status],
      level: 'INFO',
      message: stage.status === 'failed' && error !== undefined ? `${words}: ${error.message}` : words,
    };
  });
  const total = [
    `${countText(stages.length, 'stage')}`,
    `${counts.success} completed`,
    `${counts.failed} failed`,
    `${counts.skipped} skipped`,
    countText(
      stages.reduce((sum, { errors }) => sum + errors.length, 0),
      'error',
    ),
    countText(
      stages.reduce((sum, { warnings }) => sum + warnings.length, 0),
      'warning',
    ),
    ...(cost === undefined ? [] : [costText(cost)]),
  ];
  const isFailed = status === 'failed';
  const whole: SummaryLine = {
    marker: isFailed ? 'failed' : 'done',
    level: isFailed ? 'ERROR' : 'INFO',
    message: `Job ${jobId}: ${isFailed ? 'FAILED' : 'COMPLETED'} (${durationText(durationS)}), ${total.join(', ')}`,
  };
  return [...lines, whole];
}

const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Sums of decimals have a tail (0.1 + 0.2): six digits are enough for any price. What was none is not said. */
function costText({ calls, usd, seconds }: StageCost): string {
  const parts = [
    ...(calls > 0 ? [countText(calls, 'call')] : []),
    ...(usd > 0 ? [`$${Number(usd.toFixed(6))}`] : []),
    ...(seconds > 0 ? [durationText(seconds)] : []),
  ];
  return `cost ${parts.join(', ') || 'nothing'}`;
}
