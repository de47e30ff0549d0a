import { awscdk, javascript, JsonFile, typescript } from 'projen';

/** The oldest aws-cdk-lib that users may have. Tests run on it; a second leg runs on the newest. */
const CDK_VERSION = '2.257.0';

const project = new awscdk.AwsCdkConstructLibrary({
  // --- identity, written out: projen would copy the git identity of the machine ---
  name: 'cdk-cross-account-lambda',
  description: 'AWS CDK constructs that let one AWS account call a Lambda function in another: both halves of every permission, each in the right account, proved at synthesis.',
  author: 'cdk-cross-account-lambda',
  authorAddress: 'maintainers@cdk-cross-account-lambda.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda.git',
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-cross-account-lambda contributors',
  copyrightPeriod: '2026',
  keywords: ['lambda', 'cross-account', 'iam', 'resource-policy', 'permissions', 'organizations', 'least-privilege'],
  stability: 'experimental',

  // --- versions ---
  cdkVersion: CDK_VERSION,
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.16.0',
  projenVersion: '0.103.25',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  sampleCode: false,

  // --- tests ---
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      coverageProvider: 'babel',
      collectCoverageFrom: ['src/**/*.ts'],
      coverageThreshold: { lines: 100, branches: 95 },
      setupFiles: ['<rootDir>/test/setup.ts'],
      reporters: [
        new javascript.JestReporter('<rootDir>/test/closing-line-reporter.cjs'),
      ],
      testPathIgnorePatterns: ['/node_modules/', '/cdk.out/'],
      modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/', '<rootDir>/.venv/', '/cdk.out/'],
    },
  },
  typecheckTests: true, // ts-jest only transpiles (isolatedModules)
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['src/**/*.ts', 'test/**/*.ts', 'integ/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts', '.projenrc.ts'],
    exclude: ['node_modules', '**/*.snapshot/**', '**/cdk.out/**'],
    compilerOptions: {
      rootDir: '.',
      lib: ['es2022'],
      target: 'ES2022',
      // as users import it; see runtime/package.json
      paths: { 'cdk-cross-account-lambda/runtime': ['./src/runtime/node/index.ts'] },
    },
  },

  // --- lint ---
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'integ', 'examples', 'bench'],
    commandOptions: { fix: false },
    tsconfigPath: './tsconfig.dev.json',
    projectService: false,
  },

  // what the library itself needs; it must not show in the public API
  bundledDeps: ['cli-table3@^0.6', 'commander@^14', 'yaml@^2.9'],
  bin: { 'cdk-cross-account-lambda': 'lib/cli/main.js' },
  devDeps: [
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-iam@^3',
    '@aws-sdk/client-lambda@^3',
    '@aws-sdk/client-s3@^3',
    '@aws-sdk/client-ssm@^3',
    '@aws-sdk/client-sts@^3',
    '@aws-sdk/credential-providers@^3',
    '@aws-crypto/sha256-js@^5',
    '@cdklabs/cdk-validator-cfnguard@0.0.62',
    '@cloud-copilot/iam-simulate@0.1.173',
    '@microsoft/jest-sarif@1.0.0-beta.0',
    '@smithy/signature-v4@^5',
    '@types/aws-lambda@^8',
    'ajv@^8',
    'ajv-draft-04@^1',
    'ajv-formats@^3',
    'aws-cdk@2.1148.1',
    'axe-core@^4',
    'cdk-nag@3.0.2',
    'esbuild@^0.28',
    'fast-check@^4',
    'html-validate@^10',
    'mermaid@^11',
    'playwright-core@^1',
    'tsx@^4.23.15',
  ],

  // --- integration tests live in integ/, see below ---
  integrationTestAutoDiscover: false,
  experimentalIntegRunner: false,

  // --- languages ---
  publishToPypi: { distName: 'cdk-cross-account-lambda', module: 'cdk_cross_account_lambda' },
  publishToMaven: {
    javaPackage: 'io.github.cdkcrossaccountlambda',
    mavenGroupId: 'io.github.cdkcrossaccountlambda',
    mavenArtifactId: 'cdk-cross-account-lambda',
  },
  publishToNuget: { dotNetNamespace: 'CdkCrossAccountLambda', packageId: 'CdkCrossAccountLambda' },
  publishToGo: { moduleName: 'github.com/cdk-cross-account-lambda/cdk-cross-account-lambda-go' },

  docgen: true,
  bumpPackage: 'commit-and-tag-version@^12',
  depsUpgrade: false,
  github: false,
});

