"""A real PostGIS for tests: one template database a set of migrations, one copy a process, one transaction a test."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from server.app import create_app
from server.db.migrate import MIGRATIONS, upgrade
from server.db.session import db
from server.settings import Settings

ROOT = Path(__file__).parent.parent


def cluster_url() -> str:
    """The address of a database on the cluster tests use: TEST_DATABASE_URL, or this checkout's private cluster."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    run = subprocess.run(
        [ROOT / "scripts" / "cluster", "up", "roundbook_scratch"],
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.strip()


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for file in sorted((MIGRATIONS / "versions").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def _ensure_template(admin_url: str) -> str:
    name = f"rb_template_{_migrations_hash()}"
    lock_path = Path(f"/tmp/.roundbook-template-{os.getuid()}.lock")  # noqa: S108 - a lock, holds nothing
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        engine = create_engine(admin_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.execute(
                text("select 1 from pg_database where datname = :n"), {"n": name}
            )
            if found.scalar() is None:
                building = f"{name}_building"
                connection.execute(text(f"drop database if exists {building}"))
                connection.execute(text(f"create database {building}"))
                url = (
                    make_url(admin_url).set(database=building).render_as_string(hide_password=False)
                )
                side = create_engine(url, isolation_level="AUTOCOMMIT")
                with side.connect() as inner:
                    inner.execute(text("create extension if not exists postgis"))
                side.dispose()
                upgrade(url)
                connection.execute(text(f"alter database {building} rename to {name}"))
        engine.dispose()
    return name


def make_database(name: str) -> str:
    """Make a fresh, migrated database of that name on the test cluster (replacing one there is); gives its address."""
    admin_url = cluster_url()
    template = _ensure_template(admin_url)
    engine = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
        connection.execute(text(f"create database {name} template {template}"))
    engine.dispose()
    return make_url(admin_url).set(database=name).render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Drop it, whoever is connected."""
    engine = create_engine(cluster_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
    engine.dispose()


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A migrated, empty database for this test process."""
    name = f"rb_test_{os.getpid()}"
    yield make_database(name)
    drop_database(name)


def settings_for_tests(url: str, data_dir: Path) -> Settings:
    """Settings for tests."""
    return Settings(database_url=url, secret_key="t" * 32, data_dir=data_dir, rate_limits=False)


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real app on the test database."""
    app = create_app(settings_for_tests(database_url, tmp_path_factory.mktemp("data")))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside an outer transaction that is rolled back; code under test may commit."""
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        engines = cast("dict[str | None, object]", db.engines)
        engines[None] = connection  # a connection serves as a bind
        try:
            yield db.session()
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A client whose requests share the test's transaction."""
    return app.test_client()
