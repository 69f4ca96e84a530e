"""Texts -> a published folder.

stage        {path: text} -> what the engine reads
engine       the guest that turns Markdown into HTML
finish       model pages are stamped from the shell; every page gets its security policy
lastrun      what the engine last made of which text, for a preview
tags         what one tag links to and holds
outline      what a page links to and holds
verify       what must not be published
publish      one step from the old site to the new one
"""
