import type { LayerVerdict, Outcome, Verdict } from '../../../../src/access/evaluate/verdict';
import type { Link } from '../../../../src/access/links/link';
import type { Statement } from '../../../../src/access/model/policy';
import type { Site, StackInfo } from '../../../../src/access/model/site';
import type { ReportToShow } from '../../../../src/access/report/html/html-input-of';
import { requestByIdentity, requestByService } from '../../../../src/access/requests';
import { generated } from '../../../../src/access/values/unknown';

export function stackOf(name: string, account: string): StackInfo {
  return { name, id: name, account, region: 'eu-west-1', partition: 'aws', templateFile: `${name}.template.json`, dependsOn: [] };
}

export function siteOf(stack: StackInfo, logicalId: string, type = 'AWS::IAM::Policy'): Site {
  return { stack, logicalId, type, path: `${stack.name}/${logicalId}/Resource` };
}

/** An Allow statement that stands at that place. */
export function allowOf(site: Site, action: string, resource: string, principal?: string): Statement {
  const json = { Sid: 'Calls', Effect: 'Allow', ...principal !== undefined && { Principal: { AWS: principal } }, Action: action, Resource: resource };
  return {
    effect: 'Allow',
    actions: [action.toLowerCase()],
    resources: [resource],
    conditions: [],
    ...principal !== undefined && { principals: { AWS: [principal] } },
    source: { policy: `${site.logicalId}Policy`, sid: 'Calls', site, json },
  };
}

export function verdictOf(outcome: Outcome, identity: readonly Statement[], resource: readonly Statement[], on: readonly string[] = []): Verdict {
  const layer = (name: LayerVerdict['layer'], statements: readonly Statement[]): LayerVerdict =>
    ({ layer: name, outcome: statements.length === 0 ? 'silent' : on.length > 0 ? 'depends' : 'allows', statements, dependsOn: on });
  const reasons: Record<Outcome, string> = {
    allowed: 'both halves allow the call',
    denied: `no ${identity.length === 0 ? 'identity' : 'resource'}-based policy allows the action`,
    depends: `it depends on ${on.join(' and ')}`,
  };
  return { outcome, reason: reasons[outcome], dependsOn: on, layers: [layer('identity policy', identity), layer('resource policy', resource)] };
}

/** A role of one account calls a function of another. */
export function callOf(from: StackInfo, caller: string, to: StackInfo, target: string, outcome: Outcome): Link {
  const fromSite = siteOf(from, caller, 'AWS::IAM::Role');
  const toSite = siteOf(to, target, 'AWS::Lambda::Alias');
  const callerArn = `arn:aws:iam::${from.account}:role/${from.name}-${caller}-${generated('generated', `${from.name}/${caller}`)}`;
  const targetArn = `arn:aws:lambda:eu-west-1:${to.account}:function:${target}:live`;
  const resource = outcome === 'denied' ? [] : [allowOf(siteOf(to, `${target}Permission`, 'AWS::Lambda::ResourcePolicy'), 'lambda:InvokeFunction', targetArn, from.account)];
  const identity = [allowOf(siteOf(from, `${caller}Policy`), 'lambda:InvokeFunction', targetArn)];
  return {
    caller: { kind: 'role', arn: callerArn, account: from.account },
    from: callerArn,
    to: targetArn,
    action: 'lambda:InvokeFunction',
    request: requestByIdentity(callerArn, { action: 'lambda:InvokeFunction', resourceArn: targetArn }),
    verdict: verdictOf(outcome, identity, resource, outcome === 'depends' ? ['aws:PrincipalOrgID'] : []),
    declaredBy: outcome === 'denied' ? ['identity'] : ['identity', 'resource'],
    fromSite,
    toSite,
    fromAccount: from.account,
    toAccount: to.account,
  };
}

