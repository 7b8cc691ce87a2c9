# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers that are no letters: for staff, for the drawer, for somebody who has to wait."""
