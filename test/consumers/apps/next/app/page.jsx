import { Recorder } from './recorder.jsx';

export default function Page() {
  return <Recorder />;
}
