/* On every page: loads what the page needs and nothing else, the module of its own tool, and search when the reader first
   asks for it; and lends them what they share, so that small helps cost no request of their own. */
const TOOLS = {
  ".contents": "./contents.js",
  "#explorer": "./compare.js",
  "#headline": "./answers.js",
  "#judge-form": "./judge/judge.js",
  "#model-index": "./filter-list.js",
  "#all-families": "./former-anchors.js",
};

for (const [mark, module] of Object.entries(TOOLS)) {
  if (document.querySelector(mark)) import(module);
}

/** Open the dialog at once, so that nothing typed is lost; what it does comes with its own module. */
async function search(query) {
  const dialog = document.querySelector("#search");
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").select();
  (await import("./search.js")).open(query);
}

document.querySelector("#search-open")?.addEventListener("click", () => search());

/* Only with a modifier: single characters are what people dictate, and what some browsers search with (WCAG 2.1.4). */
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  search();
});

const asked = new URLSearchParams(location.search).get("search");
if (asked !== null) search(asked);

/* ---- what several tools share: making elements, taking turns with the browser, names ------------------------------ */

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
