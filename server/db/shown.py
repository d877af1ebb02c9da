"""Pieces of SQL that several reading queries share: what is shown for a street, and which streets are in a ward.

Of statements that did not see each other the gravest is shown (blocked before partly before completed), then the
newest: going back twice beats never. `shut`: streets with an entry that was not done; `abandoned`: streets that were
left when the shift ended, whether or not somebody went back.

Bind `on` and `rounds` for SHOWN, `ward` (a code; null: everywhere) for HERE.
"""

SHOWN = """
spoken as (
  select v.* from visit v
  where v.on_date = :on and v.round_id = any(:rounds) and v.uprn is null and v.retracted_at is null
    and not exists (
      select 1 from visit w where w.round_id = v.round_id and w.on_date = v.on_date and w.usrn = v.usrn
        and w.retracted_at is null and cast(v.id as text) = any(w.saw))
), gravest as (
  select distinct on (round_id, usrn, entry_id) round_id, usrn, entry_id, outcome, reason, noted_at from spoken
  order by round_id, usrn, entry_id,
    case outcome when 'not_collected' then 0 when 'partly_completed' then 1 else 2 end, noted_at desc, id desc
), shown as (
  select * from gravest where entry_id is null
), shut as (
  select distinct round_id, usrn from gravest where entry_id is not null and outcome <> 'completed'
), abandoned as (
  select distinct round_id, usrn from incident
  where on_date = :on and round_id = any(:rounds) and entry_id is null and cause = 'unfinished'
    and merged_into is null and closed_because is distinct from 'corrected'
), doubt as (
  select round_id, usrn from spoken where entry_id is null group by round_id, usrn having count(distinct outcome) > 1
)
"""

HERE = """
here as (
  select s.usrn from street s where cast(:ward as text) is null
  union
  select s.usrn from ward w join street s on st_intersects(w.area, s.line) where w.code = :ward
  union
  select p.usrn from ward w join premises p on st_intersects(w.area, p.point)
  join street s on s.usrn = p.usrn and s.line is null where w.code = :ward
)
"""
