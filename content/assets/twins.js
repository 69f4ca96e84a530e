/* The four tiny networks: waits for the reader. What runs them is fetched with the first press, and no weights before
   the reader uses that network. */
for (const root of document.querySelectorAll("[data-twins]")) {
  let cards;
  const use = async (what) => (await (cards ??= import("./twin-cards.js").then(({ open }) => open(root)))).use(what);
  pressable(root);
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (!button) return;
    prefetch(button.closest("[data-twin]")?.dataset.twin);
    use({ name: button.dataset.do, button });
  });
  root.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && reveal(target.closest("[data-twin]")));
  root.addEventListener("change", ({ target }) => use({ name: "changed", input: target }));
  root.addEventListener("input", ({ target }) => target.type === "range" && use({ name: "moved", input: target }));
  root.addEventListener("toggle", ({ target }) => target.open && use({ name: "opened" }), true);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    use({ name: event.target.dataset.submit, button: event.target });
  });
}

/** On phones the cards lie in a row: bring the one with the focus to the front, but never from under a pointer. */
function reveal(card) {
  if (card) card.parentElement.scrollLeft += card.getBoundingClientRect().left - card.parentElement.getBoundingClientRect().left;
}

/** Fetch what a card will need while the code of the cards is still on its way. */
async function prefetch(name) {
  const { automaton, twin } = await import("./twin-network.js");
  await Promise.allSettled([automaton(), name && twin(name)]); // who uses them reports a failure
}

/** Words that a press does something to are buttons, but only where a script is there to answer. */
function pressable(root) {
  for (const word of root.querySelectorAll("[data-does]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: word.className, textContent: word.textContent });
    Object.assign(button.dataset, { do: word.dataset.does, at: word.dataset.at });
    word.replaceWith(button);
  }
}
