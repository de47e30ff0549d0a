import { openMark } from './marks';

/** `{{resolve:ssm:/orders/table}}` stands for what is read at deployment. */
export const DYNAMIC_REFERENCE = /\{\{resolve:([^}]*)\}\}/g;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
export function dynamicReference(_: string, reference: string): string {
  const [service, ...rest] = reference.split(':');
  if (service !== 'secretsmanager') { return openMark(`SSM parameter ${rest.join(' ')}`, reference); }
  return openMark(`secret ${rest.join(' ')}`, reference);
}
