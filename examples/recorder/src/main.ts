import '../../shared/tokens.css';
import './styles/page.css';
import './styles/form.css';
import './styles/stage.css';
import './styles/summary.css';
import './styles/rows.css';
import './styles/listening.css';
import { createLogger } from '@parqueue/sdk';
import { createEnvironment } from './environment.ts';
import { openRecorderPage } from './openRecorderPage.ts';
import { fetchPlace, relayOf } from './pageConfig.ts';
import { recorderTables } from './recorderLogger.ts';

const log = createLogger({
  relay: relayOf(new URL(location.href)),
  dataset: 'recitations',
  tables: recorderTables,
});

openRecorderPage(document.body, {
  log,
  environment: createEnvironment(),
  place: await fetchPlace(() => fetch('/config.json')),
});
