// Authored pages are Markdown without template tags; model pages, their index and the comparison come from facts.json.
import { readFileSync } from "node:fs";

export default function (config) {
  config.addGlobalData("facts", () => JSON.parse(readFileSync("facts.json", "utf-8")));
  config.addGlobalData("layout", "page.njk");
  config.addPassthroughCopy({ "docs/assets": "assets" });
  return {
    dir: { input: "docs", includes: "../layouts", output: "site" },
    markdownTemplateEngine: false,
    templateFormats: ["md", "njk"],
  };
}
