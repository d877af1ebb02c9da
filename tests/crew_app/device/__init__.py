"""The handset's devices."""
