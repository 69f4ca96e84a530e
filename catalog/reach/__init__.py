"""Finished pages -> what search engines, feed readers and searching readers fetch.

feeds     change log -> Atom, JSON Feed, JSON
discover  site map, robots.txt, llms.txt, cards, redirects
twins     finished pages -> their plain text
search    the index of the site's own search
"""
