"""What machines speak: exchange, public REST, Open311, the national standard."""
