'use client';

import { useState } from 'react';
import { log } from '../src/log.js';
import { recordAndLog } from '../src/recordAndLog.js';

export function Recorder() {
  const [said, say] = useState('');
  const run = () => recordAndLog(log).then(say, (error) => say(`failed: ${error}`));
  return (
    <>
      <button type="button" onClick={run}>
        Record and log
      </button>
      <output>{said}</output>
    </>
  );
}
