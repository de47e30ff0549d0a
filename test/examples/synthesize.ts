import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { build as checkoutOrders } from '../../examples/checkout-orders/app';
import { build as imageFanIn } from '../../examples/image-fan-in/app';
import { build as privateOrders } from '../../examples/private-orders/app';
import { build as sharedReports } from '../../examples/shared-reports/app';
import { build as usersApi } from '../../examples/users-api/app';

const EXAMPLES = join(__dirname, '../../examples');

const BUILDERS: Record<string, (app: App) => void> = {
  'checkout-orders': checkoutOrders,
  'image-fan-in': imageFanIn,
  'private-orders': privateOrders,
  'shared-reports': sharedReports,
  'users-api': usersApi,
};

/** Every folder below examples/. */
export const EXAMPLE_NAMES = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** The app of an example, with the context of its cdk.json, built but not synthesized. */
export function buildExample(name: string, outdir?: string): App {
  const { context } = JSON.parse(readFileSync(join(EXAMPLES, name, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const app = new App({ context, outdir, analyticsReporting: false });
  BUILDERS[name](app);
  return app;
}

/** The templates that an example deploys, by stack name, as text. */
export function synthesizeExample(name: string): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    const assembly = buildExample(name, outdir).synth();
    return Object.fromEntries(assembly.stacksRecursively.map(({ stackName, template }) => [stackName, `${JSON.stringify(template, undefined, 2)}\n`]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Where the committed templates of an example are. */
export function committedTemplates(name: string): string {
  return join(EXAMPLES, name, 'templates');
}
