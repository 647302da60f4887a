"""Roll-calls (apel udara): who is called when, what each agency reported, and what was decided."""
