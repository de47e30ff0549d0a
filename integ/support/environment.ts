import { App } from 'aws-cdk-lib';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';

/** integ-runner puts this into CDK_INTEG_ACCOUNT whenever it writes or checks a snapshot, also right after a deployment. */
const SNAPSHOT_ACCOUNT = '12345678';

const { CDK_INTEG_ACCOUNT: account = '' } = process.env;

/** Snapshots must be the same on every machine, so only a deployment reads the environment. */
const deploying = account !== '' && account !== SNAPSHOT_ACCOUNT;

function setting(name: string): string | undefined {
  return deploying ? process.env[name] || undefined : undefined;
}

const region = setting('CDK_INTEG_REGION') ?? 'eu-west-1';

/** The account that calls. */
export const SOURCE = { account: setting('CDK_INTEG_ACCOUNT') ?? '111111111111', region };

/** The account that owns the functions. */
export const TARGET = { account: setting('INTEG_TARGET_ACCOUNT') ?? '222222222222', region };

/** The target account in another region than the callers. */
export const TARGET_ELSEWHERE = { ...TARGET, region: region === 'us-east-1' ? 'us-west-2' : 'us-east-1' };

/** The organization of the source account; without it a name that nobody has, so that its grant lets nobody in. */
export const ORGANIZATION = {
  isReal: setting('INTEG_ORGANIZATION_ID') !== undefined,
  id: setting('INTEG_ORGANIZATION_ID') ?? 'o-exampleorgid',
};

/** The organizational unit of the source account, or one that does not exist. */
export const ORGANIZATIONAL_UNIT = {
  isReal: setting('INTEG_ORGANIZATIONAL_UNIT') !== undefined,
  path: setting('INTEG_ORGANIZATIONAL_UNIT') ?? 'o-exampleorgid/r-exampleroot/ou-exampleroot-exampleouid',
};

/** By name, so that no snapshot depends on what a lookup finds. */
export const ZONES = [`${region}a`, `${region}b`];

/** The prefix list of Amazon S3 in the region; the default is the one of eu-west-1. */
export const S3_PREFIX_LIST = setting('INTEG_S3_PREFIX_LIST') ?? 'pl-6da54004';

// the placeholder would give a stranger's account access to the functions
if (deploying && (setting('INTEG_TARGET_ACCOUNT') === undefined || SOURCE.account === TARGET.account)) {
  throw new Error('Two accounts are needed: set CDK_INTEG_ACCOUNT to the one that calls, INTEG_TARGET_ACCOUNT to the one that is called');
}

/** An app whose snapshots hold no paths of the machine that wrote them. */
export function portableApp(): App {
  return new App({ stackTraces: false, context: { [DISABLE_CREATION_STACK_TRACES]: true } });
}
