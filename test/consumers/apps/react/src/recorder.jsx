import { useState } from 'react';
import { recordAndLog } from './recordAndLog.js';
import { useLogger } from './useLogger.js';

export function Recorder() {
  const { log, committed } = useLogger();
  const [said, say] = useState('');
  const run = () => recordAndLog(log).then(say, (error) => say(`failed: ${error}`));
  return (
    <>
      <button type="button" disabled={!log} onClick={run}>
        Record and log
      </button>
      <output>{said}</output>
      <p>in the dataset: {committed}</p>
    </>
  );
}
