import { bucketCallOf, callOf, largeReport, smallReport, stackOf, verdictOf } from './sample';
import type { HtmlInput } from '../../../../src/access/report/html/html-input';
import { htmlInputOf } from '../../../../src/access/report/html/html-input-of';
import { requestByService } from '../../../../src/access/requests';
import { generated, open } from '../../../../src/access/values/unknown';

const source = stackOf('Checkout', '111111111111');
const target = stackOf('Orders', '222222222222');
const call = callOf(source, 'checkout', target, 'orders', 'allowed');

function inputOf(...links: Parameters<typeof htmlInputOf>[0]['links']): HtmlInput {
  return htmlInputOf({ cloud: { stacks: [source, target], unknowns: [] }, links, findings: [] });
}

test('a call has both ends with their accounts and places', () => {
  const { accounts, things, words, links: [link] } = inputOf(call);
  expect(accounts).toEqual([{ name: '111111111111', stacks: ['Checkout'] }, { name: '222222222222', stacks: ['Orders'] }]);
  expect(things[link.from]).toEqual({
    account: 0,
    kind: 'role',
    name: 'Checkout-checkout-…',
    id: 'arn:aws:iam::111111111111:role/Checkout-checkout-<generated>',
    place: { path: 'Checkout/checkout/Resource', type: words.indexOf('AWS::IAM::Role'), template: words.indexOf('Checkout.template.json') },
  });
  expect(things[link.to]).toMatchObject({ account: 1, kind: 'function', name: 'orders:live', place: { path: 'Orders/orders/Resource' } });
});

test('the chain has the deciding statements', () => {
  const { statements, links: [{ layers, outcome, reason, dependsOn }] } = inputOf(call);
  expect({ outcome, reason, dependsOn }).toEqual({ outcome: 'allowed', reason: 'both halves allow the call', dependsOn: undefined });
  expect(layers.map(({ layer, outcome: ofLayer, statements: [index] = [-1] }) => [layer, ofLayer, statements[index].policy])).toEqual([
    ['identity policy', 'allows', 'checkoutPolicyPolicy'],
    ['resource policy', 'allows', 'ordersPermissionPolicy'],
  ]);
  expect(statements[1].json).toMatchObject({ Effect: 'Allow', Principal: { AWS: '111111111111' } });
});

test('what several calls share is there once', () => {
  const { things, statements } = inputOf(call, { ...call, action: 'lambda:InvokeFunctionUrl' });
  expect([things.length, statements.length]).toEqual([2, 2]);
});

test('no mark of an unknown part is left', () => {
  const [statement] = call.verdict.layers[0].statements;
  const mark = open('parameter Name of Checkout');
  const marked = { ...statement, source: { ...statement.source, policy: mark, unknown: `behind ${mark}`, json: { [mark]: [mark, 1, null] } } };
  const input = htmlInputOf({
    cloud: { stacks: [{ ...source, account: open('account of Checkout') }], unknowns: [{ path: mark, what: mark }] },
    links: [{ ...call, fromAccount: open('account of Checkout'), verdict: verdictOf('depends', [marked], [], [mark]) }],
    findings: [{ ...smallReport().findings[0], message: mark, fix: mark, statement: { Resource: mark } }],
  }, generated('title', 'title'));
  expect(JSON.stringify(input)).not.toMatch(/[⟦⟧]/);
  expect(input.title).toBe('<title>');
  expect(input.accounts.map(({ name }) => name)).toEqual(['222222222222', '<account of Checkout>']);
  expect(input.statements[0]).toEqual({
    policy: '<parameter Name of Checkout>',
    place: expect.objectContaining({ path: 'Checkout/checkoutPolicy/Resource' }),
    unknown: 'behind <parameter Name of Checkout>',
    json: { '<parameter Name of Checkout>': ['<parameter Name of Checkout>', 1, null] },
  });
});

test('a service is named after the resource that it calls for', () => {
  const bucketCall = bucketCallOf(source, 'uploads', target, 'thumbnails');
  const { things, words, links: [link] } = inputOf(bucketCall);
  expect(things[link.from]).toMatchObject({ kind: 'bucket', name: 'uploads', id: 's3.amazonaws.com for arn:aws:s3:::uploads' });
  expect(link.delivery).toEqual({
    what: 'the bucket calls the function',
    place: { path: 'Checkout/uploads/Resource', type: words.indexOf('AWS::S3::Bucket'), template: words.indexOf('Checkout.template.json') },
  });
  const { of, step } = bucketCall.delivery!;
  expect(inputOf({ ...bucketCall, delivery: { of: { ...of, kind: 'rest-api-authorizer' }, step } }).things[0].kind).toBe('rest api authorizer');
});

test('a service that only a statement names has the resource of the statement, or its own name', () => {
  const called = { action: call.action, resourceArn: call.to };
  const { caller } = requestByService('sns.amazonaws.com', called, {});
  const { things, links } = inputOf(
    { ...call, caller, from: 'sns.amazonaws.com for arn:aws:sns:eu-west-1:111111111111:news', fromSite: undefined },
    { ...call, caller, from: 'sns.amazonaws.com', fromSite: undefined, action: 'z' },
  );
  expect(links.map(({ from }) => [things[from].kind, things[from].name])).toEqual([['topic', 'news'], ['service', 'sns.amazonaws.com']]);
});

test('somebody without credentials has no account', () => {
  const caller = { kind: 'anonymous' } as const;
  const { things, accounts, links: [{ from }] } = inputOf({ ...call, caller, from: 'anybody', fromAccount: '', fromSite: undefined, toSite: undefined });
  expect(things[from]).toEqual({ account: 0, kind: 'anybody', name: 'without credentials', id: 'anybody' });
  expect(accounts[0]).toEqual({ name: 'no account', stacks: [] });
});

test('denied calls come first, then those that depend', () => {
  expect(htmlInputOf(smallReport()).links.map(({ outcome }) => outcome)).toEqual(['denied', 'depends', 'allowed']);
});

test('a finding has its places and statement', () => {
  const { findings: [finding], words } = htmlInputOf(smallReport());
  expect(finding).toMatchObject({
    ruleId: 'missing-half-invoke',
    severity: 'error',
    place: { path: 'Orders/invoices/Resource', type: words.indexOf('AWS::Lambda::Alias') },
    otherPlace: { path: 'Checkout/billing/Resource' },
    statement: { Effect: 'Allow', Principal: { AWS: '111111111111' } },
  });
  expect(htmlInputOf({ ...smallReport(), findings: [{ ...smallReport().findings[0], otherSite: undefined, statement: undefined }] }).findings[0])
    .toMatchObject({ otherPlace: undefined, statement: undefined });
});

test('it is plain JSON', () => {
  const input = htmlInputOf(largeReport(100));
  expect(JSON.parse(JSON.stringify(input))).toEqual(input);
});
