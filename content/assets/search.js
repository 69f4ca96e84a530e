/* The search dialog. Imported when the reader first searches; the index is fetched only then. */
import { make } from "./dom.js";
import { load } from "./search-index.js";

const root = new URL("..", import.meta.url);
const MOST = 20;
const MOST_WORDS = 3;
const EXCERPT = 150;
const LONGEST = 200; // of a query; what is longer was not typed

const dialog = document.querySelector("#search");
const input = dialog.querySelector("input");
const list = dialog.querySelector("#search-results");
const status = dialog.querySelector("#search-status");

let index = null;

/** Find what is in the box of the open dialog, or a query that is put there. */
export async function open(query) {
  if (query !== undefined) input.value = query;
  await ready();
  show();
}

async function ready() {
  if (index) return;
  status.textContent = "Loading the index";
  try {
    index = await load();
    status.textContent = "";
  } catch {
    status.textContent = "The index could not be loaded. Try again, or use the list of models.";
  }
}

function show() {
  if (!index) return;
  const query = input.value.trim().slice(0, LONGEST);
  const { found, unknown, instead } = index.find(query);
  list.replaceChildren(...found.slice(0, MOST).map((document) => item(document, query)));
  status.replaceChildren(...(query ? said(found.length, unknown, instead) : []));
}

/** Return what is said above the results: how many there are, and if they are a guess, that they are one. */
function said(count, unknown, instead) {
  if (!unknown.length) return [count ? counted(count) : "Nothing found. Try fewer or other words."];
  const nothing = `Nothing is called ${unknown.slice(0, MOST_WORDS).map((word) => `“${word}”`).join(" or ")}. `;
  const links = instead.flatMap((model, place) => [place ? ", " : "", make("a", { href: new URL(model.href, root).href, textContent: model.title })]);
  const isClass = unknown.some((word) => CLASS.test(word));
  const guess = links.length && !isClass ? ["Did you mean ", ...links, "? "] : [];
  const [path, advice] = isClass ? ["judge/", "Judge a model by its class"] : ["contribute/#add", "Propose a model that is missing"];
  return [nothing, ...guess, make("a", { href: new URL(path, root).href, textContent: advice }), ". ", count ? `Near it: ${counted(count).toLowerCase()}` : "Nothing found."];
}

const counted = (number) => (number > MOST ? `The best ${MOST} of ${number} results` : `${number} result${number === 1 ? "" : "s"}`);

const CLASS = /^[A-Z]\w*(?:Model|For[A-Z]\w+)$/; // a Python class of a model, as BertLMHeadModel

/* Verdicts without which the statement of a claim would read as ours. */
const VERDICTS = { refuted: "Refuted", disputed: "Disputed", definitional: "A matter of definition" };

function item({ kind, href, title, text, developer, verdict, aliases = [] }, query) {
  const words = query.toLowerCase().split(/\s+/);
  const alias = aliases.find((name) => words.some((word) => name.toLowerCase().includes(word)));
  const also = alias && !title.toLowerCase().includes(query.toLowerCase()) ? ` (${alias})` : "";
  const link = make("a", { href: new URL(href, root).href }, make("span", { className: "search__title", textContent: title + also }));
  const judged = VERDICTS[verdict] ? make("strong", { className: "search__verdict", textContent: `${VERDICTS[verdict]}: ` }) : null;
  return make("li", {}, judged, link, make("span", { className: "search__kind", textContent: developer ? `${kind}, ${developer}` : kind }), make("p", { textContent: excerpt(text, kind === "Question" ? [] : words) }));
}

/** Return the part of a text around the first word that was searched. */
function excerpt(text, words) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const first = Math.min(...places, text.length);
  const start = first < EXCERPT / 2 || first === text.length ? 0 : text.lastIndexOf(" ", first - 40) + 1;
  const cut = start + EXCERPT < text.length;
  const part = text.slice(start, cut ? text.lastIndexOf(" ", start + EXCERPT) : undefined);
  return `${start ? "… " : ""}${part}${cut ? " …" : ""}`;
}

input.addEventListener("input", show);

dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.click();
});

dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target.closest("a, .search__close")) dialog.close();
});

dialog.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the keys belong to the input method
  if (event.key === "Escape") {
    event.preventDefault(); // a search field would only be emptied
    dialog.close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [input, ...list.querySelectorAll("a")];
  const next = stops.indexOf(document.activeElement) + step;
  event.preventDefault();
  stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
});
