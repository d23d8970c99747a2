// The rules of WCAG 2.2 AA that a program can check, on a page as it is: light and dark, wide and as
// narrow as a phone. Nothing is wider than the window.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(new URL('../npm/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 375, height: 760 };
const WIDE = { width: 1280, height: 800 };

/** What is wrong with the page, or with a part of it, in both schemes and both widths. */
export async function faults(visitor, state, settled = () => visitor.settled(), part = 'html') {
  const { page } = visitor;
  const faults = [];
  for (const viewport of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await settled();
      const found = await violations(visitor, part);
      const excess = await overflow(visitor);
      if (excess > 0) found.push(`${excess} px too wide`);
      faults.push(...found.map((fault) => `${state}, ${viewport.width} px, ${colorScheme}: ${fault}`));
    }
  }
  await page.setViewportSize(WIDE);
  return faults;
}

/** What is wrong with the page as it is now, one line each. */
async function violations({ page }, part) {
  await page.evaluate(AXE);
  return page.evaluate(async ({ tags, part }) => {
    const { violations } = await globalThis.axe.run(part, { runOnly: tags, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary.replaceAll(/\s+/g, ' ')}`));
  }, { tags: TAGS, part });
}

/** By how much the page is wider than the window. */
const overflow = ({ page }) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
