"""The generator.

schema     types of the data, vocabularies, labels
load       files -> plain values, each with its source position
check      plain values -> the validated catalog, or all problems
verdict    facts of a record -> verdict
parameters published configuration -> exact parameter count
model      one record with everything computed from it
site       catalog -> Site: all models, families, the matrix of answers
queries    definitions of LLM, senses of generative, queries of claims
coverage   what is missing, recalled or old
agreement  what other packages say of the same models
gaps       what other packages know and the catalog lacks
pages      Site, content and templates -> the pages
outputs    Site and pages -> what programs, search engines and feed readers fetch
engine     Markdown -> HTML
verify     what must not be published
publish    one step from the old site to the new one
pipeline   the stages in order
installed  packages, held against the lock
preview    the stages under `mkdocs serve`
"""
