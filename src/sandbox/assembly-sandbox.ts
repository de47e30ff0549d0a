import { readDeployment } from './deployment';
import type { Deployment, DeploymentOptions } from './deployment';
import { developerOf } from './developers';
import { findFunction, findIdentity } from './find-called';
import { invoke } from './invoke';
import type { InvokeAnswer } from './invoke';
import { ProfileFiles, profilesOf } from './profiles';
import type { Profile } from './profiles';
import type { Reporter } from './reporter';
import { Sandbox } from './sandbox';
import { watchManifest } from './watch-manifest';

export interface AssemblySandboxProps {
  /** The directory of a cloud assembly. */
  readonly directory: string;
  /** @default 0 - one that is free */
  readonly port?: number;
  readonly reading?: DeploymentOptions;
  /** Told what happens. */
  readonly reporter: Reporter;
}

/** A function that a person asks to run. */
export interface Invocation {
  /** A construct path, name or ARN, with or without `:alias`. */
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
  /** A role or user by path, name or ARN. @default - the developer of the function's account */
  readonly callAs?: string;
}

/** All accounts of a cloud assembly on this machine. */
export class AssemblySandbox {
  public static async start({ directory, port, reading = {}, reporter }: AssemblySandboxProps): Promise<AssemblySandbox> {
    const deployment = readDeployment(directory, reading);
    // the names of a decision are those of the deployment that is there when it is made
    const current = { deployment };
    const sandbox = await Sandbox.start({
      ...deployment,
      port,
      onDecision: (decision, session) => reporter.decision(decision, session, current.deployment.cloud),
      onLog: (functionName, text) => reporter.functionLog(functionName, text),
    });
    deployment.cloud.unknowns.forEach((value) => reporter.unknown(value));
    return new AssemblySandbox(directory, reading, reporter, sandbox, current);
  }

  private readonly endings: (() => void)[] = [];
  private files?: ProfileFiles;

  private constructor(
    private readonly directory: string,
    private readonly reading: DeploymentOptions,
    private readonly reporter: Reporter,
    private readonly sandbox: Sandbox,
    private readonly current: { deployment: Deployment },
  ) {}

  public get endpoint(): string {
    return this.sandbox.endpoint;
  }

  public get deployment(): Deployment {
    return this.current.deployment;
  }

  /** Everybody that people may act as. */
  public get profiles(): Profile[] {
    return profilesOf(this.deployment.cloud);
  }

  /** Writes the credentials of all profiles into files that the AWS CLI and SDKs read; they go with the sandbox. */
  public writeProfiles(): ProfileFiles {
    if (this.files === undefined) {
      const files = new ProfileFiles(this.sandbox);
      this.files = files;
      this.endings.push(() => files.remove());
    }
    this.files.write(this.profiles);
    return this.files;
  }

  /** From now on a new synthesis takes the place of what is there; one that cannot be read changes nothing. */
  public watch(): void {
    this.endings.push(watchManifest(this.directory, () => this.reload()));
  }

  /** Calls a function as somebody with credentials would. */
  public async invoke({ functionName, payload, callAs }: Invocation): Promise<InvokeAnswer> {
    const { cloud } = this.deployment;
    const { fn, arn } = findFunction(cloud, functionName);
    const caller = callAs === undefined ? developerOf(fn.site.stack) : findIdentity(cloud, callAs).arn;
    return invoke(this.endpoint, this.sandbox.issue(caller), arn, payload);
  }

  public async stop(): Promise<void> {
    this.endings.splice(0).forEach((end) => end());
    await this.sandbox.stop();
  }


  private reload(): void {
    try {
      this.current.deployment = readDeployment(this.directory, this.reading);
      this.sandbox.redeploy(this.deployment);
      this.files?.write(this.profiles);
      this.reporter.reloaded(this.deployment.cloud);
      this.deployment.cloud.unknowns.forEach((value) => this.reporter.unknown(value));
    } catch (error) {
      this.reporter.notReloaded(error as Error);
    }
  }
}
