"""The tables of the phone's database, as numbered steps. A step once released is never edited; add the next one.

Three kinds of table: what was recorded here (`op`: append-only), the mirror of the server (replaced whole with each
pack), and what the screens show (`mark`, `shift`: computed from the other two in the transaction that changes them).
"""

import sqlite3

_STEP_1 = (
    """create table setting (key text primary key, value text not null) strict, without rowid""",
    """create table incarnation (
        age integer primary key autoincrement,
        inc text not null unique,
        base integer not null default 0,
        base_digest text not null,
        last integer not null default 0,
        disputed integer not null default 0
    ) strict""",
    """create table digest (
        inc text not null, seq integer not null, digest text not null, primary key (inc, seq)
    ) strict, without rowid""",
    """create table op (
        pos integer primary key autoincrement,
        inc text not null,
        seq integer not null check (seq > 0),
        id text not null unique,
        kind text not null,
        ent text not null,
        body text not null,
        h text not null,
        est_ms integer not null,
        state text not null check (state in ('pending', 'acked', 'rejected', 'quarantined')),
        status text,
        n integer,
        reason text,
        by_op text,
        settled_ms integer,
        unique (inc, seq)
    ) strict""",
    """create index op_by_ent on op (ent, pos)""",
    """create index op_pending on op (inc, seq) where state = 'pending'""",
    """create table retracted (op_id text primary key, by_op text not null) strict, without rowid""",
    """create table mark (
        ent text primary key,
        collection text not null,
        usrn text not null,
        uprn text,
        entry_id text,
        outcome text not null,
        reason text,
        at_ms integer not null,
        squad text not null,
        device text,
        op_id text not null,
        contested integer not null
    ) strict, without rowid""",
    """create index mark_by_street on mark (collection, usrn)""",
    """create table shift (
        collection text primary key,
        round_id text not null,
        on_day text not null,
        squad_size integer,
        started_op text not null,
        started_ms integer not null,
        ended_op text,
        ended_ms integer
    ) strict, without rowid""",
    """create table collection (
        collection text primary key, round_id text not null, on_day text not null, name text not null,
        stream text not null, squad text not null, expected_end text
    ) strict, without rowid""",
    """create table street (
        collection text not null, usrn text not null, name text not null, position integer not null,
        locality text not null, premises_count integer not null, usual_reason text, line text not null, note text,
        primary key (collection, usrn)
    ) strict, without rowid""",
    """create table entry (
        collection text not null, entry_id text not null, usrn text not null, name text not null,
        primary key (collection, entry_id)
    ) strict, without rowid""",
    """create table premises (
        collection text not null, uprn text not null, usrn text not null, position integer not null,
        label text not null, address text not null, assisted integer not null, bin_store_id text, bin_store text,
        containers text not null, last_reason text, note text,
        primary key (collection, uprn)
    ) strict, without rowid""",
    """create index premises_by_street on premises (collection, usrn, position)""",
    """create table stream (code text primary key, name text not null, colour text not null) strict, without rowid""",
    """create table reason (
        code text primary key, position integer not null, levels text not null, label text not null,
        photo text not null, needs_material integer not null
    ) strict, without rowid""",
    """create table return_asked (
        return_id text primary key, usrn text not null, uprn text, address text not null, why text not null,
        reason text, due_ms integer not null, round_id text not null, on_day text not null
    ) strict, without rowid""",
    """create table message (
        message_id text primary key, text text not null, sent_ms integer not null, needs_reading integer not null
    ) strict, without rowid""",
    """create table server_mark (
        ent text primary key, outcome text not null, reason text, squad text not null, device text not null,
        at_ms integer not null, op_id text not null, contested integer not null, change_n integer not null
    ) strict, without rowid""",
)

