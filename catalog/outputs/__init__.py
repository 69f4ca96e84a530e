"""Site and pages -> what programs, search engines, feed readers and citing authors read.

api         JSON, CSV and their schema under `api/v1/`
openapi     the endpoints and their types, for makers of clients
changes     two states of the facts -> what changed, in words
history     former values of facts, released states as documents
releases    released states of the facts
cards, png  social cards
json_ld     structured data about a page
citations   how to cite a page
text        text versions of pages
search      the index of the site's own search
feeds       change log -> Atom, JSON Feed, JSON
former      the files of a record at its former ids
discovery   site map, robots.txt, llms.txt, redirects
"""
