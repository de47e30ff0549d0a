import type { AccessChange, AccessState } from '../../queries/diff';
import type { Forms, HandOver } from '../../queries/hand-overs/hand-over';
import { plain } from '../plain';
import { FORMAT_VERSION, placeOf } from './parts';
import type { PlaceView } from './parts';

/** What `diff` says. */
export interface DiffView {
  readonly version: number;
  readonly command: 'diff';
  readonly summary: Readonly<Record<AccessChange['change'], number>>;
  readonly changes: readonly ChangeView[];
}

export interface ChangeView {
  readonly change: AccessChange['change'];
  readonly kind: AccessChange['kind'];
  readonly from: string;
  readonly to: string;
  readonly action: string;
  readonly before?: AccessState;
  readonly after?: AccessState;
  readonly at?: PlaceView;
}

/** What `handover` says. */
export interface HandOverView {
  readonly version: number;
  readonly command: 'handover';
  readonly handOvers: readonly OneHandOverView[];
}

export interface OneHandOverView {
  readonly account: string;
  readonly accountIsHere: boolean;
  readonly half: HandOver['half'];
  readonly owner: string;
  readonly summary: string;
  /** What here needs it. */
  readonly at?: PlaceView;
  readonly forms: Forms;
}

export function diffView(changes: readonly AccessChange[]): DiffView {
  const summary = { gained: 0, changed: 0, lost: 0 };
  for (const { change } of changes) { summary[change]++; }
  return { version: FORMAT_VERSION, command: 'diff', summary, changes: changes.map(({ site, ...change }) => ({ ...plain(change), ...site && { at: placeOf(site) } })) };
}

export function handOverView(handOvers: readonly HandOver[]): HandOverView {
  return {
    version: FORMAT_VERSION,
    command: 'handover',
    handOvers: handOvers.map(({ account, accountIsHere, half, owner, summary, site, forms }) =>
      ({ account, accountIsHere, half, owner, summary, ...site && { at: placeOf(site) }, forms })),
  };
}
