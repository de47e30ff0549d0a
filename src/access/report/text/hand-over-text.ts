import { labelled, paragraph } from './columns';
import type { Page } from './columns';
import type { HandOverView, OneHandOverView } from '../views/change-views';

export const FORM_TITLES = { policy: 'Policy', cli: 'AWS CLI', cloudFormation: 'CloudFormation', cdk: 'CDK (TypeScript)', terraform: 'Terraform' } as const;

export type FormName = keyof typeof FORM_TITLES;

/** What each team must apply, in the forms that are asked for. What is to be pasted is not wrapped. */
export function handOverText({ handOvers }: HandOverView, forms: readonly FormName[], page: Page, others: readonly string[] = []): string {
  if (handOvers.length === 0) { return paragraph(nothingText(others), 0, page); }
  return handOvers.map((one, i) => oneText(one, i + 1, forms, page)).join('\n\n');
}

/** @param others the accounts that something must be handed over to, where one without any was asked for */
export function nothingText(others: readonly string[]): string {
  return others.length === 0 ? 'nothing to hand over: no call needs what these templates do not have' : `nothing to hand over to this account; there is something for ${others.join(', ')}`;
}

function oneText(handOver: OneHandOverView, number: number, forms: readonly FormName[], page: Page): string {
  const { summary, owner, at } = handOver;
  return [
    paragraph(`${number}. ${summary}`, 0, page, 'bold'),
    labelled('   policy of  ', owner, page),
    ...at ? [labelled('   needed by  ', `${at.path}${at.template === '' ? '' : ` (${at.template})`}`, page)] : [],
    ...forms.flatMap((form) => textsOf(handOver, form).flatMap(({ title, text }) => ['', page.paint('cyan', title), text])),
  ].join('\n');
}

/** What can be pasted, with a title; nothing for a form that does not exist here. */
export function textsOf({ forms }: OneHandOverView, form: FormName): { readonly title: string; readonly text: string }[] {
  if (form === 'cli') {
    return forms.cli.map(({ line, replaces }) => ({ title: `${FORM_TITLES.cli}${replaces ? ': replaces the whole policy, so add what is there already' : ''}`, text: line }));
  }
  const text = forms[form];
  return text === undefined ? [] : [{ title: FORM_TITLES[form], text }];
}
