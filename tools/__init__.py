"""Programs that people and workflows run by hand: nothing here takes part in a build."""
