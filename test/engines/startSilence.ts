import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from './startProcess.ts';
import { waitFor } from './waitFor.ts';

export interface Silence {
  /** With which a browser finds it. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** A sound card that nobody hears: without one, Firefox and WebKitGTK keep the clock of an `AudioContext` still. */
export async function startSilence(): Promise<Silence> {
  const home = await mkdtemp(join(tmpdir(), 'parqueue-silence-'));
  const socket = join(home, 'native');
  const args = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'];
  const modules = ['module-null-sink', `module-native-protocol-unix socket=${socket} auth-anonymous=1`];
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
  const server = startProcess('pulseaudio', [...args, ...modules.flatMap((module) => ['-L', module])], env);
  await waitFor('PulseAudio', () => access(socket).then(() => true));
  return {
    env: { PULSE_SERVER: `unix:${socket}` },
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
