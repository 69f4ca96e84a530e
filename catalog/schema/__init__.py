"""What authors write in `data/`: strict types, their words, and how both are shown.

record      models, sources, families and the other lists of facts, and the words a fact may be
editorial   claims, questions, tasks, pairs and definitions
fields      types -> names and hints of every field, for editors and authors
labels      numbers, dates and values as readers see them
"""
