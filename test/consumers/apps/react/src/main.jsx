import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Recorder } from './recorder.jsx';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Recorder />
  </StrictMode>,
);
