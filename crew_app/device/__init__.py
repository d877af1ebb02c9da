"""Ports and adapters: gps, camera, power, clock."""
