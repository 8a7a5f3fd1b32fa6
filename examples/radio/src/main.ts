import '../../shared/tokens.css';
import '@parqueue/example-recorder/styles/page.css';
import '@parqueue/example-recorder/styles/stage.css';
import '@parqueue/example-recorder/styles/rows.css';
import '@parqueue/example-recorder/styles/summary.css';
import './styles/radio.css';
import { fetchPlace, relayOf } from '@parqueue/example-recorder/pageConfig';
import { createTextStorage } from '@parqueue/example-recorder/textStorage';
import { createLogger } from '@parqueue/sdk';
import { openRadioPage } from './openRadioPage.ts';
import { radioTables } from './radioLogger.ts';

const log = createLogger({
  relay: relayOf(new URL(location.href)),
  dataset: 'recitations',
  tables: radioTables,
  flushEvery: '5s',
});

openRadioPage(document.body, {
  log,
  storage: createTextStorage(() => localStorage),
  place: await fetchPlace(() => fetch('/config.json')),
});
