"""Ports and adapters: gps, camera, power, clock. The only place that knows plyer and jnius."""
