# SPDX-License-Identifier: AGPL-3.0-or-later
"""What went wrong, whether the data is safe, and what to do next, for every typed error."""

from __future__ import annotations

import errno

from caseworker.domain.errors import AttachmentRefused, CaseworkerError, Refused

from . import N_, Words
from .refusals import REFUSED

ERRORS = {
    "store_missing": N_(
        "There is no store in this folder. Nothing was changed. Choose another folder or make a new store."
    ),
    "not_our_store": N_(
        "This folder does not hold a Caseworker store. Nothing was changed. Choose another folder."
    ),
    "store_too_new": N_(
        "A newer version of Caseworker made this store. Nothing was changed. Update the program first."
    ),
    "store_in_use": N_("Another Caseworker has this store open. Nothing was changed. Close it there first."),
    "wrong_passphrase": N_(
        "This passphrase does not open the store. Your data is safe. Check the keyboard layout and type it "
        "again, or use the recovery sheet."
    ),
    "wrong_passphrase.person": N_(
        "This is not the passphrase of this person. Nothing was changed. Check the keyboard layout and "
        "type it again."
    ),
    "too_soon": N_(
        "After wrong passphrases the next attempt has to wait. Nothing was tried or changed. Try again in "
        "{seconds} s."
    ),
    "wrong_recovery_key": N_(
        "The recovery key is typed correctly but is not the key of this store. Your data is safe. Look "
        "for the "
        "sheet of this store; once a new sheet was printed, older ones open nothing."
    ),
    "passphrase_needed": N_("This store opens with a passphrase. Nothing was changed. Give the passphrase."),
    "way_in_withdrawn": N_(
        "This passphrase or recovery key was taken out of use. Nothing was changed. Use the newer one, or "
        "ask an administrator of this store."
    ),
    "no_such_way_in": N_(
        "No passphrase is set for this in the store, so what you typed was not tried. Nothing was changed. A "
        "training store opens without one; otherwise ask an administrator to set one."
    ),
    "key_slot_refused": N_(
        "The key file asks for something this program does not accept. What you typed was not tried and "
        "may be "
        "right. Nothing was changed. Keep the folder as it is and ask who looks after the computers."
    ),
    "key_derivation_differs": N_(
        "This computer works out keys wrongly: what you typed may be right. Nothing was changed and "
        "your data "
        "is safe. Install Caseworker again, or open the store on another computer."
    ),
    "key_memory_short": N_(
        "There is too little free memory to try the passphrase. Your data is safe. Close other "
        "programs, then "
        "try again."
    ),
    "cipher_missing": N_(
        "The part of the program that encrypts is missing. No store was opened or changed. Install "
        "Caseworker "
        "again."
    ),
    "library_too_old": N_(
        "The database library is too old to be trusted with cases: found {found}, needed {needed}. No "
        "store was "
        "opened or changed; your data is safe. Install the newest Caseworker."
    ),
    "link_in_store": N_(
        "In the folder of the store, {part} is a link to another place or no plain file. The store was not "
        "opened or changed. Keep the folder as it is and ask who looks after the computers."
    ),
    "mistyped_recovery_key": N_(
        "The recovery key has a typing mistake. Your data is safe. Compare it with the sheet."
    ),
    "store_damaged": N_(
        "The store is damaged. It was not changed and will not be replaced. Delete nothing, copy the whole "
        "folder to another disk, and ask who looks after the computers. If somebody copied the folder "
        "while the "
        "program was closed, that copy can be opened."
    ),
    "disk_full": N_(
        "The disk is full. What you typed is still here but not saved. Free some space, then go on."
    ),
    "read_only_store": N_(
        "The store lies where nothing can be written. Nothing was saved or changed. Open it for reading "
        "only, or "
        "close the program, copy the whole folder to a disk you can write to and open it there."
    ),
    "read_only_store.viewer": N_(
        "The store is open for reading only: this was not saved, and nothing was changed. To change "
        "something, "
        "close it and open it without \u201cfor reading only\u201d."
    ),
    "read_only_store.recovery": N_(
        "Where nothing can be written, no new passphrase can be set. Nothing was changed. Open the store the "
        "usual way, where its disk can be written, and type the recovery key there."
    ),
    "read_only_store.unfinished_writes": N_(
        "The store was not closed properly the last time, and until that is put right it cannot be "
        "opened for "
        "reading only. Nothing was changed. Open it the usual way where its disk can be written."
    ),
    "read_only_store.upgrade": N_(
        "An older Caseworker made this store; it must be brought up to date before it can be read. "
        "Nothing was "
        "changed. Open it once the usual way, where its disk can be written."
    ),
    "transient_io": N_(
        "The disk did not answer, so this was not done. Everything saved before is safe. Check cables and "
        "the medium, and try again in a moment."
    ),
    "stale_revision": N_(
        "Somebody else saved this case in the meantime. Nothing was overwritten. Open the case again: what "
        "you typed and could not save is put back."
    ),
    "attachment_damaged": N_(
        "An attached file is missing or was changed. The case itself is safe. Attach the same file again, "
        "or photograph the paper again."
    ),
    "not_found": N_("It is not in the store any more. Nothing was changed. Go back to the list."),
    "disk_full.opening": N_(
        "The disk is full, so the store could not be opened safely. Nothing was changed; everything saved is "
        "safe. Free as much space as the store takes, then try again."
    ),
}
ATTACHMENT_REFUSED = {
    "empty": N_("The file is empty. Nothing was attached or changed. Scan or photograph the paper again."),
    "unknown_kind": N_(
        "This file is not a photo, a scan or a PDF, whatever its name says. Nothing was attached or "
        "changed. Export it as PDF or JPEG, or photograph the paper."
    ),
    "other_kind": N_(
        "{kind} files cannot be shown here. Nothing was attached or changed. Save it as JPEG or PDF, or "
        "photograph the paper."
    ),
    "too_big": N_(
        "The file is larger than 50 MB. Nothing was attached or changed. Scan at 200 to 300 dots per inch, "
        "or attach the pages in several files."
    ),
    "unreadable": N_(
        "The file could not be read where it lies. Nothing was attached or changed. Check the cable or the "
        "stick, copy the file to this computer and try again."
    ),
    "damaged": N_(
        "The file is damaged or was cut off. Nothing was attached or changed. Copy it again from where it "
        "comes from, or photograph the paper again."
    ),
    "encrypted": N_(
        "The PDF does not open without a password. Nothing was attached or changed. Ask for a copy that "
        "opens without one, or print it and photograph the pages."
    ),
    "too_many_pixels": N_(
        "The picture or page is larger than any paper at hand. Nothing was attached or changed. Scan at 200 "
        "to 300 dots per inch, or photograph the paper."
    ),
    "too_many_pages": N_(
        "The file has too many pages (at most 500 in a PDF, 50 in a picture file). Nothing was attached or "
        "changed. Attach only the pages that matter."
    ),
    "too_slow": N_(
        "The file takes too long to open. Nothing was attached or changed. Export it again as PDF or JPEG, "
        "with fewer pages, or photograph the paper."
    ),
    "too_much_memory": N_(
        "The file needs more memory than is safe. Nothing was attached or changed. Scan at 200 to 300 dots "
        "per inch, or photograph the paper."
    ),
    "reader_stopped": N_(
        "The file could not be opened safely. Nothing was attached or changed, and the program is not "
        "harmed. Export it again as PDF or JPEG, or photograph the paper."
    ),
    "no_such_page": N_("The file has no such page. Nothing was changed. Go back to the first page."),
}
OTHER = N_(
    "Something went wrong ({code}). What was saved before is safe. Try again; if it stays, tell your "
    "administrator."
)
OS_REASONS = {
    errno.ENOENT: N_("the file or folder is not there"),
    errno.EACCES: N_("it may not be written"),
    errno.EPERM: N_("it may not be written"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EEXIST: N_("a file of that name is in the way"),
    errno.ENOTDIR: N_("a file of that name is in the way"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk did not answer"),
}
NEXT_ATTEMPT = N_("The next attempt has to wait {wait} s.")
NO_RULES = N_("No rules are in force on {day}. Choose another reference day.")


def os_reason(error: OSError, words: Words) -> str:
    """Why a file or folder cannot be used; Python gives the system's own reason in English only."""
    said = OS_REASONS.get(error.errno or 0)
    return words(said) if said else error.strerror or type(error).__name__


def error_text(error: Exception, words: Words) -> str:
    """The sentence for an error; never its traceback, never personal data."""
    # Whoever raises these has loaded them; the first window has not.
    from caseworker.domain.case.document import FaultyDocument
    from caseworker.domain.rules.reference import NoValueInForce

    from .faults import fault_line

    if isinstance(error, AttachmentRefused) and error.reason in ATTACHMENT_REFUSED:
        return words(ATTACHMENT_REFUSED[error.reason], **error.details)
    if isinstance(error, Refused):
        code = str(getattr(error, "reason", "") or error.details.get("reason", ""))
        if code in REFUSED:
            return words(REFUSED[code])
        return words(OTHER, code=code or error.code)
    if isinstance(error, CaseworkerError):
        said = ERRORS.get(f"{error.code}.{error.details.get('part', '')}") or ERRORS.get(error.code)
        text = words(said, **error.details) if said else words(OTHER, code=error.code)
        wait = error.details.get("wait")
        return f"{text} {words(NEXT_ATTEMPT, wait=wait)}" if wait else text
    if isinstance(error, FaultyDocument):
        return fault_line(error.faults[0], words)
    if isinstance(error, NoValueInForce):
        return words(NO_RULES, day=words.day(error.on))
    return words(OTHER, code=type(error).__name__)
