import { join } from 'node:path';
import { ANY_CREDENTIALS, REGION } from './account';
import type { Assembly } from './assemblies';
import type { Emulator } from './emulator';
import { run } from './processes';

const CDK_CLI = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** The CDK CLI of this repository, with nothing to talk to but the emulator. */
export class CdkCli {
  /** @param home an empty directory in place of the user's files, so that no profile and no cached account counts */
  constructor(private readonly emulator: Emulator, private readonly home: string) {}

  /** Fails unless the CLI succeeds. */
  public async deploy(assembly: Assembly, stacks: string[] = ['--all']): Promise<string> {
    const { exitCode, output } = await run(process.execPath, [
      CDK_CLI, 'deploy', ...stacks,
      '--app', assembly.directory,
      '--method=direct', '--require-approval', 'never', '--no-notices', '--no-color',
    ], { cwd: this.home, env: this.environment() });
    if (exitCode !== 0) { throw new Error(`cdk deploy ended with ${exitCode}:\n${output}`); }
    return output;
  }

  private environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
    return {
      ...Object.fromEntries(inherited),
      NO_PROXY: 'localhost',
      no_proxy: 'localhost',
      AWS_ENDPOINT_URL: this.emulator.endpoint,
      AWS_ACCESS_KEY_ID: ANY_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ANY_CREDENTIALS.secretAccessKey,
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: join(this.home, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(this.home, 'no-credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_HOME: this.home,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }
}
