"""Kivy only: one .py and one .kv a screen."""
