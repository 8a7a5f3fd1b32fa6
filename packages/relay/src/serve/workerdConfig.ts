/** What workerd has to know of the Worker that wrangler built. */
export interface WorkerManifest {
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Binding → class. */
  readonly durableObjects: Readonly<Record<string, string>>;
  /** Binding → what it is. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Bindings that come from the environment of the process; secrets are among them, so that no file has any. */
  readonly variables: readonly string[];
}

/** What its files lie beside: the Worker's one module. */
export const MODULE_FILE = 'worker.js';
/** As much as the platform gives an isolate. Without a limit V8 lets garbage lie for as long as the machine has room. */
const V8_FLAGS: readonly string[] = ['--max-heap-size=128'];
/** Where the spools are, in the folder that is given to workerd as `spool`. It is part of the ids of the objects: never change it. */
const STORAGE_KEY = 'parqueue';

/**
 * A configuration of workerd in its own language (Cap'n Proto), with a constant for each way to the Hub: `public` lets the Worker reach
 * public addresses, `loopback` this machine as well. Sockets and folders are given on the command line.
 */
export const workerdConfig = (
  manifest: WorkerManifest,
): string => `using Workerd = import "/workerd/workerd.capnp";

const public :Workerd.Config = ${configText(['public'])};

const loopback :Workerd.Config = ${configText(['public', 'local'])};

const relay :Workerd.Worker = (
  modules = [(name = "${MODULE_FILE}", esModule = embed "${MODULE_FILE}")],
  compatibilityDate = ${text(manifest.compatibilityDate)},
  compatibilityFlags = [${manifest.compatibilityFlags.map(text).join(', ')}],
  bindings = [
${bindingLines(manifest).join(',\n')}
  ],
  durableObjectNamespaces = [
${Object.values(manifest.durableObjects)
  .map(
    (name) =>
      `    (className = ${text(name)}, uniqueKey = ${text(`${STORAGE_KEY}-${name}`)}, enableSql = true)`,
  )
  .join(',\n')}
  ],
  durableObjectStorage = (localDisk = "spool"),
);
`;

const configText = (allow: readonly string[]): string => `(
  services = [
    (name = "relay", worker = .relay),
    (name = "spool", disk = (writable = true)),
    (name = "internet", network = (allow = [${allow.map(text).join(', ')}], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "http", http = (), service = "relay"),
    (name = "watchdog", http = (), service = (name = "relay", entrypoint = "watchdog")),
  ],
  logging = (structuredLogging = true),
  v8Flags = [${V8_FLAGS.map(text).join(', ')}],
)`;

function bindingLines({ durableObjects, values, variables }: WorkerManifest): string[] {
  const binding = (name: string, value: string): string => `    (name = ${text(name)}, ${value})`;
  return [
    ...Object.entries(durableObjects).map(([name, of]) =>
      binding(name, `durableObjectNamespace = ${text(of)}`),
    ),
    ...Object.entries(values).map(([name, value]) => binding(name, `json = ${text(JSON.stringify(value))}`)),
    ...variables.map((name) => binding(name, `fromEnvironment = ${text(name)}`)),
  ];
}

/** Text in Cap'n Proto is written as in JSON, but for `\u`: none of ours has such a letter. */
function text(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new TypeError(`expected printable ASCII, got ${JSON.stringify(value)}`);
  return JSON.stringify(value);
}
