import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..', '..', '..');
const HELPERS = join(ROOT, 'src', 'runtime', 'node');

/** The helpers as they are published: CommonJS, compiled with the options of tsconfig.json. */
export function compileHelpers(directory: string): string {
  mkdirSync(directory);
  const compilerOptions = { module: ModuleKind.Node16, target: ScriptTarget.ES2022, esModuleInterop: true };
  for (const file of readdirSync(HELPERS)) {
    const { outputText } = transpileModule(readFileSync(join(HELPERS, file), 'utf8'), { fileName: join(HELPERS, file), compilerOptions });
    writeFileSync(join(directory, file.replace(/\.ts$/, '.js')), outputText);
  }
  return join(directory, 'index.js');
}

/** Bundles a handler as lambda-nodejs does: the SDK is left to the runtime. */
export function bundleHandler(helpers: string, outdir: string, format: 'cjs' | 'esm'): string {
  mkdirSync(outdir);
  // Lambda finds its SDK for ES modules too; plain Node.js looks for it only in the folders above
  symlinkSync(join(ROOT, 'node_modules'), join(outdir, 'node_modules'), 'dir');
  const { warnings } = buildSync({
    entryPoints: [join(__dirname, 'handlers', 'checkout.ts')],
    outfile: join(outdir, format === 'esm' ? 'checkout.mjs' : 'checkout.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    external: ['@aws-sdk/*', '@smithy/*'],
    alias: { 'cdk-cross-account-lambda/runtime': helpers },
  });
  if (warnings.length > 0) { throw new Error(JSON.stringify(warnings)); }
  return outdir;
}
