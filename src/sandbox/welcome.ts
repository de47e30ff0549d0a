import type { AssemblySandbox } from './assembly-sandbox';
import { pathOfSite } from './names';
import type { Profile } from './profiles';
import type { Cloud } from '../access/model/cloud';
import type { Paint } from '../access/report/text/paint';

/** More are in the file. */
const MOST_PROFILES = 20;

/** What is here, and how to call it. */
export function welcome(sandbox: AssemblySandbox, paint: Paint): string {
  const { endpoint, profiles, deployment: { cloud } } = sandbox;
  const { configFile, credentialsFile } = sandbox.writeProfiles();
  const accounts = new Set(cloud.stacks.map(({ account }) => account));
  const [fn] = cloud.functions.values();
  const example = fn && { profile: profiles.find(({ arn }) => arn.split(':')[4] === fn.account)!, name: fn.name };
  return [
    `${paint('bold', endpoint)} serves Lambda Invoke, STS AssumeRole and GetCallerIdentity for accounts ${[...accounts].sort().join(', ')}`,
    '',
    'Functions:',
    ...[...cloud.functions.values()].map((one) => `  ${pathOfSite(one.site)}  ${paint('dim', one.arn)}`),
    '',
    'Profiles, one for each role; a developer may do everything in the own account:',
    ...profiles.slice(0, MOST_PROFILES).map((profile) => `  ${profile.name}  ${paint('dim', runsWith(cloud, profile))}`),
    ...profiles.length > MOST_PROFILES ? [`  and ${profiles.length - MOST_PROFILES} more in ${credentialsFile}`] : [],
    '',
    'In another terminal:',
    `  export AWS_CONFIG_FILE=${configFile}`,
    `  export AWS_SHARED_CREDENTIALS_FILE=${credentialsFile}`,
    `  export AWS_ENDPOINT_URL=${endpoint}`,
    ...example
      ? [`  aws lambda invoke --profile ${example.profile.name} --function-name ${example.name} --cli-binary-format raw-in-base64-out --payload '{}' /dev/stdout`]
      : [`  aws sts get-caller-identity --profile ${profiles[0]?.name ?? 'NAME'}`],
    '',
    'A new synthesis is taken over at once. Ctrl-C ends the sandbox.',
    '',
    '',
  ].join('\n');
}

function runsWith({ functions }: Cloud, { arn }: Profile): string {
  const users = [...functions.values()].filter(({ roleArn }) => roleArn === arn).map(({ site }) => pathOfSite(site));
  return users.length > 0 ? `role of ${users.join(', ')}` : arn;
}
