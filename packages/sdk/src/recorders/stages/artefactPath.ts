/** Where an artefact of a stage is: `job_001/02_resample/audio.wav`. */
export function artefactPath(jobId: string, stage: string, stageNumber: number, name: string): string {
  return `${jobId}/${stageFolder(stage, stageNumber)}/${name}`;
}

/** The folder of a stage: `02_resample`. */
export const stageFolder = (stage: string, stageNumber: number): string =>
  `${String(stageNumber).padStart(2, '0')}_${stage}`;