// --- dependencies ---
// keep the download host out of package-lock.json, whatever registry a developer uses
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
// no dependency may run code while it is installed; nothing here needs it
project.npmrc.addConfig('ignore-scripts', 'true');
// the oldest constructs that users may have; cdk-nag, only tested with, asks for 10.5.1
project.package.addPackageResolutions('constructs@10.5.0');
// 1.13.0 lists optional packages that some registries lack: `npm ci` would refuse the lock file
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// --- compile ---
project.compileTask.reset('jsii --silence-warnings=reserved-word --fail-on-warnings');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION', '1');
// jsii never removes the output of a deleted source file, and lib/ is what gets published
project.preCompileTask.prependSteps({
  name: 'clean',
  execArgs: ['node', '-e', "require('fs').rmSync('lib', { recursive: true, force: true })"],
});

// jsii copies no file that is not TypeScript: the Python helper, the page of the report, what starts handlers in the sandbox
project.compileTask.exec('node scripts/copy-assets.cjs', { name: 'Copy what is not TypeScript beside the compiled files' });

// a construct's file, and what it needs of aws-cdk-lib, is loaded when it is first used
project.compileTask.exec('node scripts/lazy-exports.cjs', { name: 'Export lazily' });

// every example in README.md and in the doc comments must compile (reads .jsii, so compile first)
const rosetta = project.addTask('rosetta', {
  description: 'Compile the examples in README.md and in the doc comments',
  execArgs: ['jsii-rosetta', 'extract', '--strict', '--cache', '.rosetta.tabl.json'],
});
project.postCompileTask.spawn(rosetta);
project.package.addField('jsii', {
  ...project.package.manifest.jsii,
  metadata: { jsii: { rosetta: { strict: true } } },
});

// --- test: one command that proves everything Node.js alone can prove ---
const integRunner = ['integ-runner', '--directory', 'integ', '--language', 'typescript', '--app', 'node --import tsx {filePath}'];
// without these the runner waits for an EC2 metadata service that is not there
const noMetadataService = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', CDK_INTEG_ACCOUNT: '', INTEG_TARGET_ACCOUNT: '' };
const integSnapshot = project.addTask('integ:snapshot', {
  description: 'Check the integration test snapshots: synthesises only, needs no AWS account',
  env: noMetadataService,
  execArgs: [...integRunner, '$@'],
  receiveArgs: true,
});
project.addTask('integ:snapshot:update', {
  description: 'Write the integration test snapshots without deploying',
  env: noMetadataService,
  // the last option takes several values
  execArgs: [...integRunner, '$@', '--update-on-failed', '--dry-run', '--parallel-regions', 'eu-west-1'],
  receiveArgs: true,
});
project.addTask('integ:deploy', {
  description: 'Deploy changed integration tests to two AWS accounts, assert the calls, then write the snapshots',
  requiredEnv: ['CDK_INTEG_ACCOUNT', 'INTEG_TARGET_ACCOUNT'],
  execArgs: [...integRunner, '$@', '--update-on-failed', '--no-update-workflow', '--parallel-regions', 'eu-west-1'],
  receiveArgs: true,
});

project.testTask.reset();
project.testTask.exec('tsc --noEmit -p tsconfig.dev.json', { name: 'Type-check the tests, examples, integ, bench and project files' });
// jest would leave one core of two idle
project.testTask.exec('jest --ci --coverage --maxWorkers=100%', { receiveArgs: true });
project.testTask.spawn(project.eslint!.eslintTask);
project.testTask.spawn(integSnapshot);
// `projen test` expects a compiled project, as in `projen build`; `npm test` must work in a fresh clone
project.addTask('verify', {
  description: 'Compile, then run every test',
  steps: ['pre-compile', 'compile', 'post-compile', 'test'].map((spawn) => ({ spawn })),
});
project.package.setScript('test', 'npx projen verify');
// `projen package` makes the npm tarball only; the other languages need their toolchains: `projen package-all`
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

