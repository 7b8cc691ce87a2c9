# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a store is whole: its database, its files and its ways in."""

from __future__ import annotations

from ..cases.attachments import attachment_faults
from ..opened.database_check import CheckReport, check_database
from ..opened.store import Store
from ..staff.ways_in import key_file_faults


def check_store(store: Store) -> CheckReport:
    """Check every page, every reference, the ledger, the rows it vouches for, search, letters, attachments
    and the key file.

    Writers wait meanwhile. Raises TransientIo if the disk does not let it look.
    """
    with store.alone():
        report = check_database(store.database, store.keys, store.store_id, view=store.viewer)
        if report.whole:
            beside = (*attachment_faults(store), *key_file_faults(store))
            report = CheckReport(beside, report.ledger, report.counts)
    return report
