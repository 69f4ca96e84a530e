/* The index of models: shows the entries that hold the words typed, and hides years without any. */
const box = document.querySelector("#model-filter");
const status = document.querySelector("#model-count");
const entries = [...document.querySelectorAll("#model-index li")].map((element) => ({ element, text: element.textContent.toLowerCase() }));
const sections = [...document.querySelectorAll("#model-index section")];

box.form.addEventListener("submit", (event) => event.preventDefault());

box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of entries) {
    const fits = words.every((word) => text.includes(word));
    element.hidden = !fits;
    shown += fits;
  }
  for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
  status.textContent = `${shown} of ${entries.length} models`;
});