// --- commands for people ---
project.addTask('demo', {
  description: 'Call a function of one account from another, offline: allowed, then denied with either half removed',
  execArgs: ['tsx', 'test/sandbox/demo.ts'],
});
project.addTask('demo:roles', {
  description: 'Read a bucket and call a function of another account through a role, offline: allowed, then denied with either half removed or a wrong external id',
  execArgs: ['tsx', 'test/sandbox/shared-reports-demo.ts'],
});
project.addTask('demo:private', {
  description: 'Call functions in private subnets across three accounts, offline: allowed, then denied by an endpoint policy, then without an endpoint',
  execArgs: ['tsx', 'test/sandbox/private-orders-demo.ts'],
});
project.addTask('test:properties', {
  description: 'The property tests with 10,000 random topologies, networks and plans',
  env: { PROPERTY_RUNS: '10000' },
  execArgs: ['jest', '--ci', '--coverage=false', 'property.test.ts'],
});
project.addTask('test:emulator', {
  description: 'Deploy the examples to a local CloudFormation engine (moto) and lint the templates; needs Python 3.10 or newer',
  execArgs: ['tsx', 'test/emulator/run.ts', '$@'],
  receiveArgs: true,
});
project.addTask('test:latest-cdk', {
  description: 'The unit tests on the newest aws-cdk-lib instead of the oldest supported one, without those that its version makes no difference to',
  steps: [
    { execArgs: ['npm', 'install', '--no-save', '--no-audit', '--no-fund', 'aws-cdk-lib@2.276.0'] },
    {
      execArgs: [
        'jest', '--ci', '--coverage=false', '--maxWorkers=100%', '--testPathIgnorePatterns', 'test/examples/templates', 'test/runtime/', 'topology.property',
        // these read templates that were written by hand, or none
        'test/differential/', 'test/cli/', 'test/access/(evaluate|links|network|queries|report|values)/', 'test/access/read/', 'test/access/rules/pages',
      ],
    },
  ],
});
project.addTask('examples:update', {
  description: 'Rewrite the committed templates of the examples',
  execArgs: ['tsx', 'test/examples/update.ts'],
});
project.addTask('bench', {
  description: 'Measure synthesis against expert L2 and bare L1 code',
  execArgs: ['tsx', 'bench/run.ts', '$@'],
  receiveArgs: true,
});
project.addTask('score', {
  description: 'What this library and other tools find of seeded cross-account mistakes; needs cfn-lint, which test:emulator installs',
  execArgs: ['tsx', 'test/score/run.ts', '$@'],
  receiveArgs: true,
});
project.addTask('test:differential', {
  description: 'Compare the evaluator with an independent IAM simulator on 100,000 random cases',
  execArgs: ['tsx', 'test/differential/run.ts', '--cases', '100000', '$@'],
  receiveArgs: true,
});
for (const name of ['demo', 'demo:roles', 'demo:private', 'bench', 'examples:update', 'test:properties', 'test:emulator', 'test:latest-cdk', 'test:differential', 'score']) {
  project.package.setScript(name, `npx projen ${name}`);
}

// --- files ---
// `cdk-cross-account-lambda/runtime` in the code of functions: a folder, because older module resolution knows no `exports`
new JsonFile(project, 'runtime/package.json', { obj: { main: '../lib/runtime/node/index.js', types: '../lib/runtime/node/index.d.ts' }, marker: false });
project.gitignore.removePatterns('logs', 'pids');
project.gitignore.exclude('/.rosetta.tabl.json', '/.jsii.tabl.json', 'cdk.out/', '/test-reports/', '/integ/**/*.snapshot/asset.*', '/integ/**/*.snapshot/tree.json', '/integ/cdk-integ.out.*', '/bench/results/', '.venv/', '__pycache__/');
project.npmignore!.exclude('/.rosetta.tabl.json', '/integ/', '/examples/', '/bench/', '/test-reports/', '/.ci/', '/API.md', '/CONTRIBUTING.md', '/AGENTS.md', '/projenrc/', '/scripts/', '.venv/');
project.npmignore!.include('.jsii.tabl.json');
project.annotateGenerated('/integ/**/*.snapshot/**');
project.annotateGenerated('/examples/**/templates/**');
project.eslint!.addIgnorePattern('**/*.snapshot/**');
project.eslint!.addIgnorePattern('**/cdk.out/**');

project.synth();
