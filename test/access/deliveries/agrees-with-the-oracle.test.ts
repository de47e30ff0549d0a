import { rmSync } from 'node:fs';
import type { Cloud } from '../../../src/access/model/cloud';
import type { DeliveryRequest } from '../../../src/access/model/delivery';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { APIS } from '../../oracle/apis';
import { build, PULL, PUSH } from '../../oracle/triggers';
import type { Declare } from '../../oracle/triggers';
import type { Call } from '../../support/authorizer';
import { readCloud } from '../../support/read-cloud';

/*
 * The tests have a model of their own of what services call, which the constructs are tested with. Both must find the same
 * calls in the same templates. The names that AWS makes up are marks here, and made up there.
 */

interface Both {
  readonly ours: Cloud;
  readonly requests: DeliveryRequest[];
  readonly theirs: Call[];
}

function both(declare: Declare): Both {
  const { directory } = build(declare).synth();
  try {
    const ours = cloudOf(directory);
    const theirs = readCloud(directory).deliveries!.flatMap(({ calls }) => calls);
    return { ours, requests: ours.deliveries.flatMap(({ requests }) => requests), theirs };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whether our text stands for theirs: marks are made-up names and unknown parts, without a colon but in the time of a table's stream. */
function standsFor(ours: string, theirs: string): boolean {
  const parts = ours.replace(/-⟦generated[^⟧]*⟧/g, '').split(/⟦[^⟧]*⟧/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // the tests' model does not name the stream in the ARN of a consumer
  return new RegExp(`^${parts.join('[^:]+')}$`).test(theirs.replace(/T[\d:.]+$/, '')) || (theirs.includes(':stream/of/consumer/') && /:stream\/[^/]+\/consumer\//.test(ours));
}

function isSame({ request: { caller, action, resourceArn, context } }: DeliveryRequest, call: Call): boolean {
  const principal = caller.kind === 'service' ? caller.service : caller.kind === 'role' ? caller.arn : '';
  const sent = ([key, value]: [string, string | undefined]) =>
    value === undefined || (context.get(key)?.length === 1 && standsFor(context.get(key)![0], value));
  return action === call.action && standsFor(principal, call.principalArn) && standsFor(resourceArn, call.resourceArn)
    && sent(['aws:sourcearn', call.source?.arn]) && sent(['aws:sourceaccount', call.source?.account])
    && Object.entries(call.context ?? {}).every(([key, value]) => sent([key.toLowerCase(), value]));
}

const ALL = Object.entries({ ...PUSH, ...APIS, ...PULL });

describe.each(ALL)('%s', (_, declare) => {
  const { ours, requests, theirs } = both(declare);

  test('has each call of the tests\' model once, and no others', () => {
    const left = [...requests];
    const missing = theirs.filter((call) => {
      const index = left.findIndex((request) => isSame(request, call));
      if (index >= 0) { left.splice(index, 1); }
      return index < 0;
    });
    expect({ missing, tooMany: left.map(({ what, request }) => `${what}: ${request.action} ${request.resourceArn}`) }).toEqual({ missing: [], tooMany: [] });
    expect(theirs.length).toBeGreaterThan(0);
  });

  test('notes nothing as unknown', () => {
    expect(ours.unknowns).toEqual([]);
  });
});
