"""The squads' app: records with no signal, syncs when it can."""
