# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules: programmes and reference values, facts, three-valued truth, compiling, assessing."""
