import { type StageRecord, stageFolder } from '../jobs/stageRecord.ts';
import type { Finding, FindingLevel } from './finding.ts';

/** A rule as it was looked at, and whether it is broken. */
type Rule = readonly [level: FindingLevel, rule: string, isBroken: boolean, said: string];

/** The findings of the rules that are broken. */
export const findingsOf = (where: string, rules: readonly Rule[]): Finding[] =>
  rules.filter(([, , isBroken]) => isBroken).map(([level, rule, , said]) => ({ level, rule, where, said }));

/** `job_001 02_asr`. */
export const placeOf = (stage: StageRecord): string => `${stage.jobId || '(no job)'} ${stageFolder(stage)}`;
