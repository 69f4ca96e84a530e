"""Disk -> plain values, each with its place.

problems     what is wrong, where, and the nearest right word
strict_yaml  the part of YAML on which all tools agree
files        bytes of a folder, with limits and without links
load         data, content and templates -> values
progress     how far long work has come
"""
