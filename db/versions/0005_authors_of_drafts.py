# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts have an author and a kind: nobody finds another's, and a whole case can wait as one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Older drafts named nobody: whoever saved the case last typed them; without a case, the first of staff.
GIVE_AUTHORS = """
    INSERT INTO drafts (case_id, author, kind, path, text, edit, at)
    SELECT case_id,
           COALESCE(
               (SELECT author FROM revisions
                WHERE revisions.case_id = older.case_id ORDER BY rev DESC LIMIT 1),
               (SELECT id FROM staff ORDER BY rowid LIMIT 1),
               ''),
           'unfit', path, text, 0, at
    FROM older"""


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    op.rename_table("drafts", "older")
    op.create_table(
        "drafts",
        _text("case_id"),
        _text("author"),
        _text("kind"),
        _text("path"),
        _text("text"),
        sa.Column("edit", sa.Integer, nullable=False),
        _text("at"),
        sa.PrimaryKeyConstraint("case_id", "author", "kind", "path", name="pk_drafts"),
        sa.CheckConstraint("kind IN ('changes', 'unfit', 'text')", name=op.f("ck_drafts_kind")),
    )
    op.execute(GIVE_AUTHORS)
    op.drop_table("older")


def downgrade() -> None:
    op.rename_table("drafts", "newer")
    op.create_table(
        "drafts",
        _text("case_id"),
        _text("path"),
        _text("text"),
        _text("at"),
        sa.PrimaryKeyConstraint("case_id", "path", name="pk_drafts"),
    )
    op.execute(
        "INSERT OR REPLACE INTO drafts (case_id, path, text, at)"
        " SELECT case_id, path, text, at FROM newer WHERE kind = 'unfit' ORDER BY at"
    )
    op.drop_table("newer")
