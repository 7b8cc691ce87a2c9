# SPDX-License-Identifier: AGPL-3.0-or-later
"""The count at the end of a number, computed and indexed: what a case or a letter is found by."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNT = "CAST(replace(number, rtrim(number, '0123456789'), '') AS INTEGER)"


def upgrade() -> None:
    for table in ("cases", "letters"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN counted INTEGER GENERATED ALWAYS AS ({COUNT}) VIRTUAL")
        op.execute(f"CREATE INDEX ix_{table}_counted ON {table} (counted)")


def downgrade() -> None:
    for table in ("cases", "letters"):
        op.execute(f"DROP INDEX ix_{table}_counted")
        op.execute(f"ALTER TABLE {table} DROP COLUMN counted")
