import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { HelperResult } from './helper';
import { remoteFunction } from '../src/runtime/node';
import { FakeAws } from '../test/runtime/node/fake-aws';

const ARN = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';
const ROUNDS = 10;
const CALLS = 1000;

async function millisecondsEach(call: () => Promise<unknown>, calls: number): Promise<number> {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) { await call(); }
  return Number(process.hrtime.bigint() - start) / 1e6 / calls;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The same calls with the helper over a role, and with a client that has credentials; in turns, because machines are noisy. */
async function measure(): Promise<HelperResult> {
  const aws = await FakeAws.start();
  aws.reset({ ORDERS_TARGET_ARN: ARN, ORDERS_TARGET_ROLE: 'READER', READER_ROLE_ARN: 'arn:aws:iam::222222222222:role/reader', READER_EXTERNAL_ID: 'reports-2026' });
  const orders = remoteFunction('ORDERS');
  const plain = new LambdaClient({ region: 'eu-west-1', credentials: { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' } });
  const withHelper = async () => orders.invoke({ item: 'tea' });
  const withoutHelper = async () => JSON.parse(Buffer.from((await plain.send(new InvokeCommand({ FunctionName: ARN, Payload: JSON.stringify({ item: 'tea' }) }))).Payload!).toString());
  const first = await millisecondsEach(withHelper, 1);
  await millisecondsEach(withoutHelper, 500);
  await millisecondsEach(withHelper, 500);
  const rounds: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push([await millisecondsEach(withHelper, CALLS), await millisecondsEach(withoutHelper, CALLS)]);
  }
  const stsCalls = aws.assumed.length;
  await aws.stop();
  plain.destroy();
  return {
    calls: ROUNDS * CALLS,
    firstCallMs: first,
    helperMs: median(rounds.map(([helper]) => helper)),
    plainMs: median(rounds.map(([, other]) => other)),
    overheadMsByRound: rounds.map(([helper, other]) => helper - other),
    stsCalls,
  };
}

// the clients of the helper keep their connections open, as they do in a function
void measure().then((result) => process.stdout.write(JSON.stringify(result), () => process.exit()));
