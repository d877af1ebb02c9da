"""Our own small set of widgets."""
