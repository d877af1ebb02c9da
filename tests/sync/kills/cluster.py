"""A PostgreSQL of a test's own, made by `scripts/cluster`: stopped as a power cut would, dumped, filled."""

import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from tests.database import ROOT


@dataclass
class Cluster:
    """A cluster with one database. fsync is on, as in earnest."""

    database: str = "kills"
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="rb-kills-")))
    url: str = ""

    def up(self) -> None:
        """Start it, making it first where there is none."""
        self.url = self._run("up", self.database)

    def kill(self) -> None:
        """Stop it at once: no connection is closed in order, nothing is written out."""
        self._run("kill")

    def remove(self) -> None:
        """Stop it and delete all of it."""
        self._run("remove")
        self.root.rmdir()

    def dump(self, path: Path) -> None:
        """Write the database to a file while it is in use."""
        with path.open("wb") as out:
            subprocess.run(["pg_dump", "-Fc", *self._where()], stdout=out, check=True)

    def restore(self, path: Path) -> None:
        """Fill the empty database from a dump."""
        # PostGIS is there already; what belongs to it is not in the dump
        subprocess.run(
            ["pg_restore", "--clean", "--if-exists", *self._where(), path],
            check=True,
            capture_output=True,
        )

    @property
    def plain_url(self) -> str:
        """The address as psycopg takes it."""
        return self.url.replace("postgresql+psycopg://", "postgresql://")

    def _where(self) -> list[str]:
        url = make_url(self.url)
        socket, port = str(url.query["host"]), str(url.query["port"])
        return ["-h", socket, "-p", port, "-U", str(url.username), "-d", self.database]

    def _run(self, *words: str) -> str:
        environ = os.environ | {"CLUSTER_ROOT": str(self.root)}
        # files, not pipes: the server that is started inherits them and would keep a pipe open
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            run = subprocess.run(
                [ROOT / "scripts" / "cluster", *words],
                check=False,
                env=environ,
                stdout=out,
                stderr=err,
            )
            out.seek(0)
            err.seek(0)
            told = out.read().strip()
            if run.returncode:
                raise RuntimeError(f"scripts/cluster {words[0]}: {err.read()}")
            return told