/** A bucket's notification calls a function of another account. */
export function bucketCallOf(from: StackInfo, bucket: string, to: StackInfo, target: string): Link {
  const site = siteOf(from, bucket, 'AWS::S3::Bucket');
  const targetArn = `arn:aws:lambda:eu-west-1:${to.account}:function:${target}:live`;
  const called = { action: 'lambda:InvokeFunction', resourceArn: targetArn };
  const request = requestByService('s3.amazonaws.com', called, { arn: `arn:aws:s3:::${bucket}`, account: from.account });
  const step = { request, half: 'invoke' as const, what: 'the bucket calls the function' };
  const permission = allowOf(siteOf(to, `${target}Permission`, 'AWS::Lambda::Permission'), 'lambda:InvokeFunction', targetArn, 's3.amazonaws.com');
  return {
    caller: request.caller,
    from: `s3.amazonaws.com for arn:aws:s3:::${bucket}`,
    to: targetArn,
    action: 'lambda:InvokeFunction',
    request,
    verdict: verdictOf('allowed', [], [permission]),
    declaredBy: ['resource', 'delivery'],
    fromSite: site,
    toSite: siteOf(to, target, 'AWS::Lambda::Alias'),
    fromAccount: from.account,
    toAccount: to.account,
    delivery: {
      step,
      of: { kind: 'bucket', site, sourceArn: `arn:aws:s3:::${bucket}`, sourceAccount: from.account, sourceRegion: 'eu-west-1', targetArn, requests: [step] },
    },
  };
}

/** Two accounts and three calls, one of each verdict, and one finding. */
export function smallReport(): ReportToShow {
  const source = stackOf('Checkout', '111111111111');
  const target = stackOf('Orders', '222222222222');
  const links = [
    callOf(source, 'checkout', target, 'orders', 'allowed'),
    callOf(source, 'billing', target, 'invoices', 'denied'),
    callOf(source, 'reports', target, 'orders', 'depends'),
  ];
  const [, denied] = links;
  return {
    cloud: { stacks: [source, target], unknowns: [{ path: 'Orders/Table', what: 'the name comes from parameter TableName' }] },
    links,
    findings: [{
      ruleId: 'missing-half-invoke',
      severity: 'error',
      title: 'One half of a call is missing',
      docs: 'https://example.com/docs/rules/missing-half-invoke.md',
      message: `${denied.from} may call ${denied.to}, but no resource policy there lets it`,
      fix: 'add the statement to the resource policy of invoices:live',
      site: denied.toSite!,
      otherSite: denied.fromSite,
      statement: { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'lambda:InvokeFunction', Resource: denied.to },
    }],
  };
}

const TEAMS = ['shop', 'orders', 'billing', 'stock', 'search', 'mail', 'audit', 'data', 'media', 'users', 'risk', 'fleet'];

/** Many calls between twelve accounts, the same ones each time: every team calls three others, some of them also its own. */
export function largeReport(calls: number): ReportToShow {
  const stacks = TEAMS.map((team, index) => stackOf(`${team[0].toUpperCase()}${team.slice(1)}Service`, String(index + 1).padStart(3, '0').repeat(4)));
  const links = Array.from({ length: calls }, (_, index) => {
    const from = stacks[(index * 7) % stacks.length];
    const to = stacks[((index * 7) % stacks.length + [1, 3, 4, 0][index % 5 === 4 ? 3 : index % 3]) % stacks.length];
    const outcome: Outcome = index % 29 === 0 ? 'denied' : index % 23 === 0 ? 'depends' : 'allowed';
    const target = `${to.name.slice(0, -7).toLowerCase()}-${['get', 'put', 'list', 'sync'][index % 4]}-${index % Math.max(Math.floor(calls / 3), 1)}`;
    return index % 11 === 5 ? bucketCallOf(from, `${from.name.toLowerCase()}-uploads-${index}`, to, target) : callOf(from, `Worker${index}`, to, target, outcome);
  });
  const findings = links.filter(({ verdict }) => verdict.outcome === 'denied').map((link): ReportToShow['findings'][number] => ({
    ...smallReport().findings[0],
    message: `${link.from} may call ${link.to}, but no resource policy there lets it`,
    site: link.toSite!,
    otherSite: link.fromSite,
  }));
  return { cloud: { stacks, unknowns: [] }, links, findings };
}

export const HOSTILE = '</script><img src=x onerror="window.stolen = true"><!--<script>';

/** The small report with a name that tries to leave its place in every text. */
export function hostileReport(): ReportToShow {
  const spoil = (value: unknown): unknown => {
    if (typeof value === 'string') { return value.replace(/orders|invoices/g, `$&${HOSTILE}`); }
    if (value instanceof Map) { return value; }
    if (Array.isArray(value)) { return value.map(spoil); }
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)])) : value;
  };
  const report = spoil(smallReport()) as ReportToShow;
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, docs: 'javascript:window.stolen = true' })) };
}
