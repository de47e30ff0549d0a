import { fn, ORDERS, reportOf, role, SAMPLE } from './sample-assembly';
import { schemaErrors } from './schema';
import { explain } from '../../../src/access/queries/explain';
import { plain, plainText } from '../../../src/access/report/plain';
import { shortName } from '../../../src/access/report/short-name';
import { accessText } from '../../../src/access/report/text/access-text';
import { checkText } from '../../../src/access/report/text/check-text';
import { columns, labelled, paragraph } from '../../../src/access/report/text/columns';
import { diffText, stateTexts } from '../../../src/access/report/text/diff-text';
import { explainText } from '../../../src/access/report/text/explain-text';
import { inColour, withoutColour } from '../../../src/access/report/text/paint';
import { statementText } from '../../../src/access/report/text/statement-text';
import { summaryText, unknownsText } from '../../../src/access/report/text/summary-text';
import { whoCanText } from '../../../src/access/report/text/who-can-text';
import { padTo, widthOf } from '../../../src/access/report/text/width';
import { wrap } from '../../../src/access/report/text/wrap';
import { denialView, explainView } from '../../../src/access/report/views/answer-views';
import { accessView, checkView } from '../../../src/access/report/views/report-views';
import { generated, open } from '../../../src/access/values/unknown';

const page = { columns: 80, paint: withoutColour };

