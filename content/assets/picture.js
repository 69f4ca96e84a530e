/* A figure as PNG, drawn in the browser from its SVG file: twice as large, in light colors. */
import { make, version } from "./dom.js";
import { download } from "./share.js";

const SCALE = 2;

async function picture(address) {
  const text = await (await fetch(address + version)).text();
  const light = text.replace("prefers-color-scheme:dark", "not all");
  const image = make("img", { src: `data:image/svg+xml,${encodeURIComponent(light)}` });
  await image.decode();
  const canvas = make("canvas", { width: SCALE * image.width, height: SCALE * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

for (const { parentElement, href } of document.querySelectorAll('.figure__more a[href$=".svg"]')) {
  const button = make("button", { type: "button", textContent: "PNG" });
  button.addEventListener("click", async () => download(href.replace(/.*\/|svg$/g, "") + "png", "image/png", await picture(href)));
  parentElement.after(make("li", {}, button));
}
