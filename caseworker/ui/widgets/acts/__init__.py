# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person does with a decision or a letter, and is asked before it is done."""
