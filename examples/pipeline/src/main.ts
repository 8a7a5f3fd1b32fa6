import '../../shared/tokens.css';
import '@parqueue/example-recorder/styles/page.css';
import './styles/choose.css';
import './styles/stages.css';
import './styles/lines.css';
import { fetchPlace, relayOf } from '@parqueue/example-recorder/pageConfig';
import { datasetLink } from '@parqueue/example-recorder/rows/rowLink';
import { createLogger } from '@parqueue/sdk';
import { createStageRecorder } from '@parqueue/sdk/stages';
import sampleUrl from '../sample.flac?url';
import { openPipelinePage } from './openPipelinePage.ts';
import { createJobModel } from './pipeline/jobModel.ts';
import { observeDoor } from './pipeline/observeDoor.ts';
import { pipelineTables } from './pipelineLogger.ts';

const log = createLogger({
  relay: relayOf(new URL(location.href)),
  dataset: 'recitations',
  tables: pipelineTables,
});
const place = await fetchPlace(() => fetch('/config.json'));

let show = () => {};
const model = createJobModel(() => show());
const stages = createStageRecorder(
  {
    manifests: observeDoor(log.manifests, model.hearManifest),
    lines: observeDoor(log.lines, (_rowId, line) => model.hearLine(line)),
  },
  place === undefined ? {} : { where: datasetLink(place) },
);

({ show } = openPipelinePage(document.body, {
  log,
  stages,
  model,
  place,
  environment: {
    now: () => Date.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async fetchSample() {
      const file = await (await fetch(sampleUrl)).blob();
      return new File([file], 'sense-and-sensibility.flac', { type: 'audio/flac' });
    },
    pixelRatio: () => devicePixelRatio,
  },
}));
