"""What all visits of a batch have in common is looked up once for the batch. Decision records 0012 and 0024 say why."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SHARED = {
    "device": ("device", "id"),
    "round_id": ("round", "id"),
}  # by column: the table and its key
OWN = {"usrn": ("street", "usrn"), "entry_id": ("entry", "id"), "uprn": ("premises", "uprn")}


def upgrade() -> None:
    shared = f"exists (select from (select distinct device, round_id from new_rows) n where {_missing(SHARED)})"  # noqa: S608
    own = f"exists (select from new_rows n where {_missing(OWN)})"
    _check(f"{shared} or {own}")


def downgrade() -> None:
    _check(f"exists (select from new_rows n where {_missing(SHARED | OWN)})")


def _missing(named: dict[str, tuple[str, str]]) -> str:
    # scalar subqueries: one look in the index for each, whatever the planner believes of a table that grows
    return " or ".join(
        f"(n.{column} is not null and (select {key} from {table} where {key} = n.{column}) is null)"  # noqa: S608
        for column, (table, key) in named.items()
    )


def _check(some_are_missing: str) -> None:
    op.execute(f"""
        create or replace function check_visits() returns trigger language plpgsql as $$
        begin
          if {some_are_missing} then
            raise foreign_key_violation using message = 'a visit names what is not there',
              constraint = 'fk_visit_named', table = 'visit';
          end if;
          return null;
        end $$
    """)
