import { datasetLink, type HubPlace } from '@parqueue/example-recorder/rows/rowLink';
import { element, setText } from '@parqueue/example-recorder/views/element';
import type { ClosedStage, JobSummary, StageRecorder } from '@parqueue/sdk/stages';
import { jobIdAt } from './pipeline/jobId.ts';
import type { JobModel } from './pipeline/jobModel.ts';
import { runPipeline } from './pipeline/runPipeline.ts';
import { watchDelivery } from './pipeline/watchDelivery.ts';
import { wordsOfResult } from './pipeline/wordsOfResult.ts';
import type { PipelineLogger } from './pipelineLogger.ts';
import { createChooseView } from './views/chooseView.ts';
import { createLinesView } from './views/linesView.ts';
import { createNoticesView } from './views/noticesView.ts';
import { createResultView } from './views/resultView.ts';
import { createSoundView } from './views/soundView.ts';
import { createStagesView } from './views/stagesView.ts';

export interface PipelinePageOptions {
  readonly log: PipelineLogger;
  readonly stages: StageRecorder;
  readonly model: JobModel;
  /** Where the dataset is; without it there are no links. */
  readonly place: HubPlace | undefined;
  readonly environment: {
    readonly now: () => number;
    readonly wait: (ms: number) => Promise<void>;
    readonly fetchSample: () => Promise<File>;
    readonly pixelRatio: () => number;
  };
}

export interface PipelinePage {
  /** Shows what is logged now. */
  show(): void;
}

/** For whoever wants to watch: so long each stage goes on at the least. */
const SLOW_MS = 1_200;

/** Makes the page and sets it going. */
export function openPipelinePage(root: HTMLElement, options: PipelinePageOptions): PipelinePage {
  const { log, stages, model, place, environment } = options;
  const choose = createChooseView({
    choose: (file) => void run(file),
    chooseSample: () =>
      void environment.fetchSample().then(run, (error: unknown) => notices.tell(String(error))),
  });
  const result = createResultView(place);
  const sound = createSoundView(environment.pixelRatio);
  const tree = createStagesView();
  const lines = createLinesView();
  const notices = createNoticesView();
  const spoken = element('p', { class: 'sr', 'aria-live': 'polite' });
  root.append(pageOf());
  watchDelivery(
    log,
    (counts) => notices.showDelivery(counts),
    (rowIds, at) => result.showCommit(rowIds, at),
  );
  log.on('degraded', ({ part }) => {
    if (part === 'storage')
      notices.tell('The browser stores nothing for this page: rows are held by it until the relay has them.');
  });
  stages.closeLeft().then(tellCutOff, () => {});
  let isPlanned = false;
  show();

  function pageOf(): HTMLElement {
    const link =
      place &&
      element(
        'a',
        { class: 'dataset', href: datasetLink(place), target: '_blank', rel: 'noopener' },
        place.repo,
      );
    return element(
      'div',
      { class: 'page' },
      element('header', {}, element('h1', {}, 'Pipeline'), ...(link ? [link] : [])),
      notices.element,
      element(
        'main',
        {},
        element('div', { class: 'take' }, choose.element, result.element, sound.element, tree.element),
        element(
          'section',
          { class: 'log', 'aria-labelledby': 'log-title' },
          element('div', { class: 'log-head' }, element('h2', { id: 'log-title' }, 'Log'), lines.choice),
          lines.element,
        ),
      ),
      spoken,
    );
  }

  async function run(file: File): Promise<void> {
    if (choose.isBusy()) return;
    choose.setBusy(true);
    const jobId = jobIdAt(environment.now());
    model.begin(jobId);
    sound.show(undefined, []);
    result.show({ state: 'running', words: `${file.name} is on its way through the stages.` });
    const rows: string[] = [];
    const summary = await runPipeline(
      { log, stages, now: environment.now, wait: environment.wait },
      {
        ...{ jobId, file, pauseMs: choose.isSlow() ? SLOW_MS : 0 },
        heard: sound.show,
        logged: (rowIds) => rows.push(...rowIds),
      },
    );
    tellResult(summary, rows);
    choose.setBusy(false);
  }

  function tellResult(summary: JobSummary, rowIds: readonly string[]): void {
    const told = wordsOfResult(summary);
    result.show({ ...told, rowIds });
    setText(spoken, told.words);
  }

  function tellCutOff(closed: readonly ClosedStage[]): void {
    for (const { jobId, stage, status } of closed)
      if (status === 'failed')
        notices.tell(
          `The page ended in the middle of the stage ${stage} of ${jobId}. It is closed as failed.`,
        );
  }

  /** Many things may be logged in one task: they are shown once. */
  function show(): void {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      tree.show(model.jobId, model.stages);
      lines.show(model.lines);
    });
  }

  return { show };
}
