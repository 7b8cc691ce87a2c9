# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding and reading the square code of a letter in the picture of a page."""
