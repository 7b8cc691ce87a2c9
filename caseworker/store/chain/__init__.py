# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger's entries as a chain of codes, and the rows that they vouch for; no SQLAlchemy."""
