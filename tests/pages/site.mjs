// A server and a browser for the tests of a file, and visits to the pages. Every visit is watched:
// a test fails when a page complains, breaks its policy, or asks anybody but its own server.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { launch, open } from '../browser/chromium.mjs';
import { en, filled } from './catalogue.mjs';
import { Page } from './page.mjs';
import { serve } from './server.mjs';

/** A purchase order of the sample that many invoices use. */
export const CLOUD = 'AF-3101-CLOUD';

/** The month that counts as today in every test. */
export const TODAY = '2026-11';

/** Serves the pages for the tests of the file. Options are those of `tieback serve`. */
export function site(...options) {
  const site = new Site();
  before(async () => {
    [site.server, site.browser] = await Promise.all([serve(...options), launch()]);
  });
  after(async () => {
    await Promise.all([site.browser.close(), site.server.stop()]);
  });
  return site;
}

/** A page that is left stops looking ahead for parts, and for what its worker computes with. */
const LOOKED_AHEAD = /-([0-9a-f]{16}|wasm_bg)\.(wasm|bin|svg): net::ERR_ABORTED$/;

export class Site {
  /** The month that counts as today. */
  today = TODAY;

  /** The whole address of one below the base, with the fixed month unless it tells another. */
  address(path = '/') {
    const url = new URL(path.replace(/^\//, ''), this.server.address);
    if (!url.searchParams.has('today')) url.searchParams.set('today', this.today);
    return url.href;
  }

  /** A fresh browser that nobody has used yet. Nothing is loaded; see `visit`. */
  async browserPage(test, { expected = [], ...options } = {}) {
    const { page, complaints } = await open(test, this.browser, { locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
    const { host } = new URL(this.server.address);
    await page.addInitScript(tellViolations);
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== host) complaints.push(`asked of another host: ${url}`);
    });
    test.after(() => {
      const known = [LOOKED_AHEAD, ...expected];
      const unexpected = complaints.filter((complaint) => !known.some((pattern) => pattern.test(complaint)));
      assert.deepEqual(unexpected, [], 'the page has nothing to complain about');
    });
    return new Page(page, this, complaints);
  }

  /** A fresh browser at an address. */
  async visit(test, path = '/', options = {}) {
    const visitor = await this.browserPage(test, options);
    await visitor.go(path);
    return visitor;
  }

  /** A fresh browser with the sample open. */
  sample(test, path = '/preview', options = {}) {
    const separator = path.includes('?') ? '&' : '?';
    return this.visit(test, `${path}${separator}data=sample`, options);
  }

  /** The same, after the purchase order of the cloud was suspended, on the page of invoices. */
  async suspended(test, options = {}) {
    const visitor = await this.sample(test, `/purchase-orders/${CLOUD}`, options);
    await visitor.press(en.orders.SUSPEND);
    await visitor.press(filled(en.orders.SUSPEND_ORDER, { order: CLOUD }), visitor.dialog);
    await visitor.message(en.changes.APPLIED);
    await visitor.open(en.frame.NAV_INVOICES);
    return visitor;
  }
}

function tellViolations() {
  addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
}
