# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields together: a form, and the forms that several screens show."""
