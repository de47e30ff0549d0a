import { callsOf, cloudOf, ORDERS, REGION, ROLE, ROLE_ARN, sentOf, SOURCE, TARGET } from './cloud-of';
import type { Cloud } from '../../../src/access/model/cloud';

const MACHINE = `arn:aws:states:${REGION}:${SOURCE}:stateMachine:checkout`;
const CHARGER = `arn:aws:iam::${TARGET}:role/charger`;
const start = `sts:AssumeRole by states.amazonaws.com on ${ROLE_ARN}`;
const invoke = (arn: string, by = ROLE_ARN) => `lambda:InvokeFunction by ${by} on ${arn}`;

function machine(properties: object): Cloud {
  return cloudOf({ ...ROLE, Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'checkout', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties } } });
}

const task = (state: object): Cloud => machine({ DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', ...state } } }) });

test('starts with its role, for which Step Functions sends the machine and its account', () => {
  const cloud = task({ Resource: ORDERS });
  expect(callsOf(cloud)).toEqual([start, invoke(ORDERS)]);
  expect(cloud.deliveries[0]).toMatchObject({ kind: 'state-machine', sourceArn: MACHINE, targetArn: ORDERS });
  expect(sentOf(cloud.deliveries[0])).toEqual([MACHINE, SOURCE]);
});

test.each([
  ['parameters', 'arn:aws:states:::lambda:invoke', { Parameters: { FunctionName: ORDERS } }, ORDERS],
  ['arguments', 'arn:aws:states:::lambda:invoke.waitForTaskToken', { Arguments: { FunctionName: ORDERS } }, ORDERS],
  ['a name', 'arn:aws:states:::aws-sdk:lambda:invoke', { Parameters: { FunctionName: 'own', Qualifier: 'live' } }, `arn:aws:lambda:${REGION}:${SOURCE}:function:own:live`],
])('calls the function of its %s', (_, Resource, state, arn) => {
  expect(callsOf(task({ Resource, ...state }))).toEqual([start, invoke(arn)]);
});

test('takes on the role of a task with itself as external id', () => {
  const cloud = task({ Resource: ORDERS, Credentials: { RoleArn: CHARGER } });
  expect(callsOf(cloud)).toEqual([start, `sts:AssumeRole by ${ROLE_ARN} on ${CHARGER}`, invoke(ORDERS, CHARGER)]);
  expect(cloud.deliveries[0].requests[1].request.context.get('sts:externalid')).toEqual([MACHINE]);
});

test('takes on the role of a task that calls no function', () => {
  const cloud = task({ Resource: 'arn:aws:states:::sqs:sendMessage', Credentials: { RoleArn: CHARGER } });
  expect(callsOf(cloud)).toEqual([start, `sts:AssumeRole by ${ROLE_ARN} on ${CHARGER}`]);
  expect(cloud.deliveries[0].targetArn).toBe(CHARGER);
});

test('has tasks in branches and maps, also where the definition is an object', () => {
  const states = (Resource: string) => ({ StartAt: 'T', States: { T: { Type: 'Task', Resource } } });
  const cloud = machine({
    Definition: {
      StartAt: 'P',
      States: {
        P: { Type: 'Parallel', Branches: [states(`${ORDERS}1`), states(`${ORDERS}2`)] },
        M: { Type: 'Map', ItemProcessor: states(`${ORDERS}3`) },
        I: { Type: 'Map', Iterator: states(`${ORDERS}4`) },
        W: { Type: 'Wait' },
      },
    },
  });
  expect(cloud.deliveries.map(({ targetArn }) => targetArn)).toEqual([1, 2, 3, 4].map((i) => `${ORDERS}${i}`));
});

test('has substitutions', () => {
  const DefinitionString = JSON.stringify({ States: { A: { Type: 'Task', Resource: '${Fn}' }, B: { Type: 'Task', Resource: '${Other}' } } });
  expect(machine({ DefinitionString, DefinitionSubstitutions: { Fn: ORDERS } }).deliveries.map(({ targetArn }) => targetArn)).toEqual([ORDERS]);
});

test.each([
  ['what is known only when it runs', { Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: '{% $states.input.fn %}' } }],
  ['another service', { Resource: 'arn:aws:states:::sns:publish' }],
  ['nothing at all', {}],
])('a task for %s is nothing', (_, state) => {
  expect(task(state)).toMatchObject({ deliveries: [], unknowns: [] });
});

test.each([
  ['lies on S3', { DefinitionS3Location: {} }, ['what the state machine calls is not known: its definition is not in the template']],
  ['is no JSON', { DefinitionString: 'no JSON' }, ['the definition is no JSON: no JSON', expect.stringContaining('not known')]],
])('notes a definition that %s', (_, properties, notes) => {
  const cloud = machine(properties);
  expect(cloud.deliveries).toEqual([]);
  expect(cloud.unknowns.map(({ what }) => what)).toEqual(notes);
});
