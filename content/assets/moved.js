/* On the page of a former id: leads on to the present one, with the query and the fragment, which a refresh would lose. */
const { href } = document.querySelector("main a");
location.replace(href + location.search + location.hash);
