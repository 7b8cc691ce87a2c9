# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before the window: making a store, unlocking it, a lost or a first passphrase."""
