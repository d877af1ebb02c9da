"""Imports of real and of wrong files."""
