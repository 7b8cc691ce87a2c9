# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a service says when it does not do what was asked: what is so, and what to do next, by its code."""

from __future__ import annotations

from . import N_

REFUSED = {
    "may_not_read_cases": N_(
        "Your roles do not include seeing cases. Nothing was changed. Intake staff, caseworkers and "
        "supervisors see them."
    ),
    "may_not_record": N_(
        "Your roles do not include changing cases. Nothing was changed. Ask intake staff, a caseworker or a "
        "supervisor."
    ),
    "may_not_take_off": N_(
        "This was recorded by somebody else, or not today, and your role may not take it off. Nothing was "
        "changed. Ask a caseworker or a supervisor."
    ),
    "may_not_determine": N_("Your role may not record decisions. Ask a caseworker or a supervisor."),
    "may_not_revoke": N_("Only a supervisor revokes letters. Nothing was changed. Ask a supervisor."),
    "revocation_reason_needed": N_("Nothing was changed. Say why the letter is revoked."),
    "letter_revoked": N_("This letter was revoked already. Nothing was changed."),
    "too_large_for_a_letter": N_(
        "The file is larger than any letter and was not checked. Nothing was changed. Choose the PDF of the "
        "letter by itself."
    ),
    "may_not_issue": N_(
        "Your role may not issue letters. Nothing was changed. Ask a caseworker or a supervisor."
    ),
    "may_not_hand_over": N_(
        "Your roles do not include letters. Nothing was changed. Ask intake staff, a caseworker or a "
        "supervisor."
    ),
    "may_not_approve": N_("This person's role may not approve. Ask a supervisor."),
    "may_not_send_back": N_("Only a supervisor sends decisions back. Nothing was changed."),
    "may_not_look": N_("Only a supervisor looks at letters that went out alone. Nothing was changed."),
    "look_own": N_(
        "You decided or issued this letter yourself: another supervisor looks at it. Nothing was changed."
    ),
    "may_not_letterhead": N_(
        "Your role may not change the letterhead. Nothing was changed. Ask a supervisor or an administrator."
    ),
    "may_not_staff": N_("Only an administrator changes people, roles and keys. Nothing was changed."),
    "may_not_office": N_("Only an administrator changes settings of the office. Nothing was changed."),
    "may_not_ledger": N_("Only an auditor sees the record of everything. Nothing was changed."),
    "not_signed_in": N_(
        "Nobody with an account here is signed in. Nothing was changed. Lock the program and unlock it with "
        "your own passphrase."
    ),
    "row_altered": N_(
        "This was changed or put there by something other than the program, so nothing rests on it. Nothing "
        "was changed. Ask who looks after the computers to run a check of the store."
    ),
    "own_passphrase_first": N_(
        "This colleague still has the first passphrase. Nothing was changed. They unlock the program once "
        "and choose their own; then they can do this."
    ),
    "recovered_account": N_(
        "The passphrase of this account was set with the recovery key, and nobody has confirmed it yet. "
        "Nothing was changed. Another person confirms it on Start."
    ),
    "appointed_by_decider": N_(
        "The person who decided gave this colleague access, and there are others who can approve. Nothing "
        "was changed. Ask one of them."
    ),
    "reads_like_decider": N_(
        "The names of the one who decided and of this account read alike: it may be one person twice. "
        "Nothing was changed. Ask another supervisor, or have an administrator end one of the two accounts."
    ),
    "determination_sent_back": N_(
        "This decision was sent back with remarks. Nothing was changed. Record a new decision."
    ),
    "determination_replaced": N_(
        "A newer decision has replaced this one. Nothing was changed. Open the case and look at that one."
    ),
    "decided_meanwhile": N_(
        "A decision was recorded for this person in the meantime. Nothing was changed. Look at it before you "
        "record another."
    ),
    "letter_not_current": N_(
        "The decision that this letter tells of stands no more. Nothing was recorded. Issue the letter of "
        "the decision that stands."
    ),
    "second_person_appointed": N_(
        "You gave this colleague access, and there is somebody else. Nothing was changed. Ask somebody else "
        "to be the second person."
    ),
    "recovery_waits": N_(
        "Another account was recovered and waits to be confirmed. Nothing was changed. Let a colleague "
        "confirm that one on Start first."
    ),
    "name_mixed": N_(
        "The name mixes letters of several alphabets. Nothing was changed. Write it in one alphabet."
    ),
    "unknown_outcome": N_("There is no such outcome. Nothing was recorded. Choose one of those offered."),
    "remarks_needed": N_("Nothing was changed. Say what has to be looked at again."),
    "waived_by_decider": N_(
        "Whoever accepted a condition without evidence cannot be the one who decides. Nothing was changed. "
        "Ask a colleague."
    ),
    "second_person_needed": N_(
        "This decision needs a second person before a letter can go out. Nothing was issued. A supervisor "
        "approves it, here or in a session of their own."
    ),
    "alone_not_allowed": N_(
        "No second person has approved, and this office lets no letter go out without one. Nothing was "
        "issued. A supervisor approves it, here or in a session of their own."
    ),
    "may_not_install": N_(
        "Your role may not put a programme file in force. Nothing was changed. Ask a supervisor."
    ),
    "nothing_installed": N_("The file that came with the program is in force already. Nothing was changed."),
    "no_assessment": N_("There is no assessment yet. Add an applicant, a programme and a reference day."),
    "programme_was_closed": N_(
        "The programme took no requests on the reference day, so nobody can be found to meet its conditions "
        "and there is nothing to bring. Nothing was recorded. Choose not eligible, needs review or closed, "
        "or correct the reference day."
    ),
    "programme_was_open": N_(
        "The programme took requests on the reference day. Nothing was recorded. Choose another outcome, or "
        "correct the reference day. If it is closed today, the letter says so by itself."
    ),
    "clock_behind": N_(
        "The clock of this computer shows a day before this decision was taken. Nothing was issued. Set the "
        "day and the time of the computer; if they were wrong when the decision was taken, decide again."
    ),
    "child_gets_note": N_(
        "This child is alone, so no decision letter follows and the slip would promise one. Nothing was "
        "printed. Issue the note that asks for the child\u2019s protection under Letter."
    ),
    "unprintable_staff_name": N_(
        "The name has characters that letters cannot print. Nothing was changed. Write the name in Latin "
        "letters."
    ),
    "reason_needed": N_("The decision departs from the assessment. Say why."),
    "evidence_needed": N_(
        "Some conditions count as met, but nothing recorded shows it. Nothing was decided. Under \u201cWhat "
        "proves what\u201d see which, record or tie a paper, or ask a supervisor to waive it."
    ),
    "may_not_waive": N_("This person's role may not waive evidence. Nothing was changed. Ask a supervisor."),
    "waiver_reason_needed": N_("Nothing was changed. Say why the condition is accepted without evidence."),
    "nothing_to_waive": N_(
        "This condition needs no waiver: it is not met, or something shows it already. Nothing was changed."
    ),
    "no_child_alone": N_(
        "This note is for a child whom nobody accompanies. Nothing was issued. See under Intake in whose "
        "care the person travels, and the date of birth."
    ),
    "no_name": N_(
        "The person has no name in this case, so nothing can be written for them. Nothing was recorded or "
        "issued. Write the name under Intake; if it is not known, the name by which the person is called."
    ),
    "reference_day_ahead": N_(
        "The reference day lies after the day on which the letter would be issued, and nobody knows yet what "
        "holds then. Nothing was issued. Under Intake correct the reference day, or wait for it."
    ),
    "no_office_name": N_(
        "The letterhead has no name of the organisation. Nothing was issued. A supervisor or an "
        "administrator writes it under Settings."
    ),
    "no_address": N_(
        "The letter speaks of the address above, and the letterhead has none. Nothing was issued. A "
        "supervisor or an administrator writes it under Settings."
    ),
    "unprintable_name": N_(
        "The name has characters that the letter cannot print. Nothing was issued. Write it under Intake in "
        "Latin letters, as in the two lines at the foot of the passport."
    ),
    "unprintable_letterhead": N_(
        "The letterhead has characters that the letter cannot print. Nothing was issued. A supervisor or an "
        "administrator writes it under Settings in Latin letters."
    ),
    "unprintable_signature": N_(
        "The name of a colleague who signs has characters that the letter cannot print. Nothing was issued. "
        "An administrator adds the colleague under Settings again, with the name in Latin letters."
    ),
    "unprintable_text": N_(
        "Something typed that stands in the letter has characters that it cannot print. Nothing was issued. "
        "Write it in Latin letters and without pictures."
    ),
    "no_determination": N_("Nobody has decided yet. Record a decision first."),
    "determination_fixed": N_(
        "A recorded decision cannot be changed. Nothing was changed. Record a new one."
    ),
    "not_approved": N_(
        "No second person has approved. Let one approve, or give a reason for going on alone."
    ),
    "determination_outdated": N_(
        "Facts of this case changed since the decision, so no letter was issued; nothing is lost. Look at "
        "what changed under Decision, record a new decision, then issue the letter."
    ),
    "rules_changed": N_(
        "The rules were updated since the decision. Record a new decision, then issue the letter."
    ),
    "determinations_four_eyes": N_("The person who decided cannot approve. Ask somebody else."),
    "determination_approved": N_("This decision was approved already."),
    "folder_not_empty": N_("The folder is not empty. Nothing was changed. Choose an empty or a new one."),
    "passphrase_length": N_("The passphrase needs at least 15 characters. Several words are best."),
    "passphrase_too_long": N_(
        "The passphrase has more than 1024 characters. Nothing was changed. Choose four to eight words."
    ),
    "passphrase_blank": N_(
        "The passphrase is mostly spaces, which are guessed at once. Nothing was changed. Choose four or "
        "more words that have nothing to do with each other."
    ),
    "passphrase_repeats": N_(
        "The passphrase repeats one character or a short pattern and is guessed at once. Nothing was "
        "changed. Choose four or more words that have nothing to do with each other."
    ),
    "passphrase_sequence": N_(
        "The passphrase follows the alphabet, the digits or the keyboard and is guessed at once. Nothing "
        "was changed. Choose four or more words that have nothing to do with each other."
    ),
    "passphrase_name": N_(
        "The passphrase is little more than the name of the organisation, the site, the person or the "
        "program, or a word that everybody tries. Nothing was changed. Choose four or more words that have "
        "nothing to do with each other."
    ),
    "passphrase_training": N_(
        "This is the passphrase of training stores, which anybody can read. Nothing was changed. Choose "
        "four or more words that have nothing to do with each other."
    ),
    "passphrase_same": N_(
        "This is the passphrase you have. Nothing was changed. Choose four or more words that have nothing "
        "to do with each other."
    ),
    "name_needed": N_("A name is needed: it stands in letters and records. Nothing was changed."),
    "name_like_another": N_(
        "This name reads like that of somebody who works or worked here, and they would be taken for each "
        "other in letters and records. Nobody was added. Add a second surname, or the post, such as "
        "\u201cnight shift\u201d."
    ),
    "staff_roles": N_("Choose at least one role. Nothing was changed."),
    "own_roles": N_("Nobody changes their own roles. Nothing was changed. Ask another administrator."),
    "own_account": N_(
        "Nobody does this for their own account. Nothing was changed. Ask another person who works here."
    ),
    "account_inactive": N_("This account is not active any more. Nothing was changed."),
    "has_passphrase": N_(
        "This person has a passphrase already. Nothing was changed. If it is forgotten, reset it with a "
        "second person, or use the recovery sheet."
    ),
    "second_person_other": N_(
        "The second person is neither you nor the one whose passphrase is reset. Nothing was changed. Ask a "
        "third person, or use the recovery sheet."
    ),
    "second_person_not_ready": N_(
        "For this an account must have a passphrase that its owner chose, and must not itself wait to be "
        "confirmed. Nothing was changed. Ask another person who works here."
    ),
    "confirm_by_earlier": N_(
        "Somebody who worked here before the recovery confirms it. Nothing was changed. Ask one of them."
    ),
    "nothing_to_confirm": N_("This account does not wait to be confirmed. Nothing was changed."),
    "not_recovery": N_(
        "This is done with the recovery key alone. Nothing was changed. Lock, and type the key of the "
        "recovery sheet."
    ),
    "last_way_in": N_(
        "Nobody else could open the store then. Nothing was changed. Add another person first."
    ),
    "first_passphrase_elsewhere": N_(
        "Your first passphrase has to be replaced by your own before anything else. Nothing was changed. "
        "Open the store in the window, the usual way, and choose it there."
    ),
    "too_many_slots": N_(
        "No more people can have a passphrase of their own in this store (at most 200). Nothing was changed. "
        "Take away the passphrase of somebody who has left."
    ),
    "passphrase_missing": N_("Choose a passphrase."),
    "site_code": N_("The site code needs 2 to 5 capital letters, such as TIJ."),
    "unknown_language": N_("There are no letters in this language. Nothing was written. Choose another."),
    "logo_too_large": N_("The logo is larger than 2 MB. Choose a smaller picture."),
}
