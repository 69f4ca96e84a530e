/* Runs in the head, before anything is painted: applies the reader's choice of colors. Then it offers the
   switch, and closes the menu of small screens when that has served.
   Without a choice the colors follow the system; without this script they do too. */
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

    const menu = document.querySelector(".menu");
    const close = () => menu.removeAttribute("open");
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target) || event.target.closest("a")) close();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    });
  });
})();
