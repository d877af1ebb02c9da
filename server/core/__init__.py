"""Pure rules on plain values: verdicts, policies, calendars, incidents, returns, measures. Knows only sync.words."""
