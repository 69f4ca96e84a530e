"""What authors write in `data/`: strict types, their words, and how both are shown.

vocabulary  the words a fact may be
record      models, sources, families and the other lists of facts
editorial   claims, questions, tasks, pairs and definitions
lists       which list of a data file holds which type
fields      types -> names and hints of every field, for editors and authors
labels      numbers, dates and values as readers see them
"""
