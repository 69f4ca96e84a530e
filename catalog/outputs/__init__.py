"""Site and pages -> what programs, search engines, feed readers and citing authors read.

contract    the types of the API, their JSON Schema and OpenAPI description
api         JSON and CSV under `api/v1/`
changes     two states of the facts -> what changed, in words; the change log
releases    released states of the facts
feeds       Atom, JSON Feed, history, site map, robots.txt, llms.txt, redirects, files at former ids
text        text versions of pages, and the search index
json_ld     structured data about a page, and how to cite it
cards       social cards
embeds      badges, cards for frames, figures as files
"""
