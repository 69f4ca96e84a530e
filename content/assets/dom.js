/* Making elements: text stays text, whatever it holds. */

/** Return an element with properties, `data`/`aria` attributes and children; strings become text nodes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Let the browser paint and answer the reader before long work goes on. */
export const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Wait until what was drawn is on the screen. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
