import type { Capture, CaptureInterruption, CaptureOptions, DeliverPort } from './capture.ts';
import type { CaptureReply, WorkletCommand, WorkletReport } from './captureMessages.ts';
import { CAPTURE_PROCESSOR } from './captureProcessorName.ts';
import { captureWorkletSource } from './captureWorkletSource.ts';
import { audioTrackOf, watchTrack } from './watchTrack.ts';

/** While the graph is being connected, quanta are skipped; the first audio handed over comes after that. */
const SETTLE_MS = 150;
/** WebKit once did not deliver over a port inside a worklet (https://github.com/WebKit/WebKit/pull/15966). */
const RELAY_AFTER_MS = 1000;
/** A worklet answers within milliseconds; one whose context died never does. */
const STOP_DEADLINE_MS = 1000;
/** Without a click or key press on the page, a browser may keep a context suspended for ever. */
const RUN_DEADLINE_MS = 3000;

/**
 * Connects a stream to a worklet and waits until audio flows; levels are reported from then on.
 *
 * Between a track and an audio graph, which have a clock each, a browser has a short queue; what does not fit into it is lost, and
 * what is late becomes silence, and the graph's clock shows neither. So this is for browsers without trackCapture.ts's way.
 */
export async function openGraphCapture(options: CaptureOptions): Promise<Capture> {
  const track = audioTrackOf(options.stream);
  const ownsContext = typeof options.context === 'function';
  const context = typeof options.context === 'function' ? options.context() : options.context;
  try {
    await loadWorklet(context, options.workletUrl);
    const source = context.createMediaStreamSource(options.stream);
    const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfInputs: 1, numberOfOutputs: 0 });
    source.connect(node);
    await run(context);
    const settled = wait(SETTLE_MS);
    const unwatch = watch(track, context, options.onInterruption);
    const disconnect = async () => {
      unwatch();
      source.disconnect();
      node.port.close();
      if (ownsContext) await context.close();
    };
    const conversation = converse(node.port, options.onLevel);
    return capture({ context, track, conversation, settled, disconnect });
  } catch (error) {
    if (ownsContext) await context.close();
    throw error;
  }
}

interface CaptureParts {
  readonly context: AudioContext;
  readonly track: MediaStreamTrack;
  readonly conversation: Conversation;
  readonly settled: Promise<void>;
  readonly disconnect: () => Promise<void>;
}

function capture({ context, track, conversation, settled, disconnect }: CaptureParts): Capture {
  let ended: ReturnType<typeof stop> | undefined;

  async function stop() {
    conversation.stop();
    const deadline = wait(context.state === 'closed' ? 0 : STOP_DEADLINE_MS);
    const frameCount = await Promise.race([conversation.stopped, deadline]);
    await disconnect();
    return { isCut: frameCount === undefined, frameCount: frameCount ?? undefined };
  }

  return {
    sampleRate: context.sampleRate,
    getSettings: () => track.getSettings(),
    start: async (deliverPort) => {
      await settled;
      conversation.start(deliverPort);
    },
    pause: () => conversation.tell({ kind: 'pause' }),
    resume: async () => {
      await run(context);
      conversation.tell({ kind: 'resume' });
    },
    stop: () => {
      ended ??= stop();
      return ended;
    },
  };
}

interface Conversation {
  readonly stopped: Promise<number>;
  tell(command: WorkletCommand, transfer?: Transferable[]): void;
  start(deliverPort: DeliverPort): void;
  stop(): void;
}

/** The page's side of what is said with the worklet. */
function converse(nodePort: MessagePort, onLevel: CaptureOptions['onLevel']): Conversation {
  let isConsumed = false;
  let relay: MessagePort | undefined;
  /** Turns to relaying unless that is needless; nothing before the start. */
  let relayIfUnheard: () => void = () => undefined;
  let settleStopped: (frameCount: number) => void = () => undefined;
  const stopped = new Promise<number>((resolve) => {
    settleStopped = resolve;
  });
  const tell = (command: WorkletCommand, transfer: Transferable[] = []) =>
    nodePort.postMessage(command, transfer);

  nodePort.onmessage = ({ data }: MessageEvent<WorkletReport>) => {
    if (data.kind === 'level') onLevel?.(data.level);
    if (data.kind === 'consumed') isConsumed = true;
    if (data.kind === 'stopped') settleStopped(data.frameCount);
    if (data.kind === 'relayed') {
      const { message } = data;
      relay?.postMessage(message, message.kind === 'batch' ? [message.samples.buffer] : []);
    }
  };

  function startRelay(deliverPort: DeliverPort): void {
    const { port1, port2 } = new MessageChannel();
    relay = port1;
    relay.onmessage = ({ data }: MessageEvent<CaptureReply>) => tell(data, [data.buffer]);
    deliverPort(port2);
    tell({ kind: 'relay' });
  }

  return {
    stopped,
    tell,
    start: (deliverPort) => {
      const { port1, port2 } = new MessageChannel();
      deliverPort(port2);
      tell({ kind: 'start', port: port1 }, [port1]);
      relayIfUnheard = () => {
        if (!isConsumed && relay === undefined) startRelay(deliverPort);
      };
      setTimeout(() => relayIfUnheard(), RELAY_AFTER_MS);
    },
    stop: () => {
      relayIfUnheard();
      relayIfUnheard = () => undefined;
      tell({ kind: 'stop' });
    },
  };
}

const loadedWorklets = new WeakMap<BaseAudioContext, Promise<void>>();

/** Once for each context: a processor cannot be registered twice. */
function loadWorklet(context: BaseAudioContext, workletUrl: string | undefined): Promise<void> {
  const loaded = loadedWorklets.get(context) ?? addModule(context, workletUrl);
  loadedWorklets.set(context, loaded);
  loaded.catch(() => loadedWorklets.delete(context));
  return loaded;
}

async function addModule(context: BaseAudioContext, workletUrl: string | undefined): Promise<void> {
  if (workletUrl !== undefined) return context.audioWorklet.addModule(workletUrl);
  const blobUrl = URL.createObjectURL(new Blob([captureWorkletSource], { type: 'text/javascript' }));
  try {
    await context.audioWorklet.addModule(blobUrl);
  } finally {
    URL.revokeObjectURL(blobUrl);
  }
}

/** Resumes a context. `resume()` alone may neither resolve nor reject where the page has had no click or key press. */
async function run(context: AudioContext): Promise<void> {
  await Promise.race([context.resume(), wait(RUN_DEADLINE_MS)]);
  if (context.state !== 'running') {
    throw new Error(`capture: the browser keeps audio ${context.state}; begin from a click or a key press`);
  }
}

/** Reports what happens to the device and to the clock. Gives the way to end it. */
function watch(
  track: MediaStreamTrack,
  context: AudioContext,
  report: (interruption: CaptureInterruption) => void = () => undefined,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  watchTrack(track, report, signal);
  let told: string = context.state;
  context.addEventListener(
    'statechange',
    () => {
      // WebKit's 'interrupted' is not yet in the types of every TypeScript.
      const state = context.state as AudioContextState | 'interrupted';
      // Firefox tells that the context runs after `resume()` has resolved, which is no news here.
      if (state === 'closed' || state === told) return;
      told = state;
      report({ kind: state });
      // After an interruption WebKit leaves the context suspended; where this is refused, `resume()` is the user's way.
      if (state === 'suspended') context.resume().catch(() => undefined);
    },
    { signal },
  );
  return () => listening.abort();
}

function wait(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
