import { Oracle } from './oracle';
import { ourCloud } from './our-cloud';
import { inOurNames } from './our-names';
import { evaluatorOf } from '../../src/access/evaluate/evaluate';
import type { Evaluator } from '../../src/access/evaluate/evaluator';
import type { Verdict as OurVerdict } from '../../src/access/evaluate/verdict';
import type { Cloud as OurCloud } from '../../src/access/model/cloud';
import type { Identity } from '../../src/access/model/identity';
import type { Request } from '../../src/access/model/request';
import { requestByIdentity, requestByService } from '../../src/access/requests';
import type { Keys } from '../../src/access/requests';
import { isRoleArn } from '../../src/access/values/arn';
import { conditionKeys } from '../../src/sandbox/condition-keys';
import { productCloud } from '../sandbox/product-cloud';
import type { Authorizer, Call, Verdict } from '../support/authorizer';
import { withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';
import { contextOf } from '../support/request-context';

/**
 * Asks two judges that share no code, neither the reader of the templates nor the evaluation: the simulator over the
 * tests' reading, and the evaluator of the access check over the product's own reading. They must agree.
 *
 * Every key of a request is known here, so the product may leave no call open, but for what `LEFT_OPEN` lists.
 */
export class TwoJudges implements Authorizer {
  private readonly oracle: Oracle;
  private readonly cloud: OurCloud;
  private readonly evaluator: Evaluator;

  constructor(cloud: Cloud) {
    this.oracle = new Oracle(cloud);
    this.cloud = ourCloud(cloud);
    // nothing outside the templates exists, as in the sandbox
    this.evaluator = evaluatorOf({ identities: this.cloud.identities, resourcePolicies: this.cloud.resourcePolicies });
  }

  public async decide(call: Call): Promise<Verdict> {
    const theirs = await this.oracle.decide(call);
    const ours = this.ours(inOurNames(this.cloud, call));
    const expected = theirs.allowed ? 'allowed' : 'denied';
    const isExplained = ours.outcome === 'depends' && expected === 'denied' && Object.values(LEFT_OPEN).some((applies) => applies(this.cloud, call, ours));
    if (ours.outcome !== expected && !isExplained) {
      throw new Error([
        `the judges disagree about ${JSON.stringify(call)}`, `the access check: ${ours.outcome}, ${ours.reason}`, `the simulator: ${expected}, ${theirs.reason}`,
      ].join('\n  '));
    }
    return theirs;
  }

  private ours(call: Call): OurVerdict {
    const request = requestOf(this.cloud, call);
    assertSameContext(request, call);
    return this.evaluator.decide(request);
  }
}

/** What the product leaves open and the simulator, which knows nothing of unknown values, denies. */
const LEFT_OPEN: Record<string, (cloud: OurCloud, call: Call, verdict: OurVerdict) => boolean> = {
  'the trust policy of a role that another app would have to make': ({ identities }, { resourceArn }) => isRoleArn(resourceArn) && !identities.has(resourceArn),
  'whether a given text is the value of a parameter': (_, { externalId }, { dependsOn }) =>
    !/^\{\{resolve:[^}]*\}\}$/.test(externalId ?? '') && dependsOn.length === 1 && dependsOn[0].startsWith('SSM parameter '),
};

/** The call as the product puts it. */
export function requestOf(cloud: OurCloud, call: Call): Request {
  const { principalArn, action, resourceArn, resourceAccount, source } = call;
  const called = { action, resourceArn, resourceAccount };
  const absent = Object.fromEntries(['aws:requesttag/', 'aws:principaltag/'].flatMap((prefix) => conditionKeys(cloud, prefix)).map((key) => [key, undefined]));
  const keys = { ...absent, ...keysOf(call) };
  if (!principalArn.startsWith('arn:')) { return requestByService(principalArn, called, source ?? {}, keys); }
  return requestByIdentity(cloud.identities.get(principalArn) ?? without(principalArn), called, keys);
}

/** What the product's requests cannot tell by themselves. */
function keysOf(call: Call): Keys {
  const { principalArn, source, organization, sessionTags, path } = call;
  const endpoint = path?.kind === 'endpoint' ? path.endpoint : undefined;
  return {
    // no role sends it: the tests ask what would happen
    ...principalArn.startsWith('arn:') && source && { 'aws:SourceArn': source.arn, 'aws:SourceAccount': source.account },
    'aws:SourceVpc': endpoint?.vpcId,
    'aws:SourceVpce': endpoint?.id,
    'aws:PrincipalOrgID': organization?.id,
    'aws:PrincipalOrgPaths': organization?.paths,
    'aws:SourceIdentity': call.principalSourceIdentity,
    'sts:ExternalId': call.externalId,
    'sts:RoleSessionName': call.sessionName,
    'sts:SourceIdentity': call.sourceIdentity,
    'aws:TagKeys': sessionTags && Object.keys(sessionTags),
    'lambda:FunctionUrlAuthType': call.functionUrlAuthType,
    'lambda:InvokedViaFunctionUrl': call.invokedViaFunctionUrl?.toString(),
    's3:prefix': call.objectPrefix,
    ...call.context,
    ...tags('aws:PrincipalTag/', call.principalTags),
    ...tags('aws:RequestTag/', sessionTags),
  };
}

function tags(prefix: string, values: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}

/** A role of which the test says nothing has no policies. */
function without(arn: string): Identity {
  return productCloud(withRole({ functions: [], roles: [], resourcePolicies: [] }, arn)).identities.get(arn)!;
}

/** Both judges decide about one request: every key that the simulator gets has its value in the product's request too. */
function assertSameContext({ context }: Request, call: Call): void {
  for (const [key, value] of Object.entries(contextOf(call))) {
    const [theirs, own] = [[value].flat(), context.get(key.toLowerCase())].map((values) => JSON.stringify(values));
    if (own !== theirs) { throw new Error(`${key} is ${own} in the product's request, and ${theirs} in the simulator's`); }
  }
}
