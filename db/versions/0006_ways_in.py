# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which key slots may still open the store, and the mark that its numbers carry."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"


def upgrade() -> None:
    op.create_table(
        "ways_in",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("replaced_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_ways_in"),
    )
    # A new database has no rows yet, and whoever makes it draws the mark.
    made = op.get_bind().exec_driver_sql("SELECT count(*) FROM meta").scalar()
    if made:
        mark = secrets.choice(LETTERS) + secrets.choice(LETTERS + "23456789")
        sql = "INSERT OR IGNORE INTO meta (key, value) VALUES ('numbers_mark', ?)"
        op.get_bind().exec_driver_sql(sql, (mark,))


def downgrade() -> None:
    # The mark stays: what a store says of itself is never deleted.
    op.drop_table("ways_in")
