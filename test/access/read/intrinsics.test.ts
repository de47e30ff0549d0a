import { read, readerOf } from './reader-of';
import type { Template } from '../../../src/access/read/stack-template';
import { hasUnknown } from '../../../src/access/values/unknown';

const TEMPLATE: Template = {
  Parameters: {
    Stage: { Type: 'String', Default: 'prod' },
    Empty: { Type: 'String' },
    Given: { Type: 'String', Default: 'not this' },
    Count: { Type: 'Number', Default: 3 },
    Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1, subnet-2' },
    Names: { Type: 'CommaDelimitedList' },
    Latest: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/orders/arn' },
  },
  Mappings: { Accounts: { prod: { id: '222222222222', regions: ['eu-west-1', 'us-east-1'] } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsAsked: { 'Fn::Equals': [{ Ref: 'Empty' }, 'yes'] },
    Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsAsked' }] },
    Neither: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsAsked' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsAsked' }] },
    Circle: { 'Fn::Not': [{ Condition: 'Circle' }] },
    NoText: { 'Fn::Equals': [{ 'Fn::GetAZs': 'x' }, { Ref: 'AWS::NoValue' }] },
    Strange: { 'Fn::Contains': [['a'], 'a'] },
    NoFunction: 'true',
    Nameless: {},
    NotNamed: { Condition: ['IsProd'] },
  },
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } },
    Role: { Type: 'AWS::IAM::Role' },
    Custom: { Type: 'Custom::Thing', Properties: { Color: 'red' } },
    Itself: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Itself', 'TopicName'] } } },
  },
};

const reader = () => readerOf(TEMPLATE, { values: { Given: 'this' } });

describe('what is known', () => {
  test.each<[what: string, value: unknown, resolved: unknown]>([
    ['a text', 'orders', 'orders'],
    ['a number', 7, 7],
    ['nothing', null, null],
    ['a parameter with a default', { Ref: 'Stage' }, 'prod'],
    ['a parameter with a given value', { Ref: 'Given' }, 'this'],
    ['a number as parameter', { Ref: 'Count' }, 3],
    ['a list as parameter', { Ref: 'Subnets' }, ['subnet-1', 'subnet-2']],
    ['the account', { Ref: 'AWS::AccountId' }, '111111111111'],
    ['the region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the end of host names', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['the name of the stack', { Ref: 'AWS::StackName' }, 'Source'],
    ['the topics of the stack', { Ref: 'AWS::NotificationARNs' }, []],
    ['no value in an object', { A: { Ref: 'AWS::NoValue' }, B: 1 }, { B: 1 }],
    ['no value in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    ['an attribute as list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'],
    ['an attribute as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'],
    ['an attribute with a reference as name', { 'Fn::GetAtt': ['Custom', { 'Fn::Sub': 'Color' }] }, 'red'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1, true]] }, 'a-prod-1-true'],
    ['Join of a list in a list', { 'Fn::Join': ['-', ['a', ['b', 'c']]] }, 'a-b,c'],
    ['Join of a parameter', { 'Fn::Join': ['|', { Ref: 'Subnets' }] }, 'subnet-1|subnet-2'],
    ['Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    ['Select', { 'Fn::Select': ['1', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] }, 'aws'],
    ['Select of a number', { 'Fn::Select': [0, { Ref: 'Subnets' }] }, 'subnet-1'],
    ['Sub', { 'Fn::Sub': '${Stage}-${Table.Arn}-${!Literal}-${AWS::Region}' }, 'prod-arn:aws:dynamodb:eu-west-1:111111111111:table/orders-${Literal}-eu-west-1'],
    ['Sub with names of its own', { 'Fn::Sub': ['${a}-${Stage}', { a: { Ref: 'AWS::AccountId' } }] }, '111111111111-prod'],
    ['Sub with no value', { 'Fn::Sub': ['${a}', { a: { Ref: 'AWS::NoValue' } }] }, ''],
    ['FindInMap', { 'Fn::FindInMap': ['Accounts', { Ref: 'Stage' }, 'id'] }, '222222222222'],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Accounts', 'prod', 'regions'] }, ['eu-west-1', 'us-east-1']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Accounts', 'test', 'id', { DefaultValue: { Ref: 'Stage' } }] }, 'prod'],
    ['If that holds', { 'Fn::If': ['IsProd', 'a', 'b'] }, 'a'],
    ['If that does not hold', { 'Fn::If': ['IsTest', 'a', { Ref: 'Stage' }] }, 'prod'],
    ['If without a value', [{ 'Fn::If': ['IsProd', { Ref: 'AWS::NoValue' }, 'b'] }], []],
    ['And of which one is false', { 'Fn::If': ['Neither', 'a', 'b'] }, 'b'],
    ['Or of which one is true', { 'Fn::If': ['Either', 'a', 'b'] }, 'a'],
    ['Equals of what is no text', { 'Fn::If': ['NoText', 'a', 'b'] }, 'b'],
    ['Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
    ['Length', { 'Fn::Length': { Ref: 'Subnets' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"prod"}'],
  ])('%s', (_, value, resolved) => {
    const source = reader();

    expect(source.resolve(value)).toEqual(resolved);
    expect(source.unknowns).toEqual([]);
  });

  test('If with an unknown condition, where both branches are equal', () => {
    expect(reader().resolve({ 'Fn::If': ['IsAsked', { Ref: 'Stage' }, 'prod'] })).toBe('prod');
  });

  test('is the same object where nothing in it is a reference', () => {
    const value = { a: [{ b: 'c' }] };

    expect(reader().resolve(value)).toBe(value);
  });
});

