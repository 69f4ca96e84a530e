"""The generator.

schema     types of the data, vocabularies, labels
load       files -> plain values, each with its source position
check      plain values -> the validated catalog, or all problems
verdict    facts of a record, all or some of them -> verdict
parameters published configuration -> exact parameter count
site       catalog -> Site: all models with everything computed from them, families, the matrix of answers; queries
coverage   what is missing, recalled or old; what other packages say of the same models, and know besides
pages      Site, content and templates -> the pages
outputs    Site and pages -> what programs, search engines and feed readers fetch
engine     Markdown -> HTML
verify     what must not be published
publish    files -> folders, and one step from the old site to the new one
pipeline   the stages in order
preview    the stages under `mkdocs serve`
"""
