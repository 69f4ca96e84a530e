"""The generator, one module per stage; a module imports only from the lines above its own.

problems    what is wrong, where, and the nearest right word
schema      what a fact, a source, a record, a claim is (authored values only)
fields      types -> names, hints and words of every field, for editors and authors
load        data/*.yaml -> plain values, and the place of every one of them
witness     what the transformers package says about a model type
rules       rules across fields and records -> problems
scaffold    an id -> a record to fill in
check       raw documents -> Catalog, or all problems at once
parameters  published configuration -> exact parameter count
verdict     facts of one record -> verdict, with the rules that fired
derive      Catalog -> Site: every computed value is made here
published   the shape of a published record
contract    the shapes of all published documents, and the JSON Schema made from them
export      Site -> JSON and CSV under `api/v1/`
facts       a published record -> its facts in short
releases    data folder, export or release snapshot -> a state of all facts
changes     two states -> what changed, in words
changelog   all releases -> what each changed
cite        a page -> how to cite it
feedback    a fact of a model -> where to mend it, and where to report it
structured  a page -> what machines read about it (JSON-LD)
png, cards  name and verdict -> social card
comparison  Site -> columns, cells and filters of the comparison
switch      Site -> the answers a reader switches between
render      Site, content, templates -> text of the pages
feeds       change log -> Atom, JSON Feed and JSON
discover    Site -> site map, robots.txt, llms.txt, feeds, cards, redirects
twins       finished pages -> their plain text
search      Site and finished pages -> the search index
pipeline    the stages in order
"""
