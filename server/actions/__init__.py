"""Verbs: one use case a file. Gather, decide (pure, in core), apply."""
