/* A figure as PNG, drawn in the browser from its SVG file: twice as large, in light colors. */
import { make, version } from "./dom.js";
import { download } from "./share.js";

const SCALE = 2;

/** Draw the SVG file at an address, and hand the picture over as a file. */
export async function save(address) {
  const text = await (await fetch(address + version)).text();
  const light = text.replace("prefers-color-scheme:dark", "not all");
  const image = make("img", { src: `data:image/svg+xml,${encodeURIComponent(light)}` });
  await image.decode();
  const canvas = make("canvas", { width: SCALE * image.width, height: SCALE * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download(address.replace(/.*\/|svg$/g, "") + "png", "image/png", blob));
}
