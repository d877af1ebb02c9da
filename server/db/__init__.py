"""The only home of SQLAlchemy: tables, one query file per noun, migrations. Gives dataclasses, never rows."""
