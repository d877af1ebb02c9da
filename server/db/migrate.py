"""Brings a database to the newest migration, and compares it with the tables."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine

from server.db.tables import TableBase

MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run every migration up to `revision`."""
    command.upgrade(migration_config(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take migrations back down to `revision`."""
    command.downgrade(migration_config(url), revision)


def differences(url: str) -> list[object]:
    """What the tables have that the database has not, or the other way round. Empty: they match."""
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": alembic_helpers.include_object, "compare_type": True},
        )
        found = list(compare_metadata(context, TableBase.metadata))
    engine.dispose()
    return found
