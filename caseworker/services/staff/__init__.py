# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people who work here: who comes and goes, what they do first, how a lost passphrase is recovered."""
