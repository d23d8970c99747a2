// Going through a page by keyboard alone.
import assert from 'node:assert/strict';

/** What has the focus: its name, its role or element, and whether that can be seen. */
export const focused = ({ page }) => page.evaluate(() => {
  const element = document.activeElement;
  const seen = [element, element.closest('label'), element.parentElement].some((part) => {
    const style = part && getComputedStyle(part);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none');
  });
  const name = element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).innerText ?? '';
  return { name: name.trim().replaceAll(/\s+/g, ' '), tag: element.tagName, seen, main: element.id === 'main' };
});

/** Presses Tab until something with the name has the focus, which shows at every stop. */
export async function tabTo(visitor, name, key = 'Tab') {
  const stops = [];
  for (let stop = 0; stop < 80; stop += 1) {
    await visitor.page.keyboard.press(key);
    const here = await focused(visitor);
    assert.ok(here.seen || here.tag === 'BODY', `the focus shows on ${here.tag} "${here.name}"`);
    if (typeof name === 'string' ? here.name === name : name.test(here.name)) return here;
    stops.push(here.name);
  }
  return assert.fail(`no ${name} among ${stops.join(', ')}`);
}
