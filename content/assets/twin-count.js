/* The experiment in the page: a hundred sentences of one way of writing, how many of them are well-formed, and the
   spread that was measured. */
import { make, unhurried } from "./dom.js";

const MANY = 100, SHOWN = 5, SCATTER = 10;
const form = document.querySelector("[data-twin-count]");
const part = (name) => document.querySelector(`[data-part="${name}"]`);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { way, temperature, seed } = form.elements, [name, how] = way.value.split("/");
  const measured = way.selectedOptions[0].dataset[temperature.value === "1" ? "warm" : "cold"];
  part("sample").replaceChildren();
  part("counted").textContent = "Writing …";
  const { sampler } = await import("./twin-sample.js");
  const write = await sampler(name, how, Number(temperature.value), Number(seed.value) || 0);
  let good = 0;
  for await (const number of unhurried([...Array(MANY).keys()])) {
    const { text, fine } = write();
    good += fine;
    if (number < SHOWN) part("sample").append(make("li", { textContent: `${fine ? "✓" : "✗"} ${text}` }));
  }
  const { samples, seeds } = form.dataset;
  part("counted").textContent = `${good} of ${MANY} well-formed. Measured: ${measured} (${samples} sentences in each of `
    + `${seeds} trainings). A count of ${MANY} can easily be ${SCATTER} higher or lower.`;
});
