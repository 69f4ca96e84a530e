/* Every family once had its anchor on the page of families; an address with one that is not there leads on to the index. */
const id = location.hash.slice(1);
if (id && !document.getElementById(id)) {
  location.replace(document.querySelector('#all-families a[href*="models/"]').href.replace(/#.*/, `#family-${id}`));
}
