"""Plain values -> the validated catalog, or all problems at once.

check     documents -> Catalog
rules     rules across fields, records and files
literals  fact words of prose, bound to the data
scaffold  an id -> a record to fill in
"""
