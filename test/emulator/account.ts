import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Emulator } from './emulator';

export const REGION = 'eu-west-1';
/** moto gives any key a session for any role; the CDK CLI gets to the accounts in the same way. */
export const ANY_CREDENTIALS = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** One AWS account of the emulator, through the AWS SDK. */
export class Account {
  /** A session in the account, which then has what `cdk bootstrap` makes, as far as a deployment needs it. */
  public static async bootstrap(emulator: Emulator, id: string): Promise<Account> {
    const sts = new STSClient({ endpoint: emulator.endpoint, region: REGION, credentials: ANY_CREDENTIALS });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${id}:role/operator`, RoleSessionName: 'emulator' }));
    const config = {
      endpoint: emulator.endpoint,
      region: REGION,
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    };
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({
      Bucket: `cdk-hnb659fds-assets-${id}-${REGION}`,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }));
    await new SSMClient(config).send(new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' }));
    const environment = {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: config.credentials.sessionToken,
    };
    return new Account(id, new LambdaClient(config), new IAMClient(config), new CloudFormationClient(config), s3, environment);
  }

  private constructor(
    public readonly id: string,
    public readonly lambda: LambdaClient,
    public readonly iam: IAMClient,
    public readonly cloudFormation: CloudFormationClient,
    public readonly s3: S3Client,
    /** The session for a process of its own. */
    public readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** The statements of the resource policy that exactly this function, version or alias has. */
  public async resourcePolicy(functionName: string, qualifier?: string): Promise<PolicyStatement[]> {
    const { Policy } = await this.lambda.send(new GetPolicyCommand({ FunctionName: functionName, Qualifier: qualifier }));
    return (JSON.parse(Policy!) as { Statement: PolicyStatement[] }).Statement;
  }
}
