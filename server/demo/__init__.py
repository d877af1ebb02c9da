"""The demo council: generated, with known truth kept apart; and a simulator that works its rounds over HTTP."""
