# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the standard library's argument parser says; it looks its words up itself, once told where."""

from __future__ import annotations

import gettext

from caseworker.paths import resource

from . import N_

DOMAIN = "caseworker"
TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
)


def bind() -> None:
    """Lets the argument parser find our catalogue, in the language of the environment."""
    gettext.bindtextdomain(DOMAIN, str(resource("locale")))
    gettext.textdomain(DOMAIN)
