/* Runs in the head, before anything is painted: applies the reader's choice of colours, and offers the switch.
   Without a choice the colours follow the system; without this script they do too. */
(() => {
  const root = document.documentElement;
  const key = "colour-scheme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden
    }
  };

  const write = (value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // the choice lasts for this page
    }
  };

  const chosen = read();
  if (chosen === "dark" || chosen === "light") root.dataset.scheme = chosen;
  root.classList.replace("no-js", "js");

  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : dark.matches);

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".scheme-switch");
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.scheme = isDark() ? "light" : "dark";
      write(root.dataset.scheme);
      show();
    });
    dark.addEventListener("change", show);
    show();
  });
})();
