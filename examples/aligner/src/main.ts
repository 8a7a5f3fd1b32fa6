import '../../shared/tokens.css';
import '../../recorder/src/styles/page.css';
import '../../recorder/src/styles/form.css';
import '../../recorder/src/styles/stage.css';
import './styles/sound.css';
import './styles/side.css';
import { createLogger } from '@parqueue/sdk';
import { createEnvironment } from '../../recorder/src/environment.ts';
import { fetchPlace, relayOf } from '../../recorder/src/pageConfig.ts';
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