describe('wrapping', () => {
  test.each([
    ['at spaces', 'one two three', 8, ['one two', 'three']],
    ['ARNs after a separator', 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live', 30, ['arn:aws:lambda:eu-west-1:', '222222222222:function:orders:', 'live']],
    ['a word without any where the line ends', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a long word starts its own line', 'at arn:aws:s3:::bucket', 12, ['at', 'arn:aws:s3::', ':bucket']],
    ['wide letters by their width', '配送配送', 4, ['配送', '配送']],
    ['one letter wider than the line', '配', 1, ['配']],
    ['lines stay lines, spaces stay', '  a\nb', 10, ['  a', 'b']],
    ['nothing', '', 5, ['']],
  ])('%s', (_, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('loses no letter and keeps the width, whatever the text', () => {
    const texts = ['arn:aws:iam::111111111111:role/a/very/long/path/Name-With-Parts_1', 'x'.repeat(100), 'a b  c   d', '配送/orders-ä/é'];
    for (const text of texts) {
      for (let width = 2; width < 60; width++) {
        const lines = wrap(text, width);
        expect(lines.join('').replace(/ /g, '')).toBe(text.replace(/ /g, ''));
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('columns', () => {
  test('short columns keep their width, long ones share the rest; colours change no width', () => {
    const rows = [['allowed', 'arn:aws:iam::111111111111:role/checkout', [['bold', 'orders'], ['dim', 'Target/Orders/Resource']]]] as const;
    const text = columns(['verdict', 'caller', 'calls'], rows, { columns: 50, paint: withoutColour });
    expect(text.split('\n')).toEqual([
      'verdict  caller               calls',
      '───────  ───────────────────  ───────────────────',
      'allowed  arn:aws:iam::        orders',
      '         111111111111:role/   Target/Orders/',
      '         checkout             Resource',
    ]);
    // eslint-disable-next-line no-control-regex
    const coloured = columns(['verdict', 'caller', 'calls'], rows, { columns: 50, paint: inColour }).replace(/\u001b\[\d+m/g, '');
    expect(coloured).toBe(text);
  });

  test('every column keeps some width on a narrow terminal', () => {
    const text = columns(['a', 'b', 'c', 'd', 'e'], [['x'.repeat(20), 'x'.repeat(20), 'x'.repeat(20), 'x'.repeat(20), 'x'.repeat(20)]], { columns: 20, paint: withoutColour });
    expect(text.split('\n')[2]).toBe('xxxx  xxxx  xxxx  xxxx  xxxx');
  });

  test('labels and paragraphs', () => {
    expect(labelled('at ', 'one two', { columns: 7, paint: withoutColour })).toBe('at one\n   two');
    expect(paragraph('one two', 2, { columns: 6, paint: withoutColour })).toBe('  one\n  two');
    expect(paragraph('one', 0, { columns: 6, paint: inColour }, 'red')).toBe('\u001b[31mone\u001b[39m');
    expect(inColour('red', '')).toBe('');
    expect([padTo('配', 4), padTo('long', 2)]).toEqual(['配  ', 'long']);
  });
});

test('what people read: marks as labels, nothing that a terminal obeys', () => {
  expect(plainText(`role/S-${generated('generated', 'x')} \u001b[31mred\u0007 ${open('parameter P of S')}`)).toBe('role/S-<generated> \ufffd[31mred\ufffd <parameter P of S>');
  expect(plain({ [open('key')]: [open('a'), 1, null, true, undefined] })).toEqual({ '<key>': ['<a>', 1, null, true, undefined] });
});

test.each([
  ['arn:aws:iam::111111111111:role/team/checkout', 'role checkout'],
  ['arn:aws:lambda:eu-west-1:222222222222:function:orders:live', 'function orders:live'],
  ['arn:aws:sqs:eu-west-1:222222222222:jobs', 'queue jobs'],
  ['arn:aws:sns:eu-west-1:222222222222:placed', 'topic placed'],
  ['arn:aws:s3:::uploads', 'bucket uploads'],
  ['arn:aws:dynamodb:eu-west-1:222222222222:table/orders/stream/x', 'table orders/stream/x'],
  ['arn:aws:execute-api:eu-west-1:222222222222:abc/prod/GET/', 'API abc/prod/GET/'],
  ['arn:aws:states:eu-west-1:222222222222:stateMachine:s', 'state machine stateMachine:s'],
  ['arn:aws:glacier:eu-west-1:222222222222:vaults/v', 'glacier vaults/v'],
  ['anyone', 'anyone'],
])('the short name of %s', (arn, name) => {
  expect(shortName(arn)).toBe(name);
});

test.each([
  [{ Effect: 'Allow', Action: ['a:B', 'a:C'], Resource: '*', Principal: { AWS: ['1', '2'], Service: 's' } }, 'Allow a:B, a:C on * to 1, 2, s'],
  [{ Effect: 'Deny', NotAction: 'a:B', NotResource: ['x', 'y'], NotPrincipal: '*' }, 'Deny all but a:B on all but x, y to all but *'],
  [{ Effect: 'Allow', Condition: { StringEquals: { k: ['a', 'b'], l: 'c' }, Null: { m: 'true' }, Odd: null } }, 'Allow if StringEquals k a or b and StringEquals l c and Null m true'],
  [{ Condition: '<a parameter>' }, 'if <a parameter>'],
])('a statement as a sentence: %j', (statement, text) => {
  expect(statementText({ policy: 'p', statement })).toBe(text);
});

test('a statement that is not wholly known says so', () => {
  expect(statementText({ policy: 'p', statement: { Effect: 'Allow' }, unknown: 'condition C' })).toBe('Allow (not wholly known: condition C)');
});

describe('summaries', () => {
  const summary = (calls: number[], findings: number[], accounts = ['111111111111', '222222222222']) => summaryText({
    stacks: 1,
    accounts,
    calls: { allowed: calls[0], denied: calls[1], depends: calls[2] },
    findings: { error: findings[0], warning: findings[1], info: findings[2] },
  });

  test('count and inflect', () => {
    expect(summary([0, 0, 0], [0, 0, 0])).toEqual({ scope: '1 stack in 2 accounts', calls: 'no calls', findings: 'no findings' });
    expect(summary([0, 0, 0], [0, 0, 0], ['111111111111', '<account of S>']).scope).toBe('1 stack in 1 account and unknown ones');
    expect(summary([0, 0, 0], [0, 0, 0], ['<account of S>']).scope).toBe('1 stack in unknown accounts');
    expect(summary([1, 0, 0], [1, 2, 0])).toMatchObject({ calls: '1 call: 1 allowed, 0 denied, 0 depend', findings: '1 error, 2 warnings' });
    expect(summary([2, 1, 1], [0, 0, 3])).toMatchObject({ calls: '4 calls: 2 allowed, 1 denied, 1 depends', findings: 'no errors, no warnings, 3 info' });
  });

  test('what could not be read is named, the first ten of many', () => {
    const unknowns = Array.from({ length: 12 }, (_, i) => ({ path: `Stack/R${i}`, what: 'odd' }));
    expect(unknownsText([], page)).toEqual([]);
    expect(unknownsText(unknowns.slice(0, 1), page)).toEqual(['1 value could not be read; calls may depend on it:', '  Stack/R0: odd']);
    expect(unknownsText(unknowns, page).slice(-2)).toEqual(['  Stack/R9: odd', '  and 2 more (--format json has all)']);
  });
});

describe('the answers', () => {
  const { report, known } = reportOf(SAMPLE);

  test('access: a table for each pair of accounts, in a wide terminal with the statements', () => {
    const narrow = accessText(accessView(report), page);
    expect(narrow).toContain('account 111111111111 → account 222222222222\nverdict  caller');
    expect(narrow).toContain('within account 222222222222');
    expect(narrow).toMatch(/s3\.amazonaws\.com for bucket/);
    expect(narrow).toMatch(/by resource policy\n\s+Target\/OrdersForCheckout/);
    expect(narrow).not.toContain('decided by');
    const wide = accessText(accessView(report), { ...page, columns: 150 });
    expect(wide).toMatch(/verdict {2,}caller {2,}calls {2,}decided by/);
    expect(wide).toContain('depends on sts:ExternalId');
    expect(Math.max(...wide.split('\n').map(widthOf))).toBeLessThanOrEqual(150);
  });

  test('an account that is not known', () => {
    const view = accessView(report);
    const [link] = view.links;
    expect(accessText({ ...view, links: [{ ...link, fromAccount: '' }] }, page)).toContain('an account that is not known → account 222222222222');
    expect(accessText({ ...view, links: [{ ...link, fromAccount: 'anyone' }] }, page)).toContain('anyone → account 222222222222');
  });

  test('check and access say what could not be read', () => {
    const unknown = { ...report, cloud: { ...report.cloud, unknowns: [{ path: 'S/R', what: 'a strange value' }] } };
    expect(checkText(checkView(unknown), page)).toContain('S/R: a strange value');
    expect(accessText(accessView(unknown), page)).toContain('S/R: a strange value');
  });

  test('check: the statement as it is stands before the fix, the one to write after it', () => {
    const blocks = checkText(checkView(report), page).split('\n\n');
    const block = (rule: string) => blocks.find((one) => one.startsWith(`error ${rule}`))!;
    expect(block('public-function')).toMatch(/\n {2}now {3}\{\n {10}"Sid": "Target-OpenForAll",[^]*\n {8}\}\n {2}fix [^{]*$/);
    expect(block('missing-half-invoke')).toMatch(/\n {2}fix [^{]*\n {8}\{\n {10}"Effect": "Allow"/);
    expect(block('missing-half-invoke')).not.toContain('  now ');
  });

  test('check: what is acknowledged stays in sight', () => {
    const acknowledged = [{ ...report.findings.find(({ ruleId }) => ruleId === 'public-function')!, reason: 'a public page' }];
    const view = checkView({ ...report, findings: [], acknowledged });
    expect(checkText(view, page)).toContain('1 finding acknowledged:\n  public-function at Target/OpenForAll: a public page\n');
    expect(checkText(checkView({ ...report, acknowledged: [] }), page)).not.toContain('acknowledged:');
    expect(schemaErrors({ ...view })).toEqual([]);
  });

  test('check: the colour of the last line is that of the worst', () => {
    const last = (error: number, warning: number) => {
      const view = checkView({ ...report, findings: [] });
      return checkText({ ...view, summary: { ...view.summary, findings: { error, warning, info: 0 } } }, { columns: 200, paint: (style, text) => style ? `<${style}>${text}` : text }).split('\n').pop();
    };
    expect([last(1, 0), last(0, 1), last(0, 0)]).toEqual([expect.stringMatching(/^<red>/), expect.stringMatching(/^<yellow>/), expect.stringMatching(/^<green>/)]);
  });

  test('explain: a layer that depends, and who is not here', () => {
    const text = explainText(explainView(explain(known, { from: 'checkout', to: 'reader' })), page);
    expect(text).toContain('? trust policy depends on sts:ExternalId');
    expect(text).toContain('✓ identity policy allows');
    const outside = explainText(explainView(explain(known, { from: 'arn:aws:s3:::uploads', to: 'images' })), page);
    expect(outside).toMatch(/ {2}what {2}\S/);
  });

  test('explain: over which role a denied call can go', () => {
    expect(explainText(explainView(explain(known, { from: 'checkout', to: 'prices' })), page)).toMatch(/via {3}the caller can assume arn:aws:iam::222222222222:role\/reader/);
  });

  test('explain: what to know beside the verdict', () => {
    expect(explainText(explainView(explain(known, { from: 'arn:aws:iam::999999999999:role/else', to: 'prices' })), page)).toContain('  note  no template here creates the caller');
  });

  test('explain: an error of AWS that is only encoded shows no empty fields', () => {
    const text = explainText(denialView({ denial: { encoded: true, explicit: false }, explanations: [], remarks: ['decode it'] }), page);
    expect(text).toBe('decode it');
  });

  test.each([
    [{ action: 'a:B', explicit: true }, 'an explicit deny'],
    [{ action: 'a:B', explicit: true, layer: 'service control policy' as const, policyArn: 'arn:p' }, 'an explicit deny in the service control policy arn:p'],
    [{ action: 'a:B', explicit: false, layer: 'identity policy' as const }, 'no Allow in the identity policy'],
  ])('explain: the reason in %j', (denial, reason) => {
    expect(explainText(denialView({ denial, explanations: [], remarks: [] }), page)).toContain(`  reason  ${reason}`);
  });

  test('explain: a remedy of an account that nobody knows has no place', () => {
    const [explanation] = explain(known, { from: 'events.amazonaws.com', to: 'prices' });
    const text = explainText(explainView([{ ...explanation, remedies: [{ layer: 'identity policy', todo: 'do it', account: '' }] }]), page);
    expect(text.trimEnd().endsWith('fix   do it')).toBe(true);
    expect(explainText(explainView([{ ...explanation, remedies: [{ layer: 'identity policy', todo: 'do it', account: '111111111111' }] }]), page)).toContain('  at    account 111111111111');
  });

  test('who-can: nobody', () => {
    expect(whoCanText({ version: 1, command: 'who-can', targets: ['t'], actions: ['a:B'], who: [] }, page)).toContain('nobody in these templates');
  });

  test('who-can: over which roles', () => {
    const entry = { group: 'assuming' as const, who: 'w', to: ORDERS, action: 'a:B', on: [], via: ['arn:aws:iam::1:role/r', 'arn:aws:iam::1:role/s'], statements: [] };
    expect(whoCanText({ version: 1, command: 'who-can', targets: [ORDERS], actions: ['a:B'], who: [entry] }, page)).toContain('assumes role r, then role s');
  });

  test('diff: what changed of an access', () => {
    const base = { change: 'changed' as const, kind: 'call' as const, from: 'arn:aws:iam::1:role/r', to: ORDERS, action: 'a:B' };
    const changed = { ...base, before: { outcome: 'allowed' as const, conditions: ['A', 'B'] }, after: { outcome: 'depends' as const, conditions: ['B', 'C'] } };
    expect(stateTexts(changed)).toEqual(['was allowed, now depends', 'no longer: if A', 'now: if C']);
    expect(stateTexts({ ...base, after: changed.after })).toEqual(['if B', 'if C']);
    expect(stateTexts({ ...base, before: changed.before })).toEqual([]);
    expect(diffText({ version: 1, command: 'diff', summary: { gained: 0, changed: 1, lost: 0 }, changes: [changed] }, page)).toContain('0 gained, 1 changed, 0 lost');
  });
});

test('views keep what a finding has', () => {
  const { report } = reportOf({ App: { account: '222222222222', resources: { FnRole: role('w', []), A: fn('a') } } });
  expect(checkView(report)).toMatchObject({ version: 1, summary: { stacks: 1, accounts: ['222222222222'] } });
});
