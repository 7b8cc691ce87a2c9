# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: documents, revisions, drafts, attachments, and the index by which they are found."""
