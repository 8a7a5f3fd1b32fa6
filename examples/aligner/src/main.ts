import '../../shared/tokens.css';
import '@parqueue/example-recorder/styles/page.css';
import '@parqueue/example-recorder/styles/form.css';
import '@parqueue/example-recorder/styles/stage.css';
import './styles/sound.css';
import './styles/side.css';
import { createEnvironment } from '@parqueue/example-recorder/environment';
import { fetchPlace, relayOf } from '@parqueue/example-recorder/pageConfig';
import { createLogger } from '@parqueue/sdk';
import { alignerTables } from './alignerLogger.ts';
import { openAlignerPage } from './openAlignerPage.ts';

const log = createLogger({
  relay: relayOf(new URL(location.href)),
  dataset: 'recitations',
  tables: alignerTables,
  flushEvery: '5s',
});

openAlignerPage(document.body, {
  log,
  environment: createEnvironment(),
  place: await fetchPlace(() => fetch('/config.json')),
});
