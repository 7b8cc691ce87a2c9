# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a store, opening it, upgrading it, looking it through."""
