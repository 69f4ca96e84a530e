/* What several tools share: making elements, taking turns with the browser, names, and the version of the site's files. */

/** The query that every script, style and data file of this state of the site is asked for with: `?v=…`. */
export const version = new URL(import.meta.url).search;

/** Return an element with properties, `data`/`aria` attributes and children; strings become text nodes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Let the browser paint and answer the reader before long work goes on; wait for some milliseconds if given. */
export const pause = (wait = 0) => new Promise((resolve) => setTimeout(resolve, wait));

/** Wait until what was drawn is on the screen. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const A_SLICE = 12;

/** Yield items one by one; after every few milliseconds of work on them the browser has its turn. */
export async function* unhurried(items) {
  let since = performance.now();
  for (const item of items) {
    if (performance.now() - since > A_SLICE) {
      await pause();
      since = performance.now();
    }
    yield item;
  }
}

/** Return a text in the form in which "GPT-2", "gpt 2" and "GPT2" are the same. */
export const squash = (text) => text.normalize("NFKC").toLowerCase().replaceAll("+", "plus").replaceAll(/[^\p{L}\p{N}]/gu, "");
