/* A button on every block of code that copies it; without script or permission there is none. */
import { make } from "./dom.js";

const SHOWN_FOR = 2000;

for (const code of navigator.clipboard ? document.querySelectorAll("pre > code") : []) {
  const button = make("button", { type: "button", className: "copy-code", textContent: "Copy" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = "Copy"), SHOWN_FOR);
  });
  code.parentElement.append(button);
}
