"""Plain values -> the facts, checked, judged and counted.

vocabulary   the words a fact may be
schema       what authors write about models
ledger       what authors write about the question
lists        which list of a file holds what
fields       types -> names and hints of every field, for editors and authors
words, prose values and rich text of data in words
query        which records a query selects
literals     numbers written out in prose, held against the data
parameters   published configuration -> exact parameter count
verdict      facts of one record -> verdict, with the rules that fired
rules        rules across fields and records
check        documents -> Catalog, or all problems at once
scaffold     an id -> a record to fill in
model        one record with all that follows from it alone
answers      definitions of LLM × senses of generative
derive       Catalog -> Site: every computed value is made here
coverage     where the catalogue is thin
"""
