/** The list of contents marks the section being read; the Escape key puts away the definition of a term. */

const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
const headings = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);

const mark = (heading) => {
  for (const [id, link] of links) link.toggleAttribute("aria-current", id === heading?.id);
};

let waiting = false;
const follow = () => {
  waiting = false;
  mark(headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3));
};

if (headings.length) {
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
  follow();
}

const dismissed = (yes) => document.documentElement.classList.toggle("tips-dismissed", yes);

addEventListener("keydown", (event) => event.key === "Escape" && dismissed(true));
addEventListener("focusin", () => dismissed(false));
addEventListener("pointerover", (event) => event.target.closest?.(".term-tip") || dismissed(false));
