/* The site's modules in one classic script, for a site that was opened from a folder. */
(() => {
  const native = globalThis.URL;
  const home = new native("..", document.currentScript.src).href;
  const modules = {};
  const loaded = {};
  const handed = {};

  /** Return the path of an address below the site. */
  const pathOf = (address) => new native(address, document.baseURI).href.replace(/[?#].*/, "").replace(home, "");

  /** An address that names the file where a server would look for one in the folder. */
  class URL extends native {
    constructor(...given) {
      super(...given);
      if (this.pathname.endsWith("/")) this.pathname += "index.html";
    }
  }

  /** Browsers that keep no history of files leave the address as it is. */
  const history = Object.defineProperty(Object.fromEntries(["pushState", "replaceState"].map((name) => [name, (...given) => {
    try {
      globalThis.history[name](...given);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  }])), "state", { get: () => globalThis.history.state });

  /** Import a module, as `import()` does. */
  function importModule(from, name) {
    const address = new native(name, from).href;
    const key = pathOf(address);
    if (!(key in modules)) return Promise.reject(new TypeError(`no module ${key}`));
    loaded[key] ??= modules[key](address);
    return loaded[key];
  }

  /** Take what the script of a data file hands over. */
  globalThis.offline = (key, text) => {
    handed[key] = text;
  };

  const ask = (key) => new Promise((resolve) => {
    const script = document.createElement("script");
    script.onload = script.onerror = resolve;
    script.src = `${home}${key}.js`;
    document.head.append(script);
  });

  /** Return what `fetch` returns of a file of the site, as far as our scripts use it. */
  async function fetch(address) {
    const key = pathOf(address);
    if (!(key in handed)) await ask(key);
    const text = handed[key];
    const bytes = () => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
    return { ok: text !== undefined, status: text === undefined ? 404 : 200, text: async () => text, json: async () => JSON.parse(text), arrayBuffer: async () => bytes() };
  }

/* modules */
  importModule(`${home}assets/`, "./main.js");
})();
