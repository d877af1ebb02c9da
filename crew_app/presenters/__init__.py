"""No Kivy: a frozen State and intents named after what the operative does."""
