"""The council's side: takes what squads record, judges what is reported, shows both."""
