# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables. Triggers and the search index are in `db/versions/`, which alone makes a database."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from caseworker.domain.permissions import ROLES

# The count at the end of a number.
COUNT = "CAST(replace(number, rtrim(number, '0123456789'), '') AS INTEGER)"
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, null: bool = False, primary: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null, primary_key=primary)


def _case_id() -> Column[str]:
    return Column("case_id", Text, ForeignKey("cases.id"), nullable=False)


def _without_roles() -> str:
    """SQL that takes the names of roles out of a list of them, set apart by spaces."""
    text = "' ' || roles || ' '"
    for role in ROLES:
        text = f"replace({text}, ' {role} ', ' ')"
    return text


meta = Table("meta", metadata, _text("key", primary=True), _text("value"))

settings = Table("settings", metadata, _text("key", primary=True), _text("json"))

staff = Table(
    "staff",
    metadata,
    _text("id", primary=True),
    _text("name"),
    _text("roles"),
    _text("language"),
    Column("active", Integer, nullable=False),
    Column("own_passphrase", Integer, nullable=False),
    _text("appointed_by"),
    _text("recovered_at", null=True),
    _text("confirmed_by", null=True),
    CheckConstraint(f"roles <> '' AND trim({_without_roles()}) = ''", name="roles"),
)

cases = Table(
    "cases",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("number", Text, nullable=False, unique=True),
    _text("site"),
    _text("programme"),
    _text("language"),
    _text("opened_on"),
    _text("updated_at"),
    _text("principal"),
    Column("people_count", Integer, nullable=False),
    _text("outcome"),
    _text("steps"),
    _text("revision_id"),
    Column("rev", Integer, nullable=False),
    Column("archived", Integer, nullable=False, server_default="0"),
    Index(None, "archived", "updated_at"),
    Index(None, "archived", "outcome"),
    Column("counted", Integer, Computed(COUNT, persisted=False)),
    Index(None, "counted"),
)

documents = Table(
    "documents",
    metadata,
    Column("case_pk", Integer, ForeignKey("cases.pk"), primary_key=True),
    _text("document"),
)

revisions = Table(
    "revisions",
    metadata,
    _text("id", primary=True),
    _case_id(),
    _text("parent", null=True),
    Column("rev", Integer, nullable=False),
    _text("author"),
    _text("site"),
    _text("at"),
    _text("changes"),
    Index(None, "case_id", "rev"),
)

people = Table(
    "people",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    _text("applicant_id", primary=True),
    _text("role"),
    _text("names"),
    _text("folded"),
    _text("born_from", null=True),
    _text("born_to", null=True),
    Index(None, "folded"),
    Index(None, "born_from"),
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("kind"),
    _text("digest"),
    _text("owner"),
    _case_id(),
    Index(None, "digest", "kind"),
    Index(None, "case_id"),
    CheckConstraint("owner IN ('applicant', 'sponsor')", name="owner"),
)

fact_sets = Table(
    "fact_sets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    _text("basis"),
    _text("keys"),
)

case_facts = Table(
    "case_facts",
    metadata,
    Column("case_pk", Integer, ForeignKey("cases.pk"), primary_key=True),
    Column("fact_set", Integer, ForeignKey("fact_sets.id"), nullable=False),
    _text("row"),
)

attachments = Table(
    "attachments",
    metadata,
    _text("stored_as", primary=True),
    _text("sha256"),
    _case_id(),
    _text("evidence_id"),
    Column("size", Integer, nullable=False),
    _text("media_type"),
    _text("name"),
    _text("added_at"),
    _text("added_by"),
    Index(None, "case_id"),
    Index(None, "sha256"),
)

determinations = Table(
    "determinations",
    metadata,
    _text("id", primary=True),
    _case_id(),
    _text("applicant_id"),
    _text("outcome"),
    _text("assessed_outcome"),
    _text("reason"),
    _text("frozen"),
    _text("determined_by"),
    _text("determined_at"),
    _text("approved_by", null=True),
    _text("approved_at", null=True),
    Column("supersedes", Text, ForeignKey("determinations.id"), nullable=True),
    CheckConstraint("approved_by IS NULL OR approved_by <> determined_by", name="four_eyes"),
    CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approval"),
    Index(None, "case_id", "applicant_id"),
)

