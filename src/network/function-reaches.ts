import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FunctionNetwork } from './function-network';
import type { Reach } from './reach';
import { checkReaches } from './reach-check';
import { functionBehind } from '../private/function-name';

const REACHES = Symbol.for('cdk-cross-account-lambda:reaches');

/** What the code of a function calls, and who said so. */
export interface Asked {
  readonly at: Construct;
  /** Undefined for a function URL. */
  readonly reach?: Reach;
}

/** What constructs of this library let a function call: opened by its network, if it has one of ours, else checked. */
export class FunctionReaches {
  /** Of a function, or of the one behind an alias or version. */
  public static of(fn: IFunction): FunctionReaches {
    const behind = functionBehind(fn) as IFunction & { [REACHES]?: FunctionReaches };
    if (!behind[REACHES]) { Object.defineProperty(behind, REACHES, { value: new FunctionReaches(behind) }); }
    return behind[REACHES]!;
  }

  /** The network that this library has set up for the function. */
  public network?: FunctionNetwork;
  private readonly asked: Asked[] = [];

  private constructor(private readonly fn: IFunction) {}

  /** The order does not matter: what was asked before there was a network waits for it. */
  public add(asked: Asked): void {
    if (this.asked.length === 0) {
      // on the function: a role that it assumes may stand in a stage that is synthesized later, or never
      this.fn.node.addValidation({ validate: () => this.network ? [] : checkReaches(this.fn, this.asked) });
    }
    this.asked.push(asked);
    if (this.network) { open(this.network, asked); }
  }

  public attach(network: FunctionNetwork): void {
    this.network = network;
    for (const asked of this.asked) { open(network, asked); }
  }
}

function open(network: FunctionNetwork, { reach }: Asked): void {
  if (reach) { network.open(reach); } else { network.openUrls(); }
}
