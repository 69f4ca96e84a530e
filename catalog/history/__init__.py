"""States of the facts -> what changed, in words.

brief      a published record -> its facts in short
releases   data folder, export or release snapshot -> a state
changes    two states -> what changed
changelog  all releases -> what each changed
"""
