"""The generator, one module per stage; a module imports only from the lines above its own.

problems    what is wrong, where, and the nearest right word
schema      what a fact, a source, a record, a claim is (authored values only)
fields      types -> names, hints and words of every field, for editors and authors
load        data/*.yaml -> plain values, and the place of every one of them
witness     what the transformers package says about a model type
rules       rules across fields and records -> problems
check       raw documents -> Catalog, or all problems at once
parameters  published configuration -> exact parameter count
verdict     facts of one record -> verdict, with the rules that fired
derive      Catalog -> Site: every computed value is made here
"""
