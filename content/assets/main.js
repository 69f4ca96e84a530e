/* On every page: loads what the page needs and nothing else, the module of its own tool, and search when the reader first
   asks for it. */
const version = new URL(import.meta.url).search;

const TOOLS = {
  ".contents": "./contents.js",
  "pre > code": "./copy-code.js",
  "#explorer": "./compare.js",
  "#headline": "./answers.js",
  "#judge-form": "./judge/judge.js",
  "#choose-form": "./choose.js",
  "#list-filter": "./list-filter.js",
  "#model-index": "./filter-list.js",
  "#all-families": "./former-anchors.js",
  "[data-twins]": "./twins.js",
  "[data-twin-count]": "./twin-count.js",
  "[data-mask-explorer]": "./mask-explorer.js",
  "[data-mask-share]": "./mask-share.js",
};

const KINDS = ["click", "change", "submit"];

/** Load the module of a tool; what the reader did with the tool meanwhile is told to the module when it has come. */
async function load(tool, module) {
  const early = [];
  const keep = (event) => {
    if (event.type === "submit") event.preventDefault();
    early.push(event);
  };
  for (const kind of KINDS) tool.addEventListener(kind, keep);
  await import(module + version);
  for (const kind of KINDS) tool.removeEventListener(kind, keep);
  for (const { type, target } of early) target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
}

const loading = Object.entries(TOOLS).map(([mark, module]) => {
  const tool = document.querySelector(mark);
  return tool && load(tool, module);
});
Promise.all(loading).then(() => { document.documentElement.dataset.ready = ""; }); // for whoever drives the page by program

for (const own of document.querySelectorAll(".argument__own")) {
  own.addEventListener("toggle", async () => (await import("./arguments.js")).open(own), { once: true });
}

for (const button of document.querySelectorAll(".figure__png")) {
  button.addEventListener("click", async () => (await import("./picture.js")).save(button.dataset.svg));
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

/* The reader's clock tells which checks are old. */
const today = new Date().toISOString();
const yearAgo = `${today.slice(0, 4) - 1}${today.slice(4, 10)}`;
for (const checked of document.querySelectorAll("time.checked")) {
  if (checked.dateTime >= yearAgo) continue;
  const mark = document.createElement("span");
  mark.className = "stale";
  mark.textContent = ", more than a year ago";
  checked.after(mark);
}

const asked = new URLSearchParams(location.search).get("search");
if (asked !== null) search(asked);
