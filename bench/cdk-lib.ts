import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The newest aws-cdk-lib that the tests run on too; it validates templates, our oldest supported one does not. */
const VALIDATING = ['aws-cdk-lib@2.276.0', 'constructs@10.8.1'];
/** The module that reads CDK_VALIDATION. */
const VALIDATION_MODULE = 'core/lib/private/synthesis-validation.js';

/** An aws-cdk-lib to measure with. */
export interface CdkLib {
  readonly version: string;
  /** Whether it has built-in validation to turn on. */
  readonly validates: boolean;
  /** A TypeScript project file that leads imports to it; undefined for the one of this checkout. */
  readonly tsconfig?: string;
}

/** The aws-cdk-lib that `npm ci` installs. */
export function installedCdkLib(): CdkLib {
  return describe(dirname(require.resolve('aws-cdk-lib/package.json')));
}

/** An aws-cdk-lib with built-in validation, installed below `cache` on first use; fails without a registry. */
export function validatingCdkLib(cache: string): CdkLib {
  const installed = installedCdkLib();
  if (installed.validates) { return installed; }
  const home = join(cache, VALIDATING.join('+'));
  const modules = join(home, 'node_modules');
  const tsconfig = join(home, 'tsconfig.json');
  if (!existsSync(tsconfig)) {
    mkdirSync(home, { recursive: true });
    // a package of its own: npm would otherwise add to the package.json of this checkout
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', ...VALIDATING], { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
    // written last: it says that the installation is complete
    writeFileSync(tsconfig, JSON.stringify({
      extends: join(__dirname, '../tsconfig.dev.json'),
      compilerOptions: { paths: pathsTo(modules, 'aws-cdk-lib', 'constructs') },
    }));
  }
  return { ...describe(join(modules, 'aws-cdk-lib')), tsconfig };
}

function pathsTo(modules: string, ...packages: string[]): Record<string, string[]> {
  return Object.fromEntries(packages.flatMap((name) => [
    [name, [join(modules, name)]],
    [`${name}/*`, [join(modules, name, '*')]],
  ]));
}

function describe(directory: string): CdkLib {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return { version, validates: existsSync(join(directory, VALIDATION_MODULE)) };
}
