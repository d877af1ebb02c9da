"""A simulated world that runs the product's own state machines under faults, all of it driven by one seed.

`python -m tests.sync.sim SEED` plays one schedule and tells its history; `make sim SEEDS=n` plays n of them.
"""
