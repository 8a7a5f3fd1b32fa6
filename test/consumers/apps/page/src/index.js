import { log } from './log.js';
import { recordAndLog } from './recordAndLog.js';

const button = document.querySelector('button');
const output = document.querySelector('output');

button.addEventListener('click', async () => {
  button.disabled = true;
  output.textContent = await recordAndLog(log).catch((error) => `failed: ${error}`);
});
