/** What a page does with the package, for the tests to call. It runs in the browser, as it stands. */
export function pageScript(sdkUrl: string): string {
  return `
import { createLogger } from '${sdkUrl}/index.js';
import { recitation } from '${sdkUrl}/presets.js';

const complaints = [];
addEventListener('error', (event) => complaints.push(event.message));
addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)));
document.addEventListener('securitypolicyviolation', (event) => complaints.push(event.violatedDirective));

/** Logs rows that nobody can take yet, the last of them in the moment in which the page goes. */
window.logAndLeave = async (relay) => {
  await navigator.serviceWorker.register('/app/sw.js');
  const { sync } = await navigator.serviceWorker.ready;
  const log = createLogger({ dataset: 'recitations', tables: { recitations: recitation }, backgroundSync: true, relay });
  const rows = Array.from({ length: 10 }, (_, i) => log.recitations.append({ canonical_text: 'stored ' + i }));
  await Promise.all(rows.map((row) => row.stored));
  log.flush().catch(() => {});
  while (!(await sync.getTags()).includes('parqueue')) await new Promise((resolve) => setTimeout(resolve, 50));
  setTimeout(() => {
    for (let i = 0; i < 5; i++) log.recitations.append({ canonical_text: 'said last ' + i });
    location.href = 'about:blank';
  }, 0);
};

window.account = async (relay) => {
  const log = createLogger({ dataset: 'recitations', tables: { recitations: recitation }, relay });
  await log.flush({ until: 'committed' });
  const { tables } = await log.stats();
  await log.close();
  return tables;
};

window.run = async ({ verse, hasAudio, hasFrames = true, fails, ...options }) => {
  if (!hasFrames) delete window.MediaStreamTrackProcessor;
  const log = createLogger({ dataset: 'recitations', tables: { recitations: recitation }, ...options });
  const degraded = [];
  log.on('degraded', (detail) => degraded.push(detail.part));
  log.on('error', ({ error }) => degraded.push(error.message));
  let audio = null;
  if (hasAudio) {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    audio = (await recording.stop()).clips[0];
    const again = await log.encode(await log.readClip(audio));
    if (again[0].pcmSha256 !== audio.pcmSha256) throw new Error('the clip was not read as it was written');
  }
  for (let i = 0; i < 10; i++) log.recitations.append({ verse_ref: verse, audio: i === 0 ? audio : null });
  await log.flush({ until: 'committed' });
  const { engine } = await log.stats();
  await log.close();
  return { engine, degraded, complaints, durationS: audio?.durationS };
};
`;
}
