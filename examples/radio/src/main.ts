import '../../shared/tokens.css';
import '../../recorder/src/styles/page.css';
import '../../recorder/src/styles/stage.css';
import '../../recorder/src/styles/rows.css';
import '../../recorder/src/styles/summary.css';
import './styles/radio.css';
import { createLogger } from '@parqueue/sdk';
import { fetchPlace, relayOf } from '../../recorder/src/pageConfig.ts';
import { createTextStorage } from '../../recorder/src/textStorage.ts';
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
