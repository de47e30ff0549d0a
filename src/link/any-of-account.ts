import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { display } from './publish-hand-over';
import { pathOf } from '../private/errors';
import { ANY_OF_ACCOUNT } from '../private/warnings';

/** A source that the target's account cannot name before it exists. */
export interface UnnamedSource {
  readonly source: IConstruct;
  /** "secret", "user pool". */
  readonly kind: string;
  readonly account: string;
  readonly target: IConstruct;
  /** What the user writes to let in this source only. */
  readonly remedy: string;
}

/** Says that every source of its kind in its account may call. */
export function anyOfAccount(at: IConstruct, { source, kind, account, target, remedy }: UnnamedSource): void {
  Annotations.of(at).addInfoV2(ANY_OF_ACCOUNT,
    `${pathOf(source)} has no name that another stack can write, so every ${kind} of account ${display(at, account)} may call ${pathOf(target)}; ${remedy}`);
}
