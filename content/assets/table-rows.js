/* The rows of the comparison on the screen, in groups (one <tbody> each): those of the page, and larger ones added here.

   What a view shows may be five rows or ten thousand; what the reader sees is a screenful. So the first group is drawn
   at once, those below it in the frames that follow, and after a pause the rest, a few milliseconds at a time, up to
   MOST rows. The rows after those are one blank space of their height; where the reader comes near it, it is shared out
   into groups, and these are drawn when they are near themselves. Each new view ends the work on the one before.
   A group that a view has no rows for is skipped by the browser (explore.css), which is cheaper than taking it off the
   page; it is emptied later. */
import { make, painted, pause, unhurried } from "./dom.js";

const ADDED = 20;
const FRAMES = 5;
const QUIET = 250;
const MOST = 240;

export class TableRows {
  #turn = 0;
  #built = document.createElement("template");
  #space = make("tbody", { className: "is-blank" });
  #near = new IntersectionObserver((seen) => this.#comeNear(seen), { rootMargin: "100%", scrollMargin: "100%" });

  /** `rows` are those that the page came with; `dress` completes the element of a row before it is first shown. */
  constructor(table, rows, dress) {
    this.table = table;
    this.dress = dress;
    this.rows = rows;
    this.groups = [];
    for (const body of table.tBodies) this.#addGroup(body, body.rows.length);
    for (const group of this.groups) group.drawn = group.rows;
    addEventListener("beforeprint", () => this.#all());
  }

  get #room() {
    return this.groups.at(-1)?.end ?? 0;
  }

  #addGroup(body, size) {
    const start = this.#room;
    const group = { body, start, end: start + size, rows: this.rows.slice(start, start + size), drawn: [] };
    this.groups.push(group);
    body.style.setProperty("--shown", size);
  }

  /** Show these rows and no others. */
  show(rows) {
    const turn = (this.#turn += 1);
    this.rows = rows;
    this.table.ariaRowCount = rows.length > MOST ? rows.length + 1 : null;
    this.table.setAttribute("aria-busy", "true");
    for (const group of this.groups) group.rows = rows.slice(group.start, group.end);
    this.#draw(this.groups[0]);
    return this.#drawOthers(turn);
  }

  async #drawOthers(turn) {
    await painted();
    if (turn !== this.#turn) return;
    for (const { body, rows } of this.groups) body.classList.toggle("is-empty", !rows.length);
    const kept = this.groups.findIndex(({ start }) => start >= MOST);
    if (kept > 0) for (const { body } of this.groups.splice(kept)) body.remove();
    this.#makeRoom(MOST);
    for (const group of this.groups.slice(1, FRAMES)) {
      this.#draw(group);
      await painted();
      if (turn !== this.#turn) return;
    }
    await pause(QUIET);
    for await (const group of unhurried(this.groups)) {
      if (turn !== this.#turn) return;
      this.#draw(group);
    }
    this.table.removeAttribute("aria-busy");
  }

  /** Add blank groups for so many rows, as far as there are rows; what is left is blank space. */
  #makeRoom(most) {
    while (this.#room < Math.min(most, this.rows.length)) {
      const body = make("tbody", { className: "is-blank" });
      this.#addGroup(body, ADDED);
      this.table.append(body);
    }
    this.#near.unobserve(this.#space);
    const left = this.rows.length - this.#room;
    if (left <= 0) return this.#space.remove();
    this.#space.style.setProperty("--shown", left);
    this.table.append(this.#space);
    return this.#near.observe(this.#space);
  }

  /** Tell whether a group shows its rows; another group may have taken one of them since. */
  #isDrawn({ body, rows, drawn }) {
    return drawn.length === rows.length && rows.every((row, place) => row === drawn[place] && row.element.parentNode === body);
  }

  #draw(group) {
    if (this.#isDrawn(group)) return group.rows.forEach(this.dress);
    const { body, rows, start, end } = group;
    body.replaceChildren(...rows.map((row, at) => this.#element(row, start + at)));
    body.classList.toggle("is-blank", !rows.length);
    body.style.setProperty("--shown", rows.length || end - start);
    group.drawn = rows;
    this.#near.unobserve(body);
  }

  #element(row, place) {
    if (!row.element) {
      this.#built.innerHTML = row.source;
      row.element = this.#built.content.firstElementChild;
    }
    this.dress(row);
    row.element.ariaRowIndex = this.table.ariaRowCount && place + 2;
    return row.element;
  }

  #comeNear(seen) {
    for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
      if (target === this.#space) this.#shareSpace();
      else this.#draw(this.groups.find(({ body }) => body === target));
    }
  }

  #shareSpace() {
    const before = this.groups.length;
    this.#makeRoom(this.#room + MOST);
    for (const { body } of this.groups.slice(before)) this.#near.observe(body);
  }

  /** Draw everything, for paper. */
  #all() {
    this.#makeRoom(Infinity);
    for (const group of this.groups) this.#draw(group);
  }
}
