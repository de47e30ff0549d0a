import { read, readerOf, readersOfTemplates } from './reader-of';

const PARAMETERS = { Stage: { Type: 'String' } };
const CONDITIONS = { Never: { 'Fn::Equals': ['a', 'b'] }, Perhaps: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } };

test('resources by type, without those that are not created', () => {
  const source = readerOf({
    Parameters: PARAMETERS,
    Conditions: CONDITIONS,
    Resources: {
      A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Stage' } } },
      B: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      C: { Type: 'AWS::SQS::Queue', Condition: 'Perhaps' },
      D: { Type: 'AWS::SNS::Topic' },
    },
  });

  expect(source.ofType('AWS::SQS::Queue')).toEqual([['A', { QueueName: { Ref: 'Stage' } }], ['C', {}]]);
  expect(source.ofType('AWS::Lambda::Function')).toEqual([]);
  expect([source.has('B'), source.has('Gone'), source.has('toString')]).toEqual([true, false, false]);
  expect([source.typeOf('D'), source.typeOf('Gone'), source.typeOf('toString')]).toEqual(['AWS::SNS::Topic', undefined, undefined]);
});

test('values in the form that is asked for', () => {
  const source = readerOf({ Parameters: { Stage: { Default: 'prod' } } });

  expect(['a', 7, true, {}, undefined, { Ref: 'Stage' }].map((value) => source.text(value))).toEqual(['a', '7', 'true', undefined, undefined, 'prod']);
  expect(['a', ['a', 1, { b: 'c' }], undefined, { Ref: 'Stage' }].map((value) => source.texts(value))).toEqual([['a'], ['a', '1'], [], ['prod']]);
  expect([{ a: { Ref: 'Stage' } }, 'a', ['a'], null, undefined].map((value) => source.object(value))).toEqual([{ a: 'prod' }, {}, {}, {}, {}]);
  expect([[{ a: 1 }, 'b'], { a: 1 }, undefined].map((value) => source.objects(value))).toEqual([[{ a: 1 }], [{ a: 1 }], []]);
});

test('the resource that a reference, an ARN or a name means', () => {
  const source = readerOf({ Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } }, Other: { Type: 'AWS::SQS::Queue' } } });
  const idOf = (reference?: string) => source.idOf('AWS::SQS::Queue', reference);

  expect([source.ref('Orders'), source.arn('Orders'), 'orders', source.ref('Other')].map(idOf)).toEqual(['Orders', 'Orders', 'Orders', 'Other']);
  expect([idOf('gone'), idOf(), source.idOf('AWS::SNS::Topic', 'orders')]).toEqual([undefined, undefined, undefined]);
});

test('where a message points to', () => {
  const source = readerOf({ Resources: { Orders: { Type: 'AWS::SQS::Queue' } } });

  expect(source.site('Orders')).toEqual({ stack: source.stack, logicalId: 'Orders', type: 'AWS::SQS::Queue', path: 'Source/Orders' });
  expect(source.site('Orders')).toBe(source.site('Orders'));
  expect(source.site('Gone').type).toBe('');
});

test('an unknown is noted once, with the place', () => {
  const source = readerOf({});
  source.note('Orders', 'nobody knows');
  source.note('Orders', 'nobody knows');
  source.note('', 'nobody knows');

  expect(source.unknowns).toEqual([{ path: 'Source/Orders', what: 'nobody knows' }, { path: 'Source', what: 'nobody knows' }]);
});

describe('statements behind a condition', () => {
  const allow = (action: string) => ({ Effect: 'Allow', Action: action, Resource: { Ref: 'AWS::AccountId' } });
  const source = (document: unknown, condition?: string) => {
    const reader = readerOf({
      Parameters: PARAMETERS,
      Conditions: { ...CONDITIONS, Always: { 'Fn::Not': [{ Condition: 'Never' }] } },
      Resources: { Policy: { Type: 'AWS::IAM::Policy', Condition: condition } },
    });
    return reader.statements(document, 'Policy', 'p').map(({ actions, resources, source: { unknown, policy, site } }) => [actions?.[0], resources?.[0], unknown, policy, site?.logicalId]);
  };
  const known = (action: string, unknown?: string) => [action, '111111111111', unknown, 'p', 'Policy'];
  const [a, b, c] = ['s3:a', 's3:b', 's3:c'].map(allow);
  const perhaps = 'condition Perhaps of Source';

  test.each<[what: string, document: unknown, statements: unknown[]]>([
    ['none', { Statement: [a, b] }, [known('s3:a'), known('s3:b')]],
    ['a single statement', { Statement: a }, [known('s3:a')]],
    ['one that holds', { Statement: [{ 'Fn::If': ['Always', a, b] }] }, [known('s3:a')]],
    ['one that takes a statement away', { Statement: [a, { 'Fn::If': ['Never', b, { Ref: 'AWS::NoValue' }] }] }, [known('s3:a')]],
    ['an unknown one of one statement', { Statement: [a, { 'Fn::If': ['Perhaps', b, c] }] }, [known('s3:a'), known('s3:b', perhaps), known('s3:c', perhaps)]],
    ['an unknown one without else', { Statement: [{ 'Fn::If': ['Perhaps', b, { Ref: 'AWS::NoValue' }] }] }, [known('s3:b', perhaps)]],
    ['an unknown one of all statements', { Statement: { 'Fn::If': ['Perhaps', [a, b], c] } }, [known('s3:a', perhaps), known('s3:b', perhaps), known('s3:c', perhaps)]],
    ['an unknown one of the document', { 'Fn::If': ['Perhaps', { Statement: [a] }, { Statement: [{ 'Fn::If': ['Never', a, b] }] }] }, [known('s3:a', perhaps), known('s3:b', perhaps)]],
    ['an unknown one of the document or none', { 'Fn::If': ['Perhaps', { Statement: [a] }, { Ref: 'AWS::NoValue' }] }, [known('s3:a', perhaps)]],
    ['a wrong one', { Statement: [{ 'Fn::If': 'Perhaps' }] }, [[expect.stringContaining('Fn..If'), expect.anything(), 'Fn..If of Source', 'p', 'Policy']]],
  ])('%s', (_, document, statements) => {
    expect(source(document)).toEqual(statements);
  });

  test('the whole resource', () => {
    expect(source({ Statement: [a] }, 'Perhaps')).toEqual([known('s3:a', perhaps)]);
    expect(source({ Statement: [a] }, 'Always')).toEqual([known('s3:a')]);
  });

  test('a document of what is in no template', () => {
    expect(readerOf({}).statements({ Statement: a }, 'Gone', 'p')[0].source.site).toBeUndefined();
  });
});

