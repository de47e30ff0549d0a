import Table from 'cli-table3';
import type { EniPlan } from './eni-plan';
import { sum } from './eni-plan-load';
import type { NetworkCost, SubnetPlan, ZonePlan } from './eni-plan-results';
import { figure, money, percent, zoneName } from './eni-plan-text';

const COLUMNS = 100;
const UNKNOWN = 'not known';

type Align = 'left' | 'right';

/** The plan in aligned sections. */
export function tableOf(plan: EniPlan): string {
  return [
    section('Subnets: addresses and network interfaces', subnetTable(plan)),
    section('Quotas', table([36, 18, 18, 14], ['quota', 'used', 'limit', 'share'], plan.quotaShares.map(({ name, used, limit, share }) =>
      [name, figure(used), figure(limit), percent(share)]))),
    section('Zones: what the others carry when one is lost', zoneTable(plan)),
    section('Cost before traffic, in USD', costTable(plan.cost)),
    wrapped(`${plan.cost.source}, ${plan.cost.date}`, COLUMNS).join('\n'),
    section('Findings', plan.findings.length === 0 ? 'none' : plan.findings.map(({ id, message }) => paragraph(`${id}: ${message}`)).join('\n')),
  ].join('\n\n') + '\n';
}

function section(title: string, content: string): string {
  return `${title}\n${'-'.repeat(title.length)}\n${content}`;
}

function subnetTable(plan: EniPlan): string {
  const { subnets } = plan;
  const total = (of: (subnet: SubnetPlan) => number | undefined): string => {
    const known = subnets.map(of).filter((number) => number !== undefined);
    return known.length === subnets.length ? figure(sum(known)) : '-';
  };
  const rows = subnets.map((subnet) => [
    subnet.name, nameOf(plan, subnet.availabilityZone), subnet.cidr?.replace(/^.*\//, '/') ?? '-',
    figureOrDash(subnet.addresses), figure(subnet.usedAddresses), figure(subnet.endpointEnis),
    figure(subnet.enisNow), figure(subnet.enisAtPeak), figure(subnet.enisWhenZoneLost), figureOrDash(subnet.freeAddresses), `/${subnet.smallestMask}`,
  ]);
  return table(
    [20, 14, 5, 8, 8, 8, 7, 7, 8, 8, 7],
    ['subnet', 'zone', 'size', 'usable', 'others', 'end-\npoints', 'now', 'peak', 'zone\nlost', 'free', 'small-\nest'],
    [...rows, [
      'total', '', '', total((s) => s.addresses), total((s) => s.usedAddresses), total((s) => s.endpointEnis),
      total((s) => s.enisNow), total((s) => s.enisAtPeak), total((s) => s.enisWhenZoneLost), total((s) => s.freeAddresses), `/${plan.smallestMask}`,
    ]],
    2,
  );
}

function zoneTable(plan: EniPlan): string {
  return table([22, 34, 22, 22], ['zone lost', 'its subnets', 'executions left', 'carries the peak'], plan.zones.map((zone) => [
    nameOf(plan, zone.availabilityZone),
    zone.subnets.join(', '),
    zone.concurrencyWhenLost === undefined ? UNKNOWN : figure(zone.concurrencyWhenLost),
    carries(zone),
  ]), 2);
}

function carries({ carriesPeakWhenLost }: ZonePlan): string {
  if (carriesPeakWhenLost === undefined) { return UNKNOWN; }
  return carriesPeakWhenLost ? 'yes' : 'no';
}

function costTable(cost: NetworkCost): string {
  return table([36, 18, 18, 18], ['way out of the VPC', 'hour', 'month', 'gigabyte'], [
    ['interface endpoints', money(cost.endpointsPerHour), money(cost.endpointsPerMonth), money(cost.endpointPerGigabyte)],
    ['a NAT gateway in each zone instead', money(cost.natGatewayPerHour), money(cost.natGatewayPerMonth), money(cost.natGatewayPerGigabyte)],
  ]);
}

function figureOrDash(number: number | undefined): string {
  return number === undefined ? '-' : figure(number);
}

function nameOf({ subnets }: EniPlan, zone: string): string {
  return zoneName(subnets.map(({ name, availabilityZone }) => ({ name, zone: availabilityZone })), zone);
}

/** Columns without lines; the first `texts` columns begin on the left, figures end on the right. */
function table(widths: number[], head: string[], rows: string[][], texts = 1): string {
  const none = { 'top': '', 'top-mid': '', 'top-left': '', 'top-right': '', 'bottom': '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' };
  const aligns = widths.map((_, i): Align => (i < texts ? 'left' : 'right'));
  const drawn = new Table({
    chars: { ...none, 'left': '', 'left-mid': '', 'mid': '', 'mid-mid': '', 'right': '', 'right-mid': '', 'middle': '' },
    style: { 'head': [], 'border': [], 'padding-left': 0, 'padding-right': 1 },
    colWidths: widths,
    colAligns: aligns,
    // what is too long goes on in the next line: nothing is cut off
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  drawn.push(head, ...rows);
  return drawn.toString().split('\n').map((line) => line.trimEnd()).join('\n');
}

/** Text with a hanging indent. */
function paragraph(text: string): string {
  return `- ${wrapped(text, COLUMNS - 2).join('\n  ')}`;
}

/** Lines of at most so many characters; words that are longer go on in the next line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const [word] of text.matchAll(new RegExp(`\\S{1,${width}}`, 'gu'))) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else { lines.push(word); }
  }
  return lines;
}
