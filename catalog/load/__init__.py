"""Files -> plain values, each with its source position.

problems     what is wrong, where, and the nearest right word; how far long work has come
strict_yaml  the part of YAML on which all tools agree
files        bytes and text of files, with limits and without links
documents    data, content, templates and JSON -> values
"""
