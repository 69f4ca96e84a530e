/* The index of models: shows the models and families that hold the words typed, and hides parts without any. */
const box = document.querySelector("#model-filter");
const status = document.querySelector("#model-count");
const parts = [...document.querySelectorAll("#model-index section, #family-index")];

const listed = (selector) => [...document.querySelectorAll(selector)].map((element) => ({ element, text: element.textContent.toLowerCase() }));
const models = listed("#model-index li");
const families = listed("#family-index section");

/** Show the entries that hold all words; return how many do. */
function filter(entries, words) {
  let shown = 0;
  for (const { element, text } of entries) {
    const fits = words.every((word) => text.includes(word));
    element.hidden = !fits;
    shown += fits;
  }
  return shown;
}

box.addEventListener("focus", () => {
  for (const list of document.querySelectorAll("#model-index, #family-index")) list.classList.add("is-filtered");
}, { once: true });

box.form.addEventListener("submit", (event) => event.preventDefault());

/** Show what holds the words in the box, and say how much that is. */
function show() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = filter(models, words);
  filter(families, words);
  for (const part of parts) part.hidden = !part.querySelector(":is(#model-index li, #family-index section):not([hidden])");
  status.textContent = `${shown} of ${models.length} models`;
}

box.addEventListener("input", show);
if (box.value) show(); // typed before this module came, or restored by the browser
