"""The rules of a verdict, a few to a file. Each is `(report, evidence, policy, as_known) -> Finding | None`.

A rule speaks whenever its own condition holds; which finding is the headline is decided in `server.core.verdicts`.
"""
