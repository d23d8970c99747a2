// Programs beside the module, each of which comes with the first element that wants it.

const coming = new Map();

/** Asks for a file, once; again where it did not come. What was changed on its way does not run. */
function ask([url, integrity]) {
  const { href } = url;
  if (!coming.has(href)) {
    const asked = fetch(url, { integrity });
    asked.catch(() => coming.delete(href));
    coming.set(href, asked);
  }
  return coming.get(href);
}

/** Lets files come that are wanted soon. Whoever wants them hears what became of it. */
export const begin = (files) => { for (const file of files) ask(file).catch(() => {}); };

/** A program, as it comes. One that did not come whole is asked for again. */
export async function program(file) {
  const { href } = file[0];
  if ((await ask(file)).bodyUsed) coming.delete(href);
  const response = await ask(file);
  if (response.ok) return response;
  coming.delete(href);
  throw new Error(`${response.status} ${response.url}`);
}