describe('other stacks', () => {
  const exporter = { Outputs: { Arn: { Value: { 'Fn::Sub': 'arn-${AWS::AccountId}' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-Arn' } } }, Plain: { Value: 'x' } } };
  const importing = { 'Fn::ImportValue': 'Exporter-Arn' };
  const readIn = (given: Parameters<typeof readersOfTemplates>[0], value: unknown) => {
    const { readers, unknowns } = readersOfTemplates(given);
    return [read(readers.at(-1)!.resolve(value)), unknowns.map(({ what }) => what).filter((what) => !what.includes('is deployed to'))];
  };

  test('an export of the same account and region', () => {
    expect(readIn([{ name: 'Exporter', template: exporter }, { template: {} }], importing)).toEqual(['arn-111111111111', []]);
  });

  test.each([['account', { account: '222222222222' }], ['region', { region: 'us-east-1' }]])('but none of another %s', (_, place) => {
    expect(readIn([{ name: 'Exporter', template: exporter, ...place }, { template: {} }], importing))
      .toEqual(['<export Exporter-Arn>', ['no stack here exports Exporter-Arn in 111111111111/eu-west-1']]);
  });

  test('none of an output that is not created', () => {
    const never = { Conditions: CONDITIONS, Outputs: { Arn: { ...exporter.Outputs.Arn, Condition: 'Never' } } };

    expect(readIn([{ name: 'Exporter', template: never }, { template: {} }], importing)[0]).toBe('<export Exporter-Arn>');
  });

  test('the only one that it can be, where the accounts are not known', () => {
    const nowhere = { account: null, region: null };
    const [value] = readIn([{ name: 'Exporter', template: exporter, ...nowhere }, { template: {}, ...nowhere }], importing);
    const two = [{ name: 'Exporter', template: exporter, ...nowhere }, { name: 'Exporter', template: exporter, account: null }, { template: {}, ...nowhere }];

    expect(value).toBe('arn-<account of Exporter>');
    expect(readIn(two, importing)[0]).toBe('<export Exporter-Arn>');
  });

  test('an output, of the account that its role is of', () => {
    const role = 'arn:aws:iam::222222222222:role/reader';
    const output = (RoleArn?: string) => ({ 'Fn::GetStackOutput': { StackName: 'Exporter', OutputName: 'Arn', RoleArn } });
    const stacks = [{ name: 'Exporter', template: exporter, account: '222222222222' }, { name: 'Exporter', template: exporter }, { template: {} }];

    expect(readIn(stacks, output())).toEqual(['arn-111111111111', []]);
    expect(readIn(stacks, output(role))).toEqual(['arn-222222222222', []]);
    expect(readIn(stacks, output('reader'))[0]).toBe('<output Arn of Exporter>');
    expect(readIn(stacks, { 'Fn::GetStackOutput': { StackName: 'Exporter', OutputName: 'Arn', Region: 'us-east-1' } })[0]).toBe('<output Arn of Exporter>');
  });

  test('who reads which output', () => {
    const reading = { Deep: [{ 'Fn::GetStackOutput': { StackName: 'Exporter', OutputName: 'Arn' } }], Own: { 'Fn::GetStackOutput': { StackName: 'Source', OutputName: 'X' } } };
    const template = { Resources: { Reader: { Type: 'AWS::SSM::Parameter', Properties: reading }, Other: { Type: 'AWS::SNS::Topic' } } };
    const { outputReads } = readersOfTemplates([{ name: 'Exporter', template: exporter }, { template }]);

    expect(outputReads.map(({ site, of, outputName }) => [site.logicalId, of.name, outputName])).toEqual([['Reader', 'Exporter', 'Arn']]);
  });

  test("what CDK hands to another region's parameter store", () => {
    const name = '/cdk/exports/Source/Bucket';
    const writer = {
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        Writer: { Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps: { region: 'eu-west-1', exports: { [name]: { 'Fn::Sub': 'bucket-of-${AWS::Region}' } } } } },
        Empty: { Type: 'Custom::CrossRegionExportWriter' },
      },
    };
    const reader = { Resources: { Reader: { Type: 'Custom::CrossRegionExportReader', Properties: { ReaderProps: { imports: { [name]: `{{resolve:ssm:${name}}}` } } } } } };
    const att = (attribute: string) => ({ 'Fn::GetAtt': ['Reader', attribute] });

    expect(readIn([{ name: 'Writer', template: writer, region: 'us-east-1' }, { template: reader }], att(name))).toEqual(['bucket-of-us-east-1', []]);
    expect(readIn([{ template: reader }], att(name))).toEqual(['<.cdk.exports.Source.Bucket of Reader of Source>', [`${name} is known after deployment only`]]);
  });
});
