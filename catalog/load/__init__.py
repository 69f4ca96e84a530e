"""Files -> plain values, each with its source position.

problems     what is wrong, where, and the nearest right word
strict_yaml  the part of YAML on which all tools agree
files        bytes and text of files, with limits and without links
documents    data, content and templates -> values
progress     how far long work has come
"""
