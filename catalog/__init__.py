"""The generator. A package is a stage; a package imports only from those above it.

inputs    disk -> plain values, each with its place
facts     plain values -> the facts: checked, judged, counted
exports   the facts -> the files programs rely on
history   states of the facts -> what changed, in words
pages     the facts, content and templates -> the text of pages
reach     what search engines, feed readers and searching readers fetch
site      texts -> a published folder
assembly  the engine's output and everything else -> the finished site
pipeline  the stages in order
commands  what the command line can do
served    the folder that `mkdocs serve` shows
preview   the stages under `mkdocs serve`
"""
