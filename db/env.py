# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run migrations on the connection the caller opened and began a transaction on.

There is no `alembic.ini` and no database address: an encrypted store is only ever opened by the program.
"""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    include_name=attributes.get("include_name"),
    render_as_batch=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
