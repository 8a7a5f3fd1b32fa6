/**
 * Who may import whom. A rule forbids an import whose file matches `from` (and not `except`) and whose target matches `to` (and not
 * `allow`); `$1` in `allow` is the first group of `from`.
 */
export interface ImportRule {
  readonly name: string;
  /** Said with a violation: what to do instead. */
  readonly why: string;
  readonly from: RegExp;
  readonly except?: RegExp;
  readonly to: RegExp;
  readonly allow?: string;
  /** Whether imports of types alone are let through. */
  readonly typesPass?: boolean;
}

/** Tests, what they share, and the tools around the code. */
const TESTS =
  /(\.(test|contract|bench)\.ts$|\/testing\/|^test\/|^examples\/[^/]+\/test\/|^scripts\/|\/?vite\.config\.ts$)/;

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    name: 'schema-is-pure',
    why: 'the schema runs everywhere: it imports itself, valibot in wire, apache-arrow in arrow, yaml in card',
    from: /^packages\/schema\/src\//,
    except: TESTS,
    to: /^(?!packages\/schema\/src\/)/,
    allow: '^npm:(valibot|apache-arrow|yaml)$',
  },
  {
    name: 'valibot-in-wire',
    why: 'only messages need it; the page would pay for it with every table',
    from: /^packages\/schema\/src\/(?!wire\/)/,
    except: TESTS,
    to: /^npm:valibot$/,
  },
  {
    name: 'arrow-in-arrow',
    why: 'only writers of Parquet need it',
    from: /^packages\/schema\/src\/(?!arrow\/)/,
    except: TESTS,
    to: /^npm:apache-arrow$/,
  },
  {
    name: 'yaml-in-card',
    why: 'only who commits writes cards: the relay, and the SDK into a folder, both through card',
    from: /^packages\/schema\/src\/(?!card\/)/,
    except: TESTS,
    to: /^npm:yaml$/,
  },
  {
    name: 'schema-stands-on-tables',
    why: 'tables are at the bottom, then rows; presets, arrow, card and wire stand beside each other',
    from: /^packages\/schema\/src\/(table|row|presets|arrow|card|wire)\//,
    except: TESTS,
    to: /^packages\/schema\/src\/(row|presets|arrow|card|wire|index\.ts)/,
    allow: '^packages/schema/src/$1/',
  },
  {
    name: 'wire-knows-no-tables',
    why: 'the wire says which table and which version, not what is in it; names it shares',
    from: /^packages\/schema\/src\/wire\//,
    except: TESTS,
    to: /^packages\/schema\/src\/table\//,
    allow: '^packages/schema/src/table/name[.]ts$',
  },
  {
    name: 'packages-meet-in-schema',
    why: 'packages meet in @parqueue/schema, and nowhere else',
    from: /^packages\/([^/]+)\/src\//,
    except: TESTS,
    to: /^(packages\/(?!schema\/)|examples\/)/,
    allow: '^packages/$1/',
  },
  {
    name: 'sdk-parts-meet-in-the-engine',
    why: 'audio, store, parquet, upload and journal are wired in engine/; let them share types',
    from: /^packages\/sdk\/src\/(audio|store|parquet|upload|journal)\//,
    except: TESTS,
    to: /^packages\/sdk\/src\/(audio|store|parquet|upload|journal|engine|page|worker|browser)\//,
    allow: '^packages/sdk/src/$1/',
    typesPass: true,
  },
  {
    name: 'engine-knows-ports-only',
    why: 'the engine gets its adapters from browser/, so that it runs on the page, in the worker and in tests',
    from: /^packages\/sdk\/src\/engine\//,
    except: TESTS,
    to: /^packages\/sdk\/src\/(page|worker|browser)\/|^packages\/sdk\/src\/(store\/(idb|memory)Store|parquet\/(parquetWasm|hyparquet|jsonLines)Writer|upload\/fetchTransport|audio\/flacEncoder)\.ts$/,
    typesPass: true,
  },
  {
    name: 'relay-adapters-are-wired-once',
    why: 'import the port (hubClient.ts, spool.ts); adapters are wired in createRelay.ts and spoolObject.ts',
    from: /^packages\/relay\/src\/(?!hub\/|spool\/|createRelay\.ts|(standalone\/)?index\.ts|dev\/)/,
    except: TESTS,
    to: /^packages\/relay\/src\/(hub\/hfHubClient|hub\/uploadBlob|hub\/watchedFetch|spool\/durableSpool|spool\/createSpoolService|spool\/spoolObject)\.ts$/,
    typesPass: true,
  },
  {
    name: 'hub-library-behind-its-port',
    why: 'the Hub is spoken to through hub/hubClient.ts',
    from: /^packages\/relay\/src\/(?!hub\/)/,
    except: TESTS,
    to: /^npm:@huggingface\/hub$/,
  },
  {
    name: 'src-never-imports-tests',
    why: 'what ships does not depend on what tests',
    from: /^(packages|examples)\/[^/]+\/src\//,
    except: TESTS,
    to: /(^test\/|\/test\/|\/testing\/|\.(test|contract|bench)\.ts$)/,
  },
  {
    name: 'examples-use-public-doors',
    why: 'an example shows what a user can write: import @parqueue/… by name',
    from: /^examples\/([^/]+)\//,
    except: TESTS,
    to: /^(packages\/(?!(schema|sdk)\/)|scripts\/)/,
  },
  {
    name: 'no-node-in-the-browser',
    why: 'the schema, the SDK and the examples run in browsers, but for what is named after Node',
    from: /^(packages\/(schema|sdk)\/src\/(?!node[./])|examples\/(?!node-)[^/]+\/src\/)/,
    except: TESTS,
    to: /^node:/,
  },
  {
    name: 'node-behind-its-door',
    why: 'what is for Node is imported by its door alone, so that no page gets it',
    from: /^packages\/sdk\/src\/(?!node[./])/,
    except: TESTS,
    to: /^packages\/sdk\/src\/node[./]/,
  },
  {
    name: 'packed-modules-in-the-package',
    why: 'only the build of the package makes them, for the module that it puts in place of delivery.ts',
    from: /^(?!packages\/sdk\/src\/browser\/packedDelivery\.ts$)/,
    to: /^packed:/,
  },
  {
    name: 'platform-modules-in-the-relay',
    why: 'only the relay runs on Workers',
    from: /^(?!packages\/relay\/)/,
    except: TESTS,
    to: /^platform:/,
  },
];

/** What the page loads with its first import, by the door it loads: no codec, no Parquet, no validator of messages. */
export const LIGHT_DOORS: readonly { readonly door: string; readonly without: RegExp }[] = [
  {
    door: 'packages/sdk/src/index.ts',
    without: /^npm:(apache-arrow|parquet-wasm|hyparquet-writer|libflacjs|hash-wasm|valibot|yaml|idb)$/,
  },
  { door: 'packages/sdk/src/analysis.ts', without: /^npm:/ },
  { door: 'packages/sdk/src/stages.ts', without: /^npm:/ },
  { door: 'packages/sdk/src/plays.ts', without: /^npm:/ },
  { door: 'packages/sdk/src/errors.ts', without: /^npm:/ },
  { door: 'packages/sdk/src/events.ts', without: /^npm:|^packages\/sdk\/src\/(engine|entry|page|worker)\// },
  { door: 'packages/schema/src/index.ts', without: /^npm:/ },
  { door: 'packages/schema/src/presets/index.ts', without: /^npm:/ },
];
