// Programs beside the module, each of which comes with the first element that wants it.

const TYPE = 'application/wasm';

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

/** Lets files come that are wanted soon. One that does not come is asked for again by whoever wants it. */
export const begin = (files) => { for (const file of files) ask(file).catch(() => {}); };

/** A program, as it comes. One that did not come whole is asked for again. */
export async function program(file) {
  const { href } = file[0];
  if ((await ask(file)).bodyUsed) coming.delete(href);
  const response = await ask(file);
  if (!response.ok) {
    coming.delete(href);
    throw new Error(`${response.status} ${response.url}`);
  }
  // Some servers do not know what it is, and browsers compile nothing else as it comes.
  const { headers, body } = response;
  return headers.get('content-type') === TYPE ? response : new Response(body, { headers: { 'content-type': TYPE } });
}