waivers = Table(
    "waivers",
    metadata,
    _text("id", primary=True),
    _case_id(),
    _text("applicant_id"),
    _text("criterion"),
    _text("accepted"),
    _text("reason"),
    _text("waived_by"),
    _text("waived_at"),
    CheckConstraint("reason <> ''", name="reason"),
    Index(None, "case_id", "applicant_id"),
)

letters = Table(
    "letters",
    metadata,
    _text("id", primary=True),
    _case_id(),
    Column("determination_id", Text, ForeignKey("determinations.id"), nullable=True),
    _text("applicant_id"),
    Column("number", Text, nullable=True, unique=True),
    _text("language"),
    _text("paper"),
    _text("state"),
    Column("pdf", LargeBinary, nullable=True),
    _text("sha256", null=True),
    _text("seal", null=True),
    _text("issued_by", null=True),
    _text("issued_at", null=True),
    _text("handed_over_at", null=True),
    Column("counted", Integer, Computed(COUNT, persisted=False)),
    Column("kind", Text, nullable=False, server_default="decision"),
    Index(None, "counted"),
    CheckConstraint("state IN ('draft', 'issued', 'handed_over', 'superseded')", name="state"),
    CheckConstraint(
        "state = 'draft' OR (number IS NOT NULL AND pdf IS NOT NULL AND sha256 IS NOT NULL"
        " AND issued_by IS NOT NULL AND issued_at IS NOT NULL)",
        name="issued_whole",
    ),
    Index(None, "case_id"),
)

reviews = Table(
    "reviews",
    metadata,
    _text("id", primary=True),
    _text("kind"),
    Column("determination_id", Text, ForeignKey("determinations.id"), nullable=False),
    Column("letter_id", Text, ForeignKey("letters.id"), nullable=True),
    _text("remarks"),
    _text("mark"),
    _text("reviewed_by"),
    _text("reviewed_at"),
    CheckConstraint("kind IN ('approved', 'sent_back', 'looked')", name="kind"),
    CheckConstraint("kind <> 'sent_back' OR remarks <> ''", name="remarks"),
    Index(None, "determination_id"),
)

revocations = Table(
    "revocations",
    metadata,
    Column("letter_id", Text, ForeignKey("letters.id"), primary_key=True),
    _text("reason"),
    _text("revoked_by"),
    _text("revoked_at"),
    CheckConstraint("reason <> ''", name="reason"),
)

rulebooks = Table(
    "rulebooks",
    metadata,
    _text("sha256", primary=True),
    _text("programme"),
    Column("content", LargeBinary, nullable=False),
    _text("kept_at"),
    _text("kept_by"),
)

programmes = Table(
    "programmes",
    metadata,
    _text("id", primary=True),
    _text("programme"),
    _text("file"),
    _text("sha256"),
    Column("content", LargeBinary, nullable=False),
    _text("installed_at"),
    _text("installed_by"),
    Column("in_force", Integer, nullable=False),
    CheckConstraint("in_force IN (0, 1)", name="in_force"),
    Index(None, "programme"),
)

drafts = Table(
    "drafts",
    metadata,
    _text("case_id", primary=True),
    _text("author", primary=True),
    _text("kind", primary=True),
    _text("path", primary=True),
    _text("text"),
    Column("edit", Integer, nullable=False),
    _text("at"),
    CheckConstraint("kind IN ('changes', 'unfit', 'text')", name="kind"),
)

ways_in = Table(
    "ways_in",
    metadata,
    _text("digest", primary=True),
    _text("kind"),
    _text("owner"),
    _text("replaced_by", null=True),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("at"),
    _text("staff_id"),
    _text("action"),
    _text("object_kind"),
    _text("object_id"),
    _text("reason"),
    _text("payload"),
    _text("row_hash"),
    _text("prev"),
    _text("mac"),
    # Nothing unique but the key: a clash elsewhere would let INSERT OR REPLACE remove an old row.
    Index(None, "object_kind", "object_id"),
)

# Virtual: known to queries, made by the first migration, hidden from comparison with `metadata`.
case_search = Table(
    "case_search", MetaData(), Column("rowid", Integer, primary_key=True), Column("text", Text)
)
