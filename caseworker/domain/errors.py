# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong that a person must hear of, each with a stable code.

The words the window shows are in its catalogue, looked up by code. `str(error)` is one plain English
text for logs and the command line: what happened, whether the data are safe, what to do. Neither it
nor `details` ever holds a name, a number or a text from a case.
"""

from __future__ import annotations

from typing import ClassVar


class CaseworkerError(Exception):
    """The base of all. `code` never changes once released; `details` are short technical texts."""

    code: ClassVar[str] = "error"
    text: ClassVar[str] = "Something went wrong. Nothing was changed. Try again."

    def __init__(self, **details: str) -> None:
        super().__init__(self.text)
        self.details: dict[str, str] = details

    def __str__(self) -> str:
        if not self.details:
            return self.text
        return f"{self.text} ({', '.join(f'{key}: {value}' for key, value in sorted(self.details.items()))})"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword arguments would be lost on the way back from a worker process.
        return (_again, (type(self), self.details))


def _again(kind: type[CaseworkerError], details: dict[str, str]) -> CaseworkerError:
    return kind(**details)


class StoreMissing(CaseworkerError):
    code = "store_missing"
    text = "There is no complete store in this folder. Nothing was made or changed. Choose the right folder."


class NotOurStore(CaseworkerError):
    code = "not_our_store"
    text = (
        "What lies in this folder is not an encrypted Caseworker store. It was not changed. "
        "Choose the right folder."
    )


class StoreTooNew(CaseworkerError):
    code = "store_too_new"
    text = (
        "This store was written by a newer Caseworker. It was not changed and its data are safe. "
        "Install the newer version to open it."
    )


class StoreInUse(CaseworkerError):
    code = "store_in_use"
    text = (
        "This store is open in another Caseworker. Its data are safe. "
        "Use that window, or close it and try again."
    )


class WrongPassphrase(CaseworkerError):
    code = "wrong_passphrase"
    text = (
        "The passphrase or recovery key does not open this store. The store was not changed. "
        "Check the keyboard layout and type it again."
    )


class WrongRecoveryKey(CaseworkerError):
    code = "wrong_recovery_key"
    text = (
        "This recovery key is typed correctly but does not open this store. The store was not changed. "
        "Look for the sheet that was printed for this store; an older sheet opens nothing after a new one."
    )


class TooSoon(CaseworkerError):
    """Nothing was tried. `seconds` says how long to wait."""

    code = "too_soon"
    text = (
        "After wrong passphrases the next attempt has to wait. Nothing was tried or changed. "
        "Wait, then type it again."
    )


class WayInWithdrawn(CaseworkerError):
    code = "way_in_withdrawn"
    text = (
        "This passphrase or recovery key was taken out of use, so the store was not opened. It was not "
        "changed. Use the newer one, or ask who looks after the store."
    )


class PassphraseNeeded(CaseworkerError):
    code = "passphrase_needed"
    text = "This store opens with a passphrase. Nothing was changed. Give the passphrase."


class NoSuchWayIn(CaseworkerError):
    """Nothing that a secret of this kind could open: what was typed was not tried."""

    code = "no_such_way_in"
    text = (
        "There is no passphrase of this person, or no key of this kind, in this store; what was typed "
        "was not "
        "tried. Nothing was changed. Ask an administrator of the store, or open a training store without one."
    )


class KeySlotRefused(CaseworkerError):
    code = "key_slot_refused"
    text = (
        "The key file of this store asks for a work that this program does not accept, so what was typed was "
        "not tried; it may be right. Nothing was changed. Keep the folder as it is and ask who looks after "
        "the computers."
    )


class KeyDerivationDiffers(CaseworkerError):
    code = "key_derivation_differs"
    text = (
        "This computer works out keys wrongly, so no passphrase can open a store on it; what was typed "
        "may be "
        "right. Nothing was changed. Install Caseworker again, or open the store on another computer."
    )


class KeyMemoryShort(CaseworkerError):
    code = "key_memory_short"
    text = (
        "There is too little free memory to try the passphrase. The store was not changed and its data are "
        "safe. Close other programs and try again."
    )


class LibraryTooOld(CaseworkerError):
    """`details` say what was `found` and what is `needed`."""

    code = "library_too_old"
    text = (
        "The database library of this computer is too old to be trusted with cases, so no store was "
        "opened or "
        "changed. The data are safe. Install the newest Caseworker."
    )


class LinkInStore(CaseworkerError):
    """`part` names the file in the folder of the store."""

    code = "link_in_store"
    text = (
        "A file in the folder of the store is a link or no plain file, so the store was not opened. "
        "Nothing was "
        "changed. Keep the folder as it is and ask who looks after the computers."
    )


class MistypedRecoveryKey(CaseworkerError):
    code = "mistyped_recovery_key"
    text = (
        "This recovery key has a typing error. The store was not changed. "
        "Compare it with the printed sheet, group by group."
    )


class StoreDamaged(CaseworkerError):
    code = "store_damaged"
    text = (
        "The store is damaged. It was not written to and is kept as it is. "
        "Delete nothing, copy the whole folder to another disk, and ask who looks after the computers."
    )


class DiskFull(CaseworkerError):
    code = "disk_full"
    text = (
        "The disk is full, so this was not saved; everything saved before is safe. "
        "Keep the window open, free some space and save again."
    )


class ReadOnlyStore(CaseworkerError):
    code = "read_only_store"
    text = (
        "The store lies on a medium or in a folder that cannot be written. Its data are safe; nothing was "
        "saved. Open it for reading only, or copy the whole folder to a place that can be written."
    )


class TransientIo(CaseworkerError):
    code = "transient_io"
    text = (
        "The disk did not answer properly, so this was not done; everything saved before is safe. "
        "Check cables and the medium and try again."
    )


class StaleRevision(CaseworkerError):
    code = "stale_revision"
    text = (
        "The case was changed meanwhile, so this was not saved; both versions are safe. "
        "Compare them and save again."
    )


class NotFound(CaseworkerError):
    code = "not_found"
    text = "What was asked for is not in this store. Nothing was changed. Go back to the list and look again."


class CipherMissing(CaseworkerError):
    code = "cipher_missing"
    text = (
        "The encryption library is missing, so the store was not opened or changed. Its data are safe. "
        "Install Caseworker again."
    )


class StoreFault(CaseworkerError):
    code = "store_fault"
    text = (
        "The store refused this because of a fault in the program. Nothing of it was saved; everything saved "
        "before is safe. Report it with the details."
    )


class Refused(CaseworkerError):
    """Something that must not be. `reason` is a stable code such as `four_eyes`."""

    code = "refused"
    text = "This is not allowed, so it was not done. Nothing was changed. See the reason."

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason=reason, **details)
        self.reason = reason


class AttachmentDamaged(CaseworkerError):
    code = "attachment_damaged"
    text = (
        "An attached file is missing or damaged. The case itself is safe. "
        "Attach the same file again, or scan the paper again."
    )


class AttachmentRefused(Refused):
    """A file that somebody brought is not kept. `reason` is one of `ATTACHMENT_REASONS`."""

    code = "attachment_refused"
    text = (
        "The file was refused: it cannot be shown safely. Nothing of it was kept; the case was not changed. "
        "Photograph the paper again, or export it as PDF or JPEG."
    )


ATTACHMENT_REASONS = (
    "empty",  # no byte in it
    "unknown_kind",  # neither JPEG, PNG, TIFF, HEIC, WebP nor PDF by its bytes
    "other_kind",  # of a kind that is known and not shown; `kind` is its name
    "too_big",  # more bytes than are kept
    "unreadable",  # the medium did not give it
    "damaged",  # of a known kind, but broken or cut off
    "encrypted",  # a PDF that cannot be opened without a password
    "too_many_pixels",  # a picture, or the page of a PDF, larger than any paper
    "too_many_pages",  # more pages or frames than are read
    "too_slow",  # not read within the time that any honest file needs
    "too_much_memory",  # not read within the memory that any honest file needs
    "reader_stopped",  # reading it brought the reading process down
    "no_such_page",  # a page was asked for that is not there
)
