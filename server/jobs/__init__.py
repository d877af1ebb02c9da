"""Background work: tasks that call actions."""
