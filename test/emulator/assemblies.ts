import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
// without aws-cdk-lib's own validation of templates, which is not what is tested here
import '../setup';
import { App } from 'aws-cdk-lib';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** Not `import()`: the examples must share our aws-cdk-lib, which is loaded as CommonJS. */
const load = createRequire(__filename);

export type BuildApp = (app: App) => void;

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** A cloud assembly in a directory, as `cdk synth` writes it. */
export class Assembly {
  /** @param context the context that the example's cdk.json gives the app */
  public static synthesize(outdir: string, build: BuildApp, context: Record<string, unknown> = {}): Assembly {
    const app = new App({ outdir, context: { ...context, 'aws:cdk:version-reporting': true } });
    build(app);
    app.synth();
    return new Assembly(outdir);
  }

  private constructor(public readonly directory: string) {}

  /** Every template, nested stacks and stages included. */
  public templateFiles(): string[] {
    return readdirSync(this.directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => join(this.directory, file));
  }

  public resources(stackName: string, type: string): Resource[] {
    const template = JSON.parse(readFileSync(join(this.directory, `${stackName}.template.json`), 'utf8')) as { Resources: Record<string, Resource> };
    return Object.values(template.Resources).filter(({ Type }) => Type === type);
  }
}

export function exampleNames(): string[] {
  return readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'app.ts'))).sort();
}

/** @param change applied to the finished app, before it is synthesized */
export function synthesizeExample(name: string, outdir: string, change: BuildApp = () => undefined): Assembly {
  const { build } = load(join(EXAMPLES, name, 'app.ts')) as { build: BuildApp };
  const { context } = JSON.parse(readFileSync(join(EXAMPLES, name, 'cdk.json'), 'utf8')) as { context?: Record<string, unknown> };
  return Assembly.synthesize(outdir, (app) => {
    build(app);
    change(app);
  }, context);
}
