"""The generator.

inputs     disk -> plain values, each with its place
facts      plain values -> the facts: checked, judged, counted
exports    the facts -> the files programs rely on
history    states of the facts -> what changed, in words
pages      the facts, content and templates -> the pages
outputs    pages -> what search engines, feed readers and programs fetch
engine     Markdown -> HTML
verify     what must not be published
publish    one step from the old site to the new one
assembly   the engine's output and everything else -> the finished site
pipeline   the stages in order
commands   what the command line can do
preview    the stages under `mkdocs serve`
"""
