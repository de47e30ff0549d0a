import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { importedReader, resourcesOf, SEND, SQS, stock, vpcTarget } from './templates';
import { Reach } from '../../src';
import { TARGET_ENV } from '../support/apps';

// the same few apps in every run of the tests; PROPERTY_RUNS asks for others, and more
const asked = process.env.PROPERTY_RUNS;
const RUNS = { numRuns: Number(asked ?? 15), ...asked === undefined && { seed: 20_261_121 } };
jest.setTimeout(60_000 + RUNS.numRuns * 2_000);

const loads = fc.record({
  zones: fc.integer({ min: 2, max: 4 }),
  peakConcurrency: fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.constantFrom(58, 59, 60).map((enis) => enis * 650)),
  connectionsPerExecution: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.constant(100)),
  headroom: fc.constantFrom(0, 0.25, 1 / 3),
  reaches: fc.constantFrom(0, 1, 2),
});

test('the VPC that is made has room for what the plan counts, and the plan has its subnets', () => {
  fc.assert(fc.property(loads, ({ zones, reaches, ...load }) => {
    const stack = new Stack(new App(), 'Target', { env: TARGET_ENV });
    const all = [Reach.target(stock(stack), { via: importedReader(stack) }), Reach.service(SQS, SEND)];
    const { plan } = vpcTarget(stack, {
      ...load,
      reservedConcurrentExecutions: undefined,
      availabilityZones: ['a', 'b', 'c', 'd'].slice(0, zones).map((zone) => `eu-west-1${zone}`),
      quotas: { accountConcurrency: 1_000_000 },
      reaches: all.slice(0, reaches),
    });
    expect(plan.findings.map(({ id }) => id).filter((id) => ['tooFewAddresses', 'sizeNotKnown', 'oneZone'].includes(id))).toEqual([]);
    expect(plan.subnets.every(({ freeAddresses }) => freeAddresses! >= 0)).toBe(true);
    const subnets = Object.values(resourcesOf(stack, 'AWS::EC2::Subnet')).map(({ CidrBlock, AvailabilityZone }) => [CidrBlock, AvailabilityZone]);
    expect(subnets).toHaveLength(zones);
    expect(plan.subnets.map(({ cidr, availabilityZone }) => [cidr, availabilityZone])).toEqual(subnets);
  }), RUNS);
});
