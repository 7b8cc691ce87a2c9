# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a command ends."""

DONE, NEGATIVE, WRONG = 0, 1, 2


class WrongInput(Exception):
    """Something the person gave cannot be used; the text is the one line they see."""
