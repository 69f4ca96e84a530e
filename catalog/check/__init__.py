"""Plain values -> the validated catalog, or all problems at once.

check          documents -> Catalog
rules          rules across fields, records and files
sentences      what prose states, and about which models
literals       fact words of prose, bound to the data; words.yaml holds the words
drift          evidence, held against the value that it states
authoring      what pages hold in vain; styles, scripts and images that are damaged
configuration  what mkdocs.yml sets in vain
scaffold       an id -> a record to fill in
"""
