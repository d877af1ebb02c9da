"""The words of every sentence, as message ids: for the resident, for the agent (what to say), for the member.

Each says what we know, when, why, and what the reader can do now: no dead end. A key may have variants after a dot;
the first variant whose values are there is said; what ends in .report is for who has not reported. Times and days
come as values and are put in words by the web.
"""

from typing import NamedTuple


class Texts(NamedTuple):
    """One answer in the words for each reader."""

    resident: str
    agent: str
    member: str


def said(resident: str, agent: str, member: str) -> Texts:
    """Marks message ids for the collector of translations."""
    return Texts(resident, agent, member)


TEXTS: dict[str, Texts] = {
    "unknown_premises": said(
        "We have your report, but could not match the address for sure. A person will look at it and write to you.",
        "The address did not match for sure. Take down house number, street and postcode; a person will match it.",
        "The address did not match for sure; a person at the hub looks for it and then answers.",
    ),
    "not_on_service.pending": said(
        "Your subscription for this bin has not begun yet. Once it has, we collect from the next date shown here.",
        "The subscription is pending. Say when it begins, or help with the payment.",
        "The premises' subscription is pending; once it has begun, it is collected.",
    ),
    "not_on_service.expired": said(
        "Your subscription for this bin has ended. Renew it, and we collect again.",
        "The subscription has expired. Offer to renew it.",
        "The premises' subscription has expired; once renewed, it is collected again.",
    ),
    "not_on_service": said(
        "This bin is not collected from your address. If you think it should be, ask the council to add it.",
        "The stream is not on this premises. If it should be, ask for it to be added.",
        "The premises is not on this stream; the hub can add it where it should be.",
    ),
    "other_operator": said(
        "This bin is collected by %(operator)s, not by us. Please report the miss to them; "
        "the council can tell you how to reach them.",
        "The stream is run by %(operator)s, not by us. Tell the caller to report the miss to them.",
        "The stream is run by %(operator)s; they answer for it, and the resident can report the miss to them.",
    ),
    "cancelled.next": said(
        "The collection on %(scheduled_on)s was cancelled. The next one is on %(next_on)s; "
        "please put the bin out then.",
        "The collection on %(scheduled_on)s was cancelled; the next is on %(next_on)s.",
        "The collection on %(scheduled_on)s was cancelled; the next is on %(next_on)s.",
    ),
    "cancelled": said(
        "The collection on %(scheduled_on)s was cancelled. Look here again for the next date.",
        "The collection on %(scheduled_on)s was cancelled; no next date is planned yet. Say that it will stand online.",
        "The collection on %(scheduled_on)s was cancelled; no next date is planned yet, ask the hub.",
    ),
    "rescheduled": said(
        "The collection of %(scheduled_on)s was moved to %(on)s. If your bin is still full then, "
        "report it from %(report_from)s.",
        "The collection of %(scheduled_on)s was moved to %(on)s. A miss can be reported from %(report_from)s.",
        "The collection of %(scheduled_on)s was moved to %(on)s; reports are taken from %(report_from)s.",
    ),
    "not_due.next": said(
        "No collection of this bin was due in the last days. The next one is on %(next_on)s.",
        "No collection of this stream was due in the last days (perhaps the other week). The next is on %(next_on)s.",
        "No collection was due; the next is on %(next_on)s.",
    ),
    "not_due": said(
        "No collection of this bin was due in the last days, and none is planned. Ask the council if you expect one.",
        "No collection of this stream was due, and none is planned. Check the round.",
        "No collection was due, and none is planned; ask the hub to check the round.",
    ),
    "duplicate.communal": said(
        "A neighbour who shares your bins reported them at %(made_at)s. "
        "We have added you to that report and keep you posted.",
        "A neighbour at the same bin store reported at %(made_at)s. The caller is added to that report.",
        "The shared bins were reported before, at %(made_at)s; that report's answer counts for both.",
    ),
    "duplicate.communal.report": said(
        "A neighbour who shares your bins reported them at %(made_at)s. That report counts for all of you; "
        "you need not report it again.",
        "A neighbour at the same bin store reported at %(made_at)s. Tell the caller that it counts for both.",
        "The shared bins were reported at %(made_at)s; that report counts for all who share them.",
    ),
    "duplicate.report": said(
        "This bin was reported at %(made_at)s, and that report is still open. You need not report it again.",
        "The premises reported this bin at %(made_at)s; that report is still open. Tell how it stands.",
        "This bin was reported at %(made_at)s; that report is still open, and its answer counts.",
    ),
    "duplicate": said(
        "You reported this bin at %(made_at)s, and that report is still open. Its answer is the answer to this one; "
        "you need not report it again.",
        "The premises reported this bin at %(made_at)s; that report is still open. Tell how it stands.",
        "The same bin was reported before, at %(made_at)s; that report's answer counts for both.",
    ),
    "street_no_access.return": said(
        "Our squad could not reach your street at %(noted_at)s: %(reason)s. "
        "We will go back by %(return_due_at)s; please leave the bin out.",
        "The squad could not reach the street at %(noted_at)s: %(reason)s. A return is due by %(return_due_at)s.",
        "Not reached at %(noted_at)s: %(reason)s. A return is due by %(return_due_at)s.",
    ),
    "street_no_access": said(
        "Our squad could not reach your street at %(noted_at)s: %(reason)s. Whether we go back "
        "is being decided; this page says so when it is.",
        "The squad could not reach the street at %(noted_at)s: %(reason)s. Whether it goes back is being decided.",
        "Not reached at %(noted_at)s: %(reason)s. Whether the squad goes back is being decided.",
    ),
    "known_missed.noted": said(
        "Our squad recorded at %(noted_at)s that your street was not completed: %(reason)s. "
        "We will go back by %(return_due_at)s; please leave the bin out.",
        "Recorded at %(noted_at)s as not completed: %(reason)s. The bin should stay out; "
        "the squad goes back by %(return_due_at)s.",
        "Recorded at %(noted_at)s as not completed: %(reason)s. A return is due by %(return_due_at)s.",
    ),
    "known_missed.partly": said(
        "Our squad recorded at %(noted_at)s that your street was not done in full. "
        "We will go back by %(return_due_at)s; please leave the bin out.",
        "Recorded at %(noted_at)s as not done in full. The bin should stay out; "
        "the squad goes back by %(return_due_at)s.",
        "Recorded at %(noted_at)s as not done in full. A return is due by %(return_due_at)s.",
    ),
    "known_missed.caught_up": said(
        "Your street was not done on its day. The squad went back and completed it at %(caught_up_at)s. "
        "If your bin is still full, report it again.",
        "The street was not done on its day and was completed at %(caught_up_at)s. Still full: make a new report.",
        "Not done on its day; completed at %(caught_up_at)s. Who still has a full bin can report it again.",
    ),
    "known_missed.ended": said(
        "The round was over at %(over_at)s and your street was left: %(reason)s. You need not do anything: "
        "we will go back by %(return_due_at)s; please leave the bin out.",
        "The round was over at %(over_at)s and the street was left: %(reason)s. The bin should stay out; "
        "the squad goes back by %(return_due_at)s.",
        "Left when the round was over at %(over_at)s: %(reason)s. A return is due by %(return_due_at)s.",
    ),
    "known_missed.over": said(
        "The round was over at %(over_at)s and your street is not recorded as done. You need not do anything: "
        "we will go back by %(return_due_at)s; please leave the bin out.",
        "The round was over at %(over_at)s and the street is not recorded as done. The bin should stay out; "
        "the squad goes back by %(return_due_at)s.",
        "Not recorded as done when the round was over at %(over_at)s. A return is due by %(return_due_at)s.",
    ),
    "known_missed.return": said(
        "The round is over and your street is not recorded as done. You need not do anything: "
        "we will go back by %(return_due_at)s; please leave the bin out.",
        "The round is over and the street is not recorded as done. The bin should stay out; "
        "the squad goes back by %(return_due_at)s.",
        "The street was left unfinished. A return is due by %(return_due_at)s.",
    ),
    "known_missed": said(
        "The round is over and your street is not recorded as done. You need not do anything: we will go back; "
        "please leave the bin out.",
        "The round is over and the street is not recorded as done. A return is being arranged.",
        "The street was left unfinished. A return is being arranged.",
    ),
    "conflicting_evidence.proof": said(
        "Our squad recorded your bin as emptied at %(noted_at)s, but you say it was missed. "
        "A manager looks at both sides; the answer will stand on this page.",
        "The bin was recorded as emptied at %(noted_at)s. A manager looks at both sides and answers.",
        "Recorded as emptied at %(noted_at)s, and reported as missed; a manager looks at it.",
    ),
    "conflicting_evidence.proof.report": said(
        "Our squad recorded your bin as emptied at %(noted_at)s. If it is still full, report it: "
        "a manager looks at both sides.",
        "The bin was recorded as emptied at %(noted_at)s. A report goes to a manager, who looks at both sides.",
        "Recorded as emptied at %(noted_at)s; a report goes to a manager, who looks at both sides.",
    ),
    "conflicting_evidence.cluster": said(
        "Our squad recorded your street as done at %(done_at)s, but several of you say it was missed. "
        "A manager looks at both sides; the answer will stand on this page.",
        "The street was recorded as done at %(done_at)s, but %(reports)s addresses report it. A manager looks at it.",
        "Recorded as done at %(done_at)s, but %(reports)s addresses report it; a manager looks at it.",
    ),
    "conflicting_evidence.exception": said(
        "We had confirmed your report; since then a record came in for %(noted_at)s: %(reason)s. "
        "We still go back; please leave the bin out. A manager looks at the record.",
        "A record for %(noted_at)s came in after the miss was confirmed: %(reason)s. "
        "The return stands; a manager looks.",
        "A record for %(noted_at)s came in after the miss was confirmed: %(reason)s. "
        "The return stands; a manager looks at it.",
    ),
    "conflicting_evidence": said(
        "What our squad recorded and your report do not agree. A manager looks at both sides; "
        "the answer will stand on this page.",
        "The record and the report do not agree. A manager looks at it and answers.",
        "The record and the report do not agree; a manager looks at it.",
    ),
    "crew_exception.return": said(
        "Our squad recorded at your address at %(noted_at)s: %(reason)s. "
        "We will come back by %(return_due_at)s; please leave the bin out.",
        "Recorded at %(noted_at)s: %(reason)s. The squad goes back by %(return_due_at)s.",
        "Recorded at %(noted_at)s: %(reason)s. A return is due by %(return_due_at)s.",
    ),
    "crew_exception.disputable": said(
        "Our squad recorded at your address at %(noted_at)s: %(reason)s. "
        "If that is wrong, you can tell us so until %(dispute_until)s.",
        "Recorded at %(noted_at)s: %(reason)s. The caller may dispute it until %(dispute_until)s.",
        "Recorded at %(noted_at)s: %(reason)s. The resident may dispute it until %(dispute_until)s.",
    ),
    "crew_exception": said(
        "Our squad recorded at your address at %(noted_at)s: %(reason)s. "
        "Please put it right before the next collection, or ask us for help.",
        "Recorded at %(noted_at)s: %(reason)s. Say what to put right before the next collection.",
        "Recorded at %(noted_at)s: %(reason)s. It is collected next time if it is put right.",
    ),
    "collected_with_warning": said(
        "Your bin was emptied at %(noted_at)s, with a warning: %(reason)s. If it is still full, report it again.",
        "The bin was emptied at %(noted_at)s with a warning: %(reason)s. Say what to change; still full: a new report.",
        "Emptied at %(noted_at)s with a warning: %(reason)s. If it is still full, it can be reported again.",
    ),
    "too_early.completed": said(
        "The squad was at your street at %(done_at)s, after you told us. "
        "If your bin is still full, please report it again.",
        "The squad came at %(done_at)s, after the contact was made. Still full: make a new report.",
        "Done at %(done_at)s, after the report was made. Still full: it can be reported again.",
    ),
    "too_early.hour": said(
        "The squad may still be on its way. If your bin is still full at %(report_from)s, report it again; "
        "until then please leave it out.",
        "It is too early: a miss can be reported from %(report_from)s. The bin should stay out.",
        "The squad may still be on its way; a miss can be reported from %(report_from)s.",
    ),
    "too_early": said(
        "The squad may still be on its way. Please leave the bin out and report it again if it is still full tonight.",
        "It is too early to say. The bin should stay out; if still full tonight, report it again.",
        "Reported when the squad may still have been on its way; if still full tonight, it can be reported again.",
    ),
    "round_in_progress.report": said(
        "Your street has not been done yet: the squad is still out (heard at %(heard_through)s). "
        "Please leave the bin out.",
        "The street is not done yet; the squad is out and was heard at %(heard_through)s. The bin should stay out.",
        "Not done yet; the squad was heard at %(heard_through)s. What comes of it stands here.",
    ),
    "round_in_progress": said(
        "Your street has not been done yet: the squad is still out (heard at %(heard_through)s). "
        "Please leave the bin out. We watch your report and tell you what comes of it.",
        "The street is not done yet; the squad is out and was heard at %(heard_through)s. The report is watched.",
        "Not done yet; the squad was heard at %(heard_through)s. What comes of it stands here.",
    ),
    "delayed.report": said(
        "The squad is running late and was heard at %(heard_through)s. Please leave the bin out.",
        "The round runs late; the squad was heard at %(heard_through)s. The bin should stay out.",
        "Running late; the squad was heard at %(heard_through)s. What comes of it stands here.",
    ),
    "delayed": said(
        "The squad is running late and was heard at %(heard_through)s. Please leave the bin out. "
        "We watch your report and tell you what comes of it.",
        "The round runs late; the squad was heard at %(heard_through)s. The report is watched.",
        "Running late; the squad was heard at %(heard_through)s. What comes of it stands here.",
    ),
    "awaiting_crew.report": said(
        "Nothing has been heard from your squad's handheld since %(heard_through)s, so we cannot tell yet whether "
        "your street was done. You can report it now: you have an answer by %(deadline)s at the latest.",
        "The squad's handheld was last heard at %(heard_through)s. A report is taken and held until %(deadline)s; "
        "without a record by then, the squad goes back.",
        "The squad's handheld was last heard at %(heard_through)s; a report is held until %(deadline)s, then answered.",
    ),
    "awaiting_crew.heard": said(
        "We have your report. Your squad's handheld was last heard at %(heard_through)s, so we cannot tell yet "
        "whether your street was done. Please leave the bin out: you have an answer by %(deadline)s at the latest.",
        "The squad's handheld was last heard at %(heard_through)s. The report is accepted and held until "
        "%(deadline)s; without a record by then, the squad goes back. The bin should stay out.",
        "The squad's handheld was last heard at %(heard_through)s; held until %(deadline)s, then answered.",
    ),
    "awaiting_crew": said(
        "We have your report. Nothing has been heard from your squad's handheld yet, so we cannot tell whether your "
        "street was done. Please leave the bin out: you have an answer by %(deadline)s at the latest.",
        "Nothing has been heard from the squad's handheld yet. The report is accepted and held until %(deadline)s; "
        "without a record by then, the squad goes back. The bin should stay out.",
        "Nothing has been heard from the squad's handheld yet; the report is held until %(deadline)s, then answered.",
    ),
    "too_late": said(
        "A miss on %(on)s had to be reported before %(until)s. Please put the bin out for the next collection, "
        "or ask us for help.",
        "A miss on %(on)s had to be reported before %(until)s. Offer help with the waste until the next collection.",
        "A miss on %(on)s had to be reported before %(until)s; the hub can help until the next collection.",
    ),
    "unverified.return": said(
        "We have no record from the squad, so we take your word. We will go back by %(return_due_at)s; "
        "please leave the bin out.",
        "No record from the squad: benefit of the doubt. A return is due by %(return_due_at)s.",
        "No record from the squad; the report counts. A return is due by %(return_due_at)s.",
    ),
    "unverified": said(
        "We have no record from the squad, so we take your word. If your bin is missed, report it and we go back.",
        "No record from the squad: benefit of the doubt. A report leads to a return.",
        "No record from the squad; a report counts and leads to a return.",
    ),
    "confirmed_missed.return": said(
        "The squad recorded your street as done at %(done_at)s, but you tell us your bin was left. "
        "We are sorry, and will go back by %(return_due_at)s; please leave it out.",
        "The street is recorded as done at %(done_at)s and nothing against this bin: it counts as missed. "
        "Ask for the bin to stay out; the squad goes back by %(return_due_at)s.",
        "The street is recorded as done at %(done_at)s, and this bin was left. A return is due by %(return_due_at)s.",
    ),
    "confirmed_missed": said(
        "Your street was recorded as done at %(done_at)s. If your bin is still full, report it and we go back.",
        "The street is recorded as done at %(done_at)s and nothing against this bin. A report leads to a return.",
        "The street is recorded as done at %(done_at)s and nothing against this bin; a report leads to a return.",
    ),
}
