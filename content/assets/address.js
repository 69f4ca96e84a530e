/* What a page reads from its address and writes to it, and how it says what it does not know. */
import { make } from "./dom.js";

const FOREIGN = /^(utm_\w+|fbclid|gclid|v|search)$/; // added by others on the way, or asked of the search
const LONGEST = 40;

/** Return a value of an address, cut if it is long, in quotation marks. */
export const quoted = (text) => `“${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}”`;

/** Return the parameters of a query that a page does not have. */
export const strange = (query, names) => [...new Set(query.keys())].filter((name) => !names.includes(name) && !FOREIGN.test(name)).map((name) => `filter ${quoted(name)}`);

export const leftOut = (ignored) => (ignored.length ? `Not known here, so left out: ${ignored.join("; ")}.` : "");

/** Fill the controls of a form from the address; what it does not say stays. Return what there is none of. */
export function fillIn(controls) {
  const query = new URLSearchParams(location.search);
  const ignored = strange(query, controls.map(({ name }) => name));
  for (const control of controls) {
    const { name, value } = control;
    const asked = query.get(name) ?? value;
    control.value = asked;
    if (control.selectedIndex !== -1) continue;
    control.value = "";
    ignored.push(`${name} ${quoted(asked)}`);
  }
  const part = location.hash.slice(1);
  if (part && !document.getElementById(part)) ignored.push(`part ${quoted(part)}`);
  return ignored;
}

/** Return the address of what the controls of a form ask for. */
export function addressOf(controls) {
  const pairs = controls.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value);
  return `${location.pathname}${pairs.length ? `?${new URLSearchParams(pairs)}` : ""}`;
}

export const keep = (controls) => history.replaceState(null, "", addressOf(controls) + location.hash);

/** Say how many of a list are shown; each number leads to the address that shows just those. The same is not said twice. */
export function sayCount(status, shown, all, noun, address, more = "") {
  const counted = (number, href) => make("a", { className: "count", href, textContent: number });
  const links = [counted(shown, address), counted(all, location.pathname)];
  const said = [links[0], " of ", links[1], ` ${noun}${more && `. ${more}`}`];
  const before = status.querySelectorAll(".count");
  if (status.textContent === said.map((part) => part.textContent ?? part).join("")) before.forEach((link, place) => (link.href = links[place].href));
  else status.replaceChildren(...said);
}
