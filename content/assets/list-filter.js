/* Lists of questions, claims and terms: shows the items of a kind that hold all words typed, and hides headings that are
   left without any. What is asked for stands in the address (`kind`, `find`), so that a filtered list can be linked. */
import { addressOf, fillIn, keep, leftOut, sayCount } from "./address.js";
import { words } from "./search-words.js";

const form = document.querySelector("#list-filter");
const status = form.querySelector("[role=status]");
const { kind, find } = form.elements;

/* An item of the FAQ is the part below its heading. */
const items = [...document.querySelectorAll("[data-kind]")].map((element) => {
  const heading = element.previousElementSibling?.matches("h2") && element.hasAttribute("data-headed") ? [element.previousElementSibling] : [];
  return { parts: [...heading, element], kind: element.dataset.kind, text: words([...heading, element].map((part) => part.textContent).join(" ")).join(" ") };
});
const groups = [...document.querySelectorAll("[data-group]")].map((element) => ({ element, heading: element.previousElementSibling, items: items.filter(({ parts }) => element.contains(parts[0])) }));

function show(ignored = []) {
  const typed = words(find.value);
  let count = 0;
  for (const item of items) {
    const fits = (!kind.value || item.kind === kind.value) && typed.every((word) => item.text.includes(word));
    for (const part of item.parts) part.hidden = !fits;
    item.fits = fits;
    count += fits;
  }
  for (const { element, heading, items: members } of groups) {
    const empty = !members.some(({ fits }) => fits);
    element.hidden = empty;
    if (heading) heading.hidden = empty;
  }
  sayCount(status, count, items.length, form.dataset.noun, addressOf([kind, find]), leftOut(ignored));
}

function showAndNote() {
  keep([kind, find]);
  show();
}

/** Show what the address asks for. */
function restore() {
  show(fillIn([kind, find]));
  reveal();
}

/** Show all again when the reader follows a link to an item that is hidden. */
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.closest("[hidden]")) {
    kind.value = find.value = "";
    showAndNote();
  }
  target?.scrollIntoView();
}

form.addEventListener("submit", (event) => event.preventDefault());
find.addEventListener("input", showAndNote);
kind.addEventListener("change", showAndNote);
addEventListener("hashchange", reveal);
if (kind.value || find.value || location.search || location.hash) restore(); // chosen before this module came, or asked for
