"""The names of the plays' round. A handheld's own process needs nothing of the server, so it is there sooner."""

ROUND_ID, SQUAD = "R1", "S1"
USRNS = tuple(str(30_000_001 + place) for place in range(60))
UPRNS = {str(7_000_001 + place): usrn for place, usrn in enumerate(USRNS)}
