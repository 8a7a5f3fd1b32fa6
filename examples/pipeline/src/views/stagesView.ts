import { element } from '@parqueue/example-recorder/views/element';
import type { StageManifestRow } from '@parqueue/sdk/presets';
import { STAGE_NAMES } from '../pipeline/runPipeline.ts';
import { createStageView, type StageView } from './stageView.ts';

export interface StagesView {
  readonly element: HTMLElement;
  /** Shows the stages of a job: those that were begun from their manifests, the others as they wait. */
  show(jobId: string | undefined, stages: readonly StageManifestRow[]): void;
}

/** The tree of a job: its stages in their order, each with what its manifest says. */
export function createStagesView(): StagesView {
  const title = element('h2', { id: 'job-title' }, 'Stages');
  const list = element('ol', { class: 'stages' });
  const root = element('section', { class: 'job', 'aria-labelledby': 'job-title' }, title, list);
  const views = STAGE_NAMES.map((name, i): StageView => {
    const view = createStageView(name, i + 1);
    list.append(view.element);
    return view;
  });
  let shownJob: string | undefined;

  return {
    element: root,
    show(jobId, stages) {
      if (jobId !== shownJob) {
        shownJob = jobId;
        title.textContent = jobId ?? 'Stages';
        for (const view of views) view.reset();
      }
      const hasFailed = stages.some(({ status }) => status === 'failed');
      STAGE_NAMES.forEach((name, i) => {
        views[i]?.show(
          stages.find(({ stage }) => stage === name),
          hasFailed,
        );
      });
    },
  };
}
