/* Loads what this page needs and nothing else: the module of its own tool, and search when the reader first asks for it. */
const TOOLS = {
  ".contents": "./contents.js",
  "#explorer": "./compare.js",
  "#switch-form": "./definition-switch.js",
  "#model-index": "./filter-list.js",
  "#all-families": "./former-anchors.js",
};

for (const [mark, module] of Object.entries(TOOLS)) {
  if (document.querySelector(mark)) import(module);
}

const search = async (query) => (await import("./search.js")).open(query);

const isTyping = (target) => target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName);

document.querySelector("#search-open")?.addEventListener("click", () => search());

addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (slash || command) {
    event.preventDefault();
    search();
  }
});

const asked = new URLSearchParams(location.search).get("search");
if (asked !== null) search(asked);
