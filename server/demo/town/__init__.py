"""The demo's town: invented land, streets and premises. Pure and seeded; knows nothing of the database."""
