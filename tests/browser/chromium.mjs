// Headless Chromium, and pages that tell everything that goes wrong in them.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../npm/package.json', import.meta.url))('playwright-core');

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });

/** A page in a context of its own, closed when the test ends; `options` are the context's. */
export async function open(test, browser, options = {}) {
  const context = await browser.newContext(options);
  test.after(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  return { page, complaints, requests };
}