_STEP_2 = (
    """create table photo (
        sha256 text primary key,
        size integer not null check (size > 0),
        made_ms integer not null,
        state text not null check (state in ('waiting', 'sent', 'refused', 'damaged')),
        offset integer not null default 0,
        tries integer not null default 0,
        not_before_ms integer not null default 0,
        sent_ms integer,
        code text
    ) strict, without rowid""",
    """create table photo_op (
        sha256 text not null, op_id text not null, primary key (sha256, op_id)
    ) strict, without rowid""",
    """create index photo_waiting on photo (made_ms) where state = 'waiting'""",
)

_STEP_3 = (
    """alter table return_asked add column outcome text""",
    """alter table return_asked add column answered_ms integer""",
    """alter table return_asked add column answer_reason text""",
)

# Of the running shift alone; both are emptied when it ends.
_STEP_4 = (
    """create table track_fix (
        collection text not null, ms integer not null, lat7 integer not null, lon7 integer not null,
        acc_dm integer not null,
        primary key (collection, ms)
    ) strict, without rowid""",
    """create table driven (
        collection text not null, usrn text not null, spans text not null, end_to_end integer not null,
        declined integer not null default 0,
        primary key (collection, usrn)
    ) strict, without rowid""",
)

# What the server told of a place and then told otherwise (`told_mark`), and where it told that nothing stands.
_STEP_5 = (
    """create table told_mark (
        pos integer primary key autoincrement,
        op_id text not null unique,
        ent text not null,
        outcome text not null,
        reason text,
        squad text not null,
        device text not null,
        at_ms integer not null,
        ended text check (ended in ('replaced', 'taken_back'))
    ) strict""",
    """create index told_mark_by_ent on told_mark (ent)""",
    """create table told_nothing (ent text primary key, change_n integer not null) strict, without rowid""",
    """create table other_squad (
        code text primary key, name text not null, position integer not null
    ) strict, without rowid""",
    """alter table premises add column tags text not null default '[]'""",
)

# What a tap needs, and nothing that only costs it: `ent` finds the marks of a collection and of a street as well.
_STEP_6 = (
    """drop index mark_by_street""",
    """create index op_held on op (state) where state in ('rejected', 'quarantined')""",
    """create index op_return_answered on op (pos) where kind = 'return_answered'""",
    """create index op_message_read on op (ent, state) where kind = 'message_read'""",
    """create index op_track on op (pos) where kind = 'track'""",
    """alter table street add column assisted integer not null default 0""",
    """update street set assisted = coalesce((select sum(p.assisted) from premises p
        where p.collection = street.collection and p.usrn = street.usrn), 0)""",
)

# What another phone took back says why, too.
_STEP_7 = ("""alter table retracted add column why text""",)

# A squad may take its answer to a return back: it names the operation that gave it.
_STEP_8 = ("""alter table return_asked add column answered_by text""",)

# What the server words itself is worded here in the phone's language.
_STEP_9 = (
    """alter table message add column code text""",
    """alter table message add column fields text not null default '[]'""",
)

# That a shift was ended or handed over elsewhere.
_STEP_10 = (
    """create table told_end (
        collection text primary key, state text not null, at_ms integer not null, squad text not null,
        to_squad text, seen integer not null default 0
    ) strict, without rowid""",
)

# How much of a track waits is counted apart from what a person recorded, at every tap.
_STEP_11 = (
    """create index op_track_pending on op (pos) where kind = 'track' and state = 'pending'""",
)

# On which phone a shift was ended, where the server says so.
_STEP_12 = ("""alter table told_end add column device text""",)

_STEPS: tuple[tuple[str, ...], ...] = (
    *(_STEP_1, _STEP_2, _STEP_3, _STEP_4),
    *(_STEP_5, _STEP_6, _STEP_7, _STEP_8, _STEP_9),
    *(_STEP_10, _STEP_11, _STEP_12),
)


def find_version(connection: sqlite3.Connection) -> int:
    """How many steps this database has taken."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def take_steps(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest form, each step in one transaction with its number."""
    for number in range(find_version(connection), len(_STEPS)):
        connection.execute("begin immediate")
        for statement in _STEPS[number]:
            connection.execute(statement)
        connection.execute(f"pragma user_version = {number + 1}")
        connection.execute("commit")
