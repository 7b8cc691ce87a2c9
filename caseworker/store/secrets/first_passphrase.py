# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first passphrase of a new colleague: drawn, to be read aloud once and replaced by their own."""

import secrets

# Without what is mistaken for something else when it is read or heard.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 5


def new_first_passphrase() -> str:
    """Return twenty random letters and digits in four groups: some 99 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
