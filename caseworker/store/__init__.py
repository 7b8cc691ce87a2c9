# SPDX-License-Identifier: AGPL-3.0-or-later
"""The encrypted store: everything that is kept, and the only place that speaks SQL.

`open_store`, the list of cases and search use the driver itself; SQLAlchemy and Alembic are loaded by
the first transaction, so that the first window does not wait for them. Import the modules by name.
"""
