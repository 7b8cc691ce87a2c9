# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys, and what opens them: passphrases, recovery keys, the key file, bytes sealed with them."""
