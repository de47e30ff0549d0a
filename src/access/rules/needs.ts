import type { StackOrder } from './stack-order';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import type { Site, StackInfo } from '../model/site';
import { readable } from '../values/unknown';

/** One stack that needs something of another one when it is deployed. */
export interface Need {
  /** What needs it. */
  readonly site: Site;
  readonly of: StackInfo;
  /** `the role arn:…, which its policy names as a principal` */
  readonly what: string;
  /** The construct that is needed. */
  readonly otherSite?: Site;
  readonly statement?: Statement;
  readonly kind: 'principal' | 'output';
}

/**
 * A principal has to exist when a policy that names it is saved, and an output when it is read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function needsOf(cloud: Cloud, order: StackOrder): readonly Need[] {
  const known = NEEDS.get(cloud) ?? readNeeds(cloud, order);
  NEEDS.set(cloud, known);
  return known;
}

/** Two rules ask for them. */
const NEEDS = new WeakMap<Cloud, readonly Need[]>();

function readNeeds(cloud: Cloud, order: StackOrder): Need[] {
  const placed = [...cloud.resourcePolicies.values()].flatMap(({ writers }) => writers).filter(({ misplaced }) => !misplaced);
  const statements = [
    ...placed.flatMap((writer) => writer.statements),
    ...[...cloud.identities.values()].flatMap(({ trust }) => trust),
  ];
  return [...statements.flatMap((statement) => principalsNeeded(cloud, order, statement)), ...outputsNeeded(cloud)];
}

function principalsNeeded(cloud: Cloud, order: StackOrder, statement: Statement): Need[] {
  const { principals, notPrincipals, source: { site, unknown } } = statement;
  if (!site || unknown !== undefined) { return []; }
  return [...principals?.AWS ?? [], ...notPrincipals?.AWS ?? []].flatMap((principal): Need[] => {
    const identity = cloud.identities.get(principal);
    if (!identity || !order.isByDependencies(identity.site.stack, site.stack)) { return []; }
    const what = `the ${identity.kind} ${readable(principal)}, which its policy names as a principal`;
    return [{ kind: 'principal', site, of: identity.site.stack, otherSite: identity.site, statement, what }];
  });
}

function outputsNeeded({ outputReads }: Cloud): Need[] {
  return outputReads.map(({ site, of, outputName }) => ({ kind: 'output', site, of, what: `the output ${outputName} of the stack ${of.name}` }));
}
