/** The fields of an ARN; empty for a text that is none. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All after the account: `function:orders:live`, `role/checkout`. */
  readonly resource: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function fieldsOf(arn: string): ArnFields {
  if (!arn.startsWith('arn:')) { return NONE; }
  // Taken apart without lists: of all functions here this one is called most.
  const partition = endOf(arn, 3);
  const service = endOf(arn, partition);
  const region = endOf(arn, service);
  const account = endOf(arn, region);
  return {
    partition: arn.slice(4, partition),
    service: arn.slice(partition + 1, service),
    region: arn.slice(service + 1, region),
    account: arn.slice(region + 1, account),
    resource: arn.slice(account + 1),
  };
}

const NONE: ArnFields = { partition: '', service: '', region: '', account: '', resource: '' };

/** Where the field ends that begins after a colon. */
function endOf(text: string, colon: number): number {
  const end = text.indexOf(':', colon + 1);
  return end < 0 ? text.length : end;
}

/** The account in an ARN; empty where it has none. */
export function accountOf(arn: string): string {
  return fieldsOf(arn).account;
}

/** `arn:aws:lambda:eu-west-1:222222222222:function:orders` of that ARN with or without a qualifier; undefined for another ARN. */
export function functionOf(arn: string): { readonly functionArn: string; readonly qualifier?: string } | undefined {
  const { service, resource } = fieldsOf(arn);
  if (service !== 'lambda' || !resource.startsWith('function:')) { return undefined; }
  const name = endOf(resource, 'function'.length);
  if (name === resource.length) { return { functionArn: arn, qualifier: undefined }; }
  const qualifier = resource.slice(name + 1, endOf(resource, name));
  return { functionArn: arn.slice(0, -qualifier.length - 1), qualifier };
}

export function isRoleArn(arn: string): boolean {
  const { service, resource } = fieldsOf(arn);
  return service === 'iam' && resource.startsWith('role/');
}

export function isFunctionArn(arn: string): boolean {
  return functionOf(arn) !== undefined;
}
