# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the machine-readable zone of a travel document in a picture."""
