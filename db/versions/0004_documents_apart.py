# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents apart from the rows of lists, and what the facts of a case came to: a whole store is listed and
decided again without opening a document."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False)


def _of_a_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_pk"], ["cases.pk"], name=op.f(f"fk_{table}_case_pk_cases"))


def upgrade() -> None:
    op.create_table(
        "documents",
        _number("case_pk"),
        _text("document"),
        sa.PrimaryKeyConstraint("case_pk", name="pk_documents"),
        _of_a_case("documents"),
    )
    op.execute("INSERT INTO documents (case_pk, document) SELECT pk, document FROM cases ORDER BY pk")
    op.execute("ALTER TABLE cases DROP COLUMN document")
    op.create_table(
        "fact_sets",
        _number("id"),
        _text("digest"),
        _text("basis"),
        _text("keys"),
        sa.PrimaryKeyConstraint("id", name="pk_fact_sets"),
        sa.UniqueConstraint("digest", name="uq_fact_sets_digest"),
    )
    op.create_table(
        "case_facts",
        _number("case_pk"),
        _number("fact_set"),
        _text("row"),
        sa.PrimaryKeyConstraint("case_pk", name="pk_case_facts"),
        _of_a_case("case_facts"),
        sa.ForeignKeyConstraint(
            ["fact_set"], ["fact_sets.id"], name=op.f("fk_case_facts_fact_set_fact_sets")
        ),
    )


def downgrade() -> None:
    op.drop_table("case_facts")
    op.drop_table("fact_sets")
    op.execute("ALTER TABLE cases ADD COLUMN document TEXT NOT NULL DEFAULT ''")
    op.execute("UPDATE cases SET document = (SELECT document FROM documents WHERE case_pk = pk)")
    op.drop_table("documents")