describe('what only the deployment tells', () => {
  test.each<[what: string, value: unknown, label: unknown, why?: string]>([
    ['a parameter without a value', { Ref: 'Empty' }, '<parameter Empty of Source>', 'the parameter has no value before deployment'],
    ['a parameter of the parameter store', { Ref: 'Latest' }, '<parameter Latest of Source>', 'the parameter has no value before deployment'],
    ['the id of the stack', { Ref: 'AWS::StackId' }, 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Source/<id of Source>'],
    ['a pseudo parameter that is none', { Ref: 'AWS::Nothing' }, '<AWS..Nothing of Source>', 'no pseudo parameter of CloudFormation'],
    ['a reference to nothing', { Ref: 'Gone' }, '<Gone of Source>', 'the template has neither a resource nor a parameter of this name'],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Gone', 'Arn'] }, '<Arn of Gone of Source>', 'the template has no resource of this name'],
    ['an attribute of a custom resource', { 'Fn::GetAtt': ['Custom', 'Answer'] }, '<Answer of Custom of Source>', 'Answer is known after deployment only'],
    ['an attribute without its name', { 'Fn::GetAtt': ['Custom'] }, '<Fn..GetAtt of Source>', 'Fn::GetAtt cannot be resolved with the argument that the template gives it'],
    ['a circle', { 'Fn::GetAtt': ['Itself', 'TopicName'] }, '<Itself of Source>', 'it leads back to itself'],
    ['a name that AWS makes up', { Ref: 'Role' }, 'Source-Role-<generated>'],
    ['text with an unknown part', { 'Fn::Sub': 'a-${Empty}' }, 'a-<parameter Empty of Source>', 'the parameter has no value before deployment'],
    ['Split of it', { 'Fn::Split': [':', { Ref: 'Empty' }] }, '<parameter Empty of Source>', 'the parameter has no value before deployment'],
    ['Select from it', { 'Fn::Select': [4, { 'Fn::Split': [':', { Ref: 'Empty' }] }] }, '<part 4 of parameter Empty of Source>', 'the parameter has no value before deployment'],
    ['Select from a list of it', { 'Fn::Select': [0, { Ref: 'Names' }] }, '<part 0 of parameter Names of Source>', 'the parameter has no value before deployment'],
    ['Join of it', { 'Fn::Join': [',', { Ref: 'Names' }] }, '<parameter Names of Source>', 'the parameter has no value before deployment'],
    ['If', { 'Fn::If': ['IsAsked', 'a', 'b'] }, '<condition IsAsked of Source>', 'the parameter has no value before deployment'],
    ['If with both', { 'Fn::If': ['Both', 'a', 'b'] }, '<condition Both of Source>', 'the parameter has no value before deployment'],
    ['If in a circle', { 'Fn::If': ['Circle', 'a', 'b'] }, '<condition Circle of Source>'],
    ['If with a function of rules', { 'Fn::If': ['Strange', 'a', 'b'] }, '<condition Strange of Source>'],
    ['If with text as condition', { 'Fn::If': ['NoFunction', 'a', 'b'] }, '<condition NoFunction of Source>'],
    ['If with an empty condition', { 'Fn::If': ['Nameless', 'a', 'b'] }, '<condition Nameless of Source>'],
    ['If with a condition named by a list', { 'Fn::If': ['NotNamed', 'a', 'b'] }, '<condition NotNamed of Source>'],
    ['If with a condition that is not there', { 'Fn::If': ['Gone', 'a', 'b'] }, '<condition Gone of Source>'],
    ['FindInMap with an unknown key', { 'Fn::FindInMap': ['Accounts', { Ref: 'Empty' }, 'id'] }, '<mapping Accounts of Source>', 'the parameter has no value before deployment'],
    ['Base64 of it', { 'Fn::Base64': { Ref: 'Role' } }, '<Fn..Base64 of Source>'],
    ['Length of it', { 'Fn::Length': { 'Fn::GetAZs': '' } }, '<Fn..Length of Source>'],
    ['zones', { 'Fn::GetAZs': '' }, '<availability zones of eu-west-1>'],
    ['a zone', { 'Fn::Select': [1, { 'Fn::GetAZs': { Ref: 'AWS::Region' } }] }, '<part 1 of availability zones of eu-west-1>'],
    ['ranges', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, '<Fn..Cidr of Source>'],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, '<Fn..Transform of Source>', 'what a macro makes is known at deployment only'],
    ['a parameter of the parameter store in text', 'a-{{resolve:ssm:/orders/table:1}}', 'a-<SSM parameter .orders.table 1>'],
    ['a secret', '{{resolve:secretsmanager:orders:SecretString:key}}', '<secret orders SecretString key>'],
    ['a secret that Join puts together', { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Stage' }, '}}']] }, '<secret prod>'],
    ['an export of another app', { 'Fn::ImportValue': { 'Fn::Sub': '${Stage}-Arn' } }, '<export prod-Arn>', 'no stack here exports prod-Arn in 111111111111/eu-west-1'],
    [
      'an output of another app', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Arn', RoleArn: 'arn:aws:iam::222222222222:role/reader' } },
      '<output Arn of Other>', 'no stack Other of 222222222222/eu-west-1 here has an output Arn',
    ],
  ])('%s', (_, value, label, ...why) => {
    const source = reader();

    expect(read(source.resolve(value))).toEqual(label);
    expect(hasUnknown(JSON.stringify(source.resolve(value)))).toBe(true);
    expect(source.unknowns.map(({ what }) => what)).toEqual(why);
  });

  test('is equal to itself and to nothing else', () => {
    const source = reader();
    const marks = [{ 'Fn::If': ['IsAsked', 'a', 'b'] }, { 'Fn::If': ['IsAsked', 'a', 'c'] }, { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, { 'Fn::Cidr': ['10.1.0.0/16', 2, 8] }];
    const resolved = marks.map((mark) => source.resolve(mark));

    expect(new Set(resolved).size).toBe(4);
    expect(marks.map((mark) => source.resolve({ ...mark }))).toEqual(resolved);
  });

  test('has nothing at which an ARN is taken apart', () => {
    const source = readerOf({ Parameters: { A: {} } }, { name: 'Prod/Source' });

    expect(source.text({ Ref: 'A' })).not.toMatch(/[:/]/);
    expect(source.text({ 'Fn::ImportValue': 'Source:ExportsOutput/Arn' })).not.toMatch(/[:/]/);
  });
});

test.each<[what: string, separator: string, text: string, parts: string[]]>([
  ['before and after it', ':', 'arn:aws:iam::${Empty}:role/${Role}', ['arn', 'aws', 'iam', '', '<parameter Empty of Source>', 'role/Source-Role-<generated>']],
  ['at its side', '-', '${Role}-${Empty}', ['Source', 'Role', '<generated>', '<parameter Empty of Source>']],
  ['by nothing', '', 'a${Role}', ['a', ...'Source-Role-', '<generated>']],
  ['by a letter that is in it', 'e', '${Role}', ['Sourc', '-Rol', '-<generated>']],
])('a text is split %s, never within what is unknown', (_, separator, text, parts) => {
  expect(read(reader().resolve({ 'Fn::Split': [separator, { 'Fn::Sub': text }] }))).toEqual(parts);
});

describe('what a template does wrong is a mark and a note', () => {
  test.each<[name: string, argument: unknown]>([
    ['Ref', ['a']], ['Fn::Nothing', 'a'], ['Fn::GetAtt', 7], ['Fn::Join', ['-']], ['Fn::Join', [['-'], ['a']]], ['Fn::Split', ['-', ['a']]], ['Fn::Select', [5, ['a']]],
    ['Fn::Select', [0, 'text']], ['Fn::Sub', { a: 'b' }], ['Fn::If', [{ Ref: 'Stage' }, 'a', 'b']], ['Fn::FindInMap', ['Accounts', 'prod']],
    ['Fn::FindInMap', ['Accounts', 'test', 'id']], ['Fn::ImportValue', ['a', 'b']], ['Fn::Base64', { a: 'b' }], ['Fn::GetStackOutput', 'Arn'],
    ['Fn::GetStackOutput', { StackName: 'Other' }],
  ])('%s of %j', (name, argument) => {
    const source = reader();

    expect(read(source.resolve({ [name]: argument }))).toBe(`<${name.replace('::', '..')} of Source>`);
    expect(source.unknowns).toEqual([{ path: 'Source', what: `${name} cannot be resolved with the argument that the template gives it` }]);
  });

  test('an object within a text', () => {
    const source = reader();

    expect(read(source.resolve({ 'Fn::Join': ['', ['a', { b: 'c' }]] }))).toBe('a<a part of Fn..Join of Source>');
    expect(source.unknowns).toEqual([{ path: 'Source/a part of Fn::Join', what: 'a text is expected here, not an object' }]);
  });
});

test('without an env, the account and the region are those of the stack, whichever they are', () => {
  const source = readerOf(TEMPLATE, { account: null, region: null });

  expect(read(source.resolve({ 'Fn::Sub': '${AWS::AccountId} ${AWS::Region} ${AWS::Partition}' }))).toBe('<account of Source> <region of Source> <partition>');
  expect(read(source.arn('Table'))).toBe('arn:<partition>:dynamodb:<region of Source>:<account of Source>:table/orders');
  expect(source.unknowns.map(({ what }) => what)).toEqual([
    'the account that the stack is deployed to is not known', 'the region that the stack is deployed to is not known',
  ]);
});
