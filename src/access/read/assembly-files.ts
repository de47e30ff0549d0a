import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

interface AssetManifest {
  readonly files?: Record<string, {
    readonly source?: { readonly path?: string };
    readonly destinations?: Record<string, { readonly objectKey?: string }>;
  }>;
}

/** Construct paths with what the assembly says of them. */
export type PathMetadata = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

/** Where the assets of an assembly lie: its asset manifests, read when the first one is asked for. */
export class AssetPaths {
  private readonly byDirectory = new Map<string, Map<string, string>>();

  /** By the last part of its S3 key. */
  public find(directory: string, key: string): string | undefined {
    let paths = this.byDirectory.get(directory);
    if (!paths) { this.byDirectory.set(directory, paths = readAssets(directory)); }
    return paths.get(basename(key));
  }
}

function readAssets(directory: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.assets.json'))) {
    const { files = {} } = readJson<AssetManifest>(join(directory, file));
    for (const { source, destinations = {} } of Object.values(files)) {
      if (source?.path === undefined) { continue; }
      for (const { objectKey } of Object.values(destinations)) {
        if (objectKey !== undefined) { paths.set(basename(objectKey), join(directory, source.path)); }
      }
    }
  }
  return paths;
}

/** These files only add to what the templates say: without them there are no paths and no code, but every answer stands. */
function readJson<T extends object>(file: string): Partial<T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return {};
  }
}

/** Rules that somebody set aside at a construct, by the id as it was written, each with the reason. */
export type AcknowledgedRules = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What an assembly says of the constructs of a stack: read when something is asked for the first time. */
export class ConstructPaths {
  private paths?: Map<string, string[]>;
  private readonly rules = new Map<string, Record<string, string>>();

  constructor(private readonly metadata: PathMetadata | undefined, private readonly file: string | undefined) {}

  /** Nested stacks have their paths among those of the stack that is deployed; `within` is the path that theirs begin with. */
  public find(logicalId: string, within = ''): string | undefined {
    this.paths ??= this.read();
    const found = this.paths.get(logicalId) ?? [];
    return found.find((path) => within === '' || path.startsWith(`${within}/`));
  }

  /** @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Validations.html */
  public acknowledged(): AcknowledgedRules {
    this.paths ??= this.read();
    return this.rules;
  }

  private read(): Map<string, string[]> {
    const paths = new Map<string, string[]>();
    const ofFile = this.file === undefined ? {} : readJson<PathMetadata>(this.file);
    for (const [name, entries] of [...Object.entries(this.metadata ?? {}), ...Object.entries(ofFile as PathMetadata)]) {
      const path = name.replace(/^\//, '');
      if (!Array.isArray(entries)) { continue; }
      for (const { type, data } of entries.filter((entry) => entry !== null) as PathMetadata[string]) {
        if (type === 'aws:cdk:logicalId' && typeof data === 'string') { paths.set(data, [...paths.get(data) ?? [], path]); }
        if (type === 'aws:cdk:acknowledged-rules') { this.rules.set(path, { ...this.rules.get(path), ...data as Record<string, string> }); }
      }
    }
    return paths;
  }
}
