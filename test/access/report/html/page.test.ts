import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { bucketCallOf, hostileReport, HOSTILE, largeReport, smallReport, stackOf } from './sample';
import type { ReportToShow } from '../../../../src/access/report/html/html-input-of';
import { htmlInputOf } from '../../../../src/access/report/html/html-input-of';
import { renderHtml } from '../../../../src/access/report/html/render-html';
import { chromiumOfMachine, launchChromium } from '../../../support/chromium';

const command = chromiumOfMachine();
const directory = mkdtempSync(join(tmpdir(), 'html-report-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The functions of the page by their place in it, and whether some test called them. */
const functions = new Map<string, boolean>();

(command === undefined ? describe.skip : describe)('the page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let requests: string[];
  let errors: string[];
  jest.setTimeout(60_000);
  beforeAll(async () => { browser = await launchChromium(command!); });
  afterAll(() => browser.close());

  async function openReport(report: ReportToShow, { width = 1300, dark = false, hash = '' } = {}): Promise<void> {
    const file = join(directory, 'report.html');
    writeFileSync(file, renderHtml(htmlInputOf(report, 'orders')));
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
    page.setDefaultTimeout(15_000);
    [requests, errors] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    await page.coverage.startJSCoverage();
    await page.goto(`file://${file}${hash}`);
  }

  /** Whatever a test did: nothing was asked of a server, nothing went wrong. */
  afterEach(async () => {
    if (page.isClosed()) { return; }
    for (const { url, functions: found } of await page.coverage.stopJSCoverage()) {
      if (!url.endsWith('report.html')) { continue; }
      for (const { functionName, ranges: [{ count }] } of found) {
        if (functionName !== '') { functions.set(functionName, (functions.get(functionName) ?? false) || count > 0); }
      }
    }
    await page.close();
    expect(requests.filter((url) => !url.startsWith(`file://${directory}`))).toEqual([]);
    expect(errors).toEqual([]);
  });

  const rows = (): Promise<string[]> => page.locator('.call .verdict').allTextContents();
  const note = (): Promise<string | null> => page.locator('#list-note').textContent();
  const panel = () => page.locator('#chain');

  /** What axe-core finds, by rule and element. */
  async function violations(): Promise<string[]> {
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const result = await page.evaluate('axe.run().then((result) => result.violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))');
    return result as string[];
  }

  test('shows the findings, the map and the calls', async () => {
    await openReport(smallReport());
    expect(await page.locator('.rule .title').first().textContent()).toBe('One half of a call is missing');
    expect(await page.getByRole('link', { name: 'What this rule means' }).getAttribute('href')).toBe('https://example.com/docs/rules/missing-half-invoke.md');
    expect(await page.locator('.finding pre').first().textContent()).toContain('"AWS": "111111111111"');
    expect(await page.locator('.side.from .row .name').allTextContents()).toEqual(['Checkout-billing-…', 'Checkout-reports-…', 'Checkout-checkout-…']);
    expect(await page.locator('.side.to .row .name').allTextContents()).toEqual(['invoices:live', 'orders:live']);
    expect(await page.locator('.bundle').evaluateAll((all) => all.map((one) => one.getAttribute('class')))).toEqual(['bundle allowed', 'bundle depends', 'bundle denied']);
    expect(await rows()).toEqual(['denied', 'depends', 'allowed']);
    expect(await page.locator('.unknowns').textContent()).toContain('Orders/Table');
  });

  test('searches as one types: all words, anywhere', async () => {
    await openReport(largeReport(1000));
    await page.keyboard.press('/');
    await page.keyboard.type('USERSservice workeR663');
    expect(await note()).toBe('1 of 1,000 calls.');
    await page.locator('#search').fill('no such thing');
    expect(await note()).toBe('None of 1,000 calls fits the filter.');
    expect(await page.locator('#list').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    expect(await note()).toBe('1,000 calls.');
  });

  test('filters by verdict, account, action and half', async () => {
    const report = largeReport(1000);
    const shownAfter = (passes: (link: ReportToShow['links'][number]) => boolean): string =>
      `${report.links.filter(passes).length} of 1,000 calls.`;
    await openReport(report);
    await page.locator('#only-denied').click();
    expect(await note()).toBe(shownAfter(({ verdict }) => verdict.outcome === 'denied'));
    await page.locator('#only-depends').click();
    expect(await note()).toBe(shownAfter(({ verdict }) => verdict.outcome !== 'allowed'));
    await page.locator('#only-denied').click();
    await page.locator('#only-depends').click();
    expect(await note()).toBe('1,000 calls.');
    await page.getByLabel('Caller in').selectOption({ label: '003003003003 BillingService' });
    expect(await note()).toBe(shownAfter(({ fromAccount }) => fromAccount === '003003003003'));
    await page.getByLabel('Called in').selectOption({ label: '007007007007 AuditService' });
    expect(await note()).toBe(shownAfter(({ fromAccount, toAccount }) => fromAccount === '003003003003' && toAccount === '007007007007'));
    await page.locator('#clear').click();
    for (const [half, declared] of [['both', 'identity resource'], ['identity', 'identity'], ['delivery', 'resource delivery']]) {
      await page.getByLabel('Declared by').selectOption(half);
      expect(await note()).toBe(shownAfter(({ declaredBy }) => declaredBy.join(' ') === declared));
    }
    await page.getByLabel('Declared by').selectOption('resource');
    await page.getByLabel('Action').selectOption('lambda:InvokeFunction');
    expect(await note()).toBe('None of 1,000 calls fits the filter.');
  });

  test('the keyboard moves in the list, opens the chain and comes back', async () => {
    await openReport(largeReport(1000));
    await page.locator('#list').focus();
    const active = (): Promise<string | null> => page.locator('#list').getAttribute('aria-activedescendant');
    for (const [key, row] of [['ArrowDown', 'row-1'], ['ArrowDown', 'row-2'], ['ArrowUp', 'row-1'], ['End', 'row-999'], ['Home', 'row-0']]) {
      await page.keyboard.press(key);
      expect(await active()).toBe(row);
      expect(await page.locator(`#${row}`).getAttribute('aria-selected')).toBe('true');
      expect(await page.locator(`#${row}`).isVisible()).toBe(true);
    }
    await page.keyboard.press('PageDown');
    expect(Number((await active())?.slice(4))).toBeGreaterThan(5);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('chain-heading');
    await page.keyboard.press('Escape');
    expect(await panel().isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
  });

  test('the chain has every layer, its statements, where they stand, and the findings', async () => {
    await openReport(smallReport());
    await page.locator('.call').first().click();
    expect(await panel().locator('h2').textContent()).toBe('denied Checkout-billing-… → invoices:live');
    expect(await panel().locator('.layers h3').allTextContents()).toEqual([
      'From role Checkout-billing-…', ' identity policy allows it', ' resource policy has no statement that allows it', 'To function invoices:live',
    ]);
    expect(await panel().locator('.layers pre').textContent()).toContain('"Resource": "arn:aws:lambda:eu-west-1:222222222222:function:invoices:live"');
    expect(await panel().locator('.layers').textContent()).toContain('Checkout/billingPolicy/ResourceAWS::IAM::Policy in Checkout.template.json');
    expect(await panel().locator('.finding').textContent()).toContain('add the statement to the resource policy of invoices:live');
    // with the panel open, the list leads
    await page.locator('#list').focus();
    await page.keyboard.press('ArrowDown');
    expect(await panel().locator('h2').textContent()).toContain('depends Checkout-reports');
    expect(await panel().textContent()).toContain('Depends on aws:PrincipalOrgID.');
    await panel().getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Show its calls: Orders/invoices/Resource' }).click();
    expect(await note()).toBe('1 of 3 calls.');
  });

  test('a delivery says who is configured to call', async () => {
    await openReport({ ...smallReport(), links: [bucketCallOf(stackOf('Media', '333333333333'), 'uploads', stackOf('Orders', '222222222222'), 'resize')] });
    await page.locator('.call').click();
    expect(await panel().locator('h2').textContent()).toBe('allowed uploads → resize:live');
    expect(await panel().textContent()).toContain('the bucket calls the functionMedia/uploads/ResourceAWS::S3::Bucket in Media.template.json');
  });

  test('the map opens an account, shows only one, and its strands lead to the calls', async () => {
    await openReport(largeReport(1000));
    expect(await page.locator('.row').count()).toBe(0);
    await page.locator('#to-account-5-toggle').click();
    expect(await page.evaluate('document.activeElement.id')).toBe('to-account-5-toggle');
    expect(await page.locator('.row').count()).toBe(13);
    await page.getByRole('button', { name: /^and \d+ more$/ }).click();
    expect(await page.locator('.row').count()).toBeGreaterThan(13);
    await page.locator('#from-account-2-only').hover();
    expect(await page.locator('.bundle.hot').count()).toBeGreaterThan(0);
    await page.locator('#from-account-2-only').click();
    expect(await note()).toContain('84 of 1,000 calls');
    expect(await page.getByLabel('Caller in').inputValue()).toBe('2');
    await page.locator('#only-denied').click();
    await page.locator('.side.from .row').first().click();
    expect(await note()).toBe('1 of 1,000 calls.');
    const { x, y, width, height } = (await page.locator('.bundle .reach').first().boundingBox())!;
    await page.mouse.click(x + width / 2, y + height / 2);
    expect(await panel().isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove: caller/ }).click();
    await page.locator('#clear').click();
    expect(await note()).toBe('1,000 calls.');
    await page.locator('.bundle.depends:has(text) .reach').first().dispatchEvent('click');
    expect(await page.locator('#only-depends').getAttribute('aria-pressed')).toBe('true');
  });

  test.each([[1300, false], [1300, true], [400, false], [400, true]])('axe-core finds nothing at %d pixels, dark: %s', async (width, dark) => {
    await openReport(smallReport(), { width, dark });
    expect(await violations()).toEqual([]);
    await page.locator('.call').first().click();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('#only-denied').click();
    await page.locator('.side.to .row').first().click();
    expect(await violations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  test('axe-core finds nothing with many calls', async () => {
    await openReport(largeReport(1000));
    await page.locator('.rule summary').first().click();
    expect(await violations()).toEqual([]);
  });

  test('dark by the system, and by the button', async () => {
    await openReport(smallReport(), { dark: true });
    const background = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(14, 17, 22)');
    await page.getByRole('button', { name: 'Light colours' }).click();
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await background()).toBe('rgb(14, 17, 22)');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('a panel that covers the page keeps the keyboard', async () => {
    await openReport(smallReport(), { width: 400 });
    await page.locator('.call').first().click();
    expect(await page.locator('#page').getAttribute('inert')).toBe('');
    await page.keyboard.press('/');
    expect(await panel().isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
  });

  test('the address keeps the filter and the open call', async () => {
    await openReport(largeReport(1000), { hash: '#search=worker&verdict=denied&from-account=003003003003&to-account=007007007007&half=identity&action=lambda:InvokeFunction&call=4&from=none' });
    expect(await note()).toBe('3 of 1,000 calls.');
    expect(await panel().locator('h2').textContent()).toContain('denied');
    await page.keyboard.press('Escape');
    await page.locator('.side.from .row').first().click();
    await page.locator('.side.to .row').first().click();
    const hash = new URLSearchParams(new URL(page.url()).hash.slice(1));
    expect(Object.fromEntries(hash)).toEqual({
      'search': 'worker',
      'verdict': 'denied',
      'from-account': '003003003003',
      'to-account': '007007007007',
      'half': 'identity',
      'action': 'lambda:InvokeFunction',
      'from': 'arn:aws:iam::003003003003:role/BillingService-Worker290-<generated>',
      'to': 'arn:aws:lambda:eu-west-1:007007007007:function:audit-list-290:live',
    });
    await page.locator('.call').first().click();
    await page.evaluate("location.hash = '#verdict=depends&half=nonsense&call=x'");
    await page.waitForFunction("document.getElementById('list-note').textContent.startsWith('38 of')");
    expect(await panel().isVisible()).toBe(false);
  });

  test('hostile names are only text', async () => {
    await openReport(hostileReport());
    await page.locator('.call').first().click();
    expect(await page.evaluate('window.stolen')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.getByRole('link').count()).toBe(0);
    expect(await page.locator('.call .name').nth(1).textContent()).toBe(`invoices${HOSTILE}:live`);
  });

  test('paper has every call and every statement', async () => {
    await openReport(largeReport(300));
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.call').count()).toBe(300);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.call').count()).toBeLessThan(60);
    expect(await page.locator('.rule[open]').count()).toBe(0);
  });

  test('ten thousand calls: few rows, quick answers', async () => {
    await openReport(largeReport(10_000));
    expect(await note()).toBe('10,000 calls.');
    expect(await page.locator('.call').count()).toBeLessThan(60);
    await page.locator('#list').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#row-9999').isVisible()).toBe(true);
    await page.locator('#search').fill('mailservice');
    expect(await note()).toBe('833 of 10,000 calls.');
  });

  test('an app without calls says so', async () => {
    await openReport({ cloud: { stacks: [], unknowns: [] }, links: [], findings: [] });
    expect(await page.locator('main').textContent()).toBe('FindingsNone.These templates speak of no call.');
    expect(await violations()).toEqual([]);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  });

  test('every named function of the page was called above', () => {
    expect([...functions].filter(([, called]) => !called).map(([name]) => name)).toEqual([]);
    expect(functions.size).toBeGreaterThan(60);
  });
});
