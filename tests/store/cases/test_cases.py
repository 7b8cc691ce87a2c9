# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases come back as saved, with their history, and a stale save is refused."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from caseworker.domain.case.changes import changes_between
from caseworker.domain.errors import NotFound, Refused, StaleRevision
from caseworker.store.cases.case_list import CaseFilters, count_by_outcome, count_cases, list_cases
from caseworker.store.cases.cases import (
    archive_case,
    case_id_of,
    insert_case,
    load_case,
    rebuild_index,
    save_case,
    set_outcome,
)
from caseworker.store.cases.identifiers import cases_with_identifier, people_born, people_named
from caseworker.store.cases.kept_facts import documents_of, iter_shown
from caseworker.store.cases.numbers import next_case_number, next_letter_number
from caseworker.store.cases.revisions import case_history, document_at
from caseworker.store.cases.search import search_cases
from caseworker.store.opened.store import Store
from caseworker.store.opened.transaction import Transaction
from caseworker.store.opening.check import check_store
from caseworker.store.records.ledger import append_ledger

from ..conftest import LATER, NOW, add_case, index_of, note


def save(store: Store, case_id: str, base_rev: int | None = None, at: str = LATER, **fields: Any) -> int:
    with store.write() as tx:
        old, rev = load_case(tx, case_id)
        new = {**old, **fields}
        saved = save_case(
            tx,
            case_id,
            new,
            index_of(new),
            base_rev=rev if base_rev is None else base_rev,
            changes=changes_between(old, new),
            author="ben",
            at=at,
        )
        note(tx, store, "case", case_id)
    return saved


def test_a_case_comes_back_as_it_was(store: Store) -> None:
    odd = {"text": "𝕏 \u202eabc <b> %s '\" \\ \n\t", "n": 1.5, "none": None, "list": [{"id": "a"}], "": {}}
    case_id = add_case(store, **odd)
    with store.read() as tx:
        document, rev = load_case(tx, case_id)
        assert case_id_of(tx, "TIJ-2022-K7-000001") == case_id
    assert (document, rev) == ({"number": "TIJ-2022-K7-000001", **odd}, 1)


def test_every_save_is_a_revision(store: Store) -> None:
    case_id = add_case(store, name="Ana")
    assert save(store, case_id, name="Ana María") == 2
    assert save(store, case_id, phone="1") == 3
    with store.read() as tx:
        first, second, third = case_history(tx, case_id)
        assert second.changes == [{"path": "/name", "old": "Ana", "new": "Ana María"}]
        assert third.changes == [{"path": "/phone", "new": "1"}]
        assert (first.parent, second.parent, third.parent) == (None, first.id, second.id)
        assert (second.author, second.site, second.at) == ("ben", "TIJ", LATER)
        for rev in (1, 2):
            assert document_at(tx, case_id, rev)["name"] == ["Ana", "Ana María"][rev - 1]
        assert document_at(tx, case_id, 3) == load_case(tx, case_id)[0]
        with pytest.raises(NotFound):
            document_at(tx, case_id, 4)


def test_a_stale_save_is_refused_whole(store: Store) -> None:
    case_id = add_case(store, name="Ana")
    save(store, case_id, name="Eva")
    with pytest.raises(StaleRevision) as caught:
        save(store, case_id, base_rev=1, name="Ina")
    assert caught.value.details == {"case": case_id, "base_rev": "1", "rev": "2"}
    with store.read() as tx:
        assert load_case(tx, case_id)[0]["name"] == "Eva"
        assert len(case_history(tx, case_id)) == 2
    assert search_cases(store, "ina") == []


def raise_after(_: object) -> None:
    raise ZeroDivisionError


def test_an_error_undoes_everything(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as tx:
        raise_after(insert_case(tx, "c", {}, index_of({"number": "N"}), author="a", at=NOW))
    assert (count_cases(store), search_cases(store, "nunez")) == (0, [])


def test_a_change_no_entry_tells_of_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="unrecorded_change"), store.write() as tx:
        insert_case(tx, "c", {"number": "N"}, index_of({"number": "N"}), author="a", at=NOW)
    assert count_cases(store) == 0


@pytest.mark.parametrize(
    ("document", "reason"), [({"t": "\ud800"}, "text_not_unicode"), ({"t": {1, 2}.__iter__}, "not_json")]
)
def test_what_has_no_json_form_is_refused(store: Store, document: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason), store.write() as tx:
        insert_case(tx, "c", document, index_of({"number": "N"}), author="a", at=NOW)


def test_an_index_that_is_no_unicode_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="text_not_unicode"), store.write() as tx:
        insert_case(tx, "c", {}, index_of({"number": "N", "name": "\udfff"}), author="a", at=NOW)


def test_what_is_not_there_is_not_found(store: Store) -> None:
    with store.read() as tx:
        for ask in (load_case, case_history, case_id_of):
            with pytest.raises(NotFound):
                ask(tx, "none")
    with pytest.raises(NotFound), store.write() as tx:
        save_case(tx, "none", {}, index_of({"number": "N"}), base_rev=1, changes=[], author="a", at=NOW)
    with pytest.raises(NotFound), store.write() as tx:
        archive_case(tx, "none")


def test_numbers_are_given_once_each_site_and_year(store: Store) -> None:
    assert [store_number(store) for _ in range(3)] == [f"TIJ-2022-K7-00000{n}" for n in (1, 2, 3)]
    assert store_number(store, "REY") == "REY-2022-K7-000001"
    assert store_number(store, year=2023) == "TIJ-2023-K7-000001"
    with store.write() as tx:
        assert next_letter_number(tx, "TIJ", 2022) == "L-TIJ-2022-K7-000001"
        assert next_letter_number(tx, "TIJ", 2022) == "L-TIJ-2022-K7-000002"
        recorded(tx)


def recorded(tx: Transaction) -> None:
    append_ledger(tx, at=NOW, staff_id="", action="test")


def store_number(store: Store, site: str = "TIJ", year: int = 2022) -> str:
    with store.write() as tx:
        number = next_case_number(tx, site, year)
        recorded(tx)
    return number


def test_a_number_that_came_from_elsewhere_is_not_given_again(store: Store) -> None:
    with store.write() as tx:
        document = {"number": "TIJ-2022-K7-000041"}
        insert_case(tx, "c", document, index_of(document), author="a", at=NOW)
        note(tx, store, "case", "c")
    assert store_number(store) == "TIJ-2022-K7-000042"
    with pytest.raises(Refused, match=r"unique:cases\.number"), store.write() as tx:
        insert_case(tx, "d", document, index_of(document), author="a", at=NOW)


@pytest.mark.parametrize("code", ["", "tij", "T", "TIJ-1", "TIJ'", "Ñ1", "TOOLONGSITE"])
def test_a_site_code_is_short_and_plain(store: Store, code: str) -> None:
    with pytest.raises(Refused, match="site_code"), store.write() as tx:
        next_case_number(tx, code, 2022)


def test_documents_come_one_by_one(store: Store) -> None:
    ids = [add_case(store, n=n) for n in range(3)]
    with store.write() as tx:
        archive_case(tx, ids[1])
        note(tx, store, "case", ids[1])
    with store.read() as tx:
        shown = list(iter_shown(tx, "any"))
        documents = list(documents_of(tx, [one.pk for one in reversed(shown)]))
        assert list(documents_of(tx, [])) == []
    assert [one.id for one in shown] == [ids[0], ids[2]]
    assert [(pk, document["n"]) for pk, document in documents] == [(shown[0].pk, 0), (shown[1].pk, 2)]


class TestList:
    def test_pages_follow_each_other(self, store: Store) -> None:
        ids = [add_case(store, at=f"2022-11-02T10:00:0{n % 3}+00:00") for n in range(10)]
        for order in ("updated", "opened"):
            seen, after = [], None
            while page := list_cases(store, after=after, limit=3, order=order):  # type: ignore[arg-type]
                seen += page
                after = page[-1]
            assert {row.id for row in seen} == set(ids)
            assert len(seen) == 10
            key = [(row.updated_at, row.pk) if order == "updated" else row.pk for row in seen]
            assert key == sorted(key, reverse=True)

    def test_a_saved_case_rises(self, store: Store) -> None:
        first, second = add_case(store, name="A"), add_case(store, name="B")
        assert [row.id for row in list_cases(store)] == [second, first]
        save(store, first, name="Eva")
        row = list_cases(store)[0]
        assert (row.id, row.principal, row.rev) == (first, "Eva", 2)

    def test_filters_and_counts(self, store: Store) -> None:
        ids = [add_case(store) for _ in range(4)]
        with store.write() as tx:
            set_outcome(tx, ids[0], "not_eligible", {"intake": "open"})
            archive_case(tx, ids[1])
            note(tx, store, "case", ids[1])
        assert count_cases(store) == 3
        assert count_by_outcome(store) == {"eligible": 2, "not_eligible": 1}
        (row,) = list_cases(store, filters=CaseFilters(outcome="not_eligible", site="TIJ"))
        assert (row.id, row.steps, row.archived) == (ids[0], {"intake": "open"}, False)
        assert count_cases(store, CaseFilters(archived=True)) == 1
        assert count_cases(store, CaseFilters(archived=None)) == 4
        for none in (
            CaseFilters(site="REY"),
            CaseFilters(programme="x"),
            CaseFilters(opened_from="2022-11-03"),
            CaseFilters(opened_until="2022-11-01"),
        ):
            assert list_cases(store, filters=none) == []
        assert check_store(store).whole


class TestSearch:
    @pytest.mark.parametrize(
        "text",
        [
            "nunez",
            "NÚÑ",
            "jose n",
            "n jose",
            "tij-2022-0000",
            "tij 01",
            "000001",
            "José,  Núñez!",
            "j",
            "«j»",
        ],
    )
    def test_beginnings_of_words_are_found(self, store: Store, text: str) -> None:
        case_id = add_case(store, name="José Núñez 01")
        add_case(store, name="Олена Шевченко")
        assert [row.id for row in search_cases(store, text)][-1] == case_id

    @pytest.mark.parametrize("text", ["", "  ", "unez", "jose x", "--", '"', "*", "text:jose OR 1", "NEAR("])
    def test_other_texts_are_not(self, store: Store, text: str) -> None:
        add_case(store, name="José Núñez")
        assert search_cases(store, text) == []

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Олена Шевченко", "ШЕВЧ"),
            ("Désir Saint-Fleur", "desir saint-fl"),
            ("محمد علي", "محم"),
            ("ဒေါ်အောင်ဆန်း", "ဒေါ်အောင်"),
            ("ገብረ ኢየሱስ", "ገብረ"),
            ("Łukasz", "lukasz"),
            ("李小龍", "李小"),
        ],
    )
    def test_any_script_is_found(self, store: Store, name: str, text: str) -> None:
        case_id = add_case(store, name=name)
        assert [row.id for row in search_cases(store, text)] == [case_id]

    def test_a_changed_name_is_found_and_the_old_one_is_not(self, store: Store) -> None:
        case_id = add_case(store, name="Ana")
        save(store, case_id, name="Eva")
        assert search_cases(store, "ana") == []
        assert [row.id for row in search_cases(store, "eva")] == [case_id]

    def test_the_newest_come_first_in_pages(self, store: Store) -> None:
        ids = [add_case(store, name="Ana") for _ in range(5)]
        first = search_cases(store, "a", limit=3)
        rest = search_cases(store, "a", limit=3, after=first[-1])
        assert [row.id for row in [*first, *rest]] == ids[::-1]

    def test_the_index_can_be_built_again(self, store: Store) -> None:
        ids = [add_case(store, name=name, passport=name) for name in ("Ana", "Eva")]
        connection = store.connect("repair")
        connection.execute("DELETE FROM case_search")
        connection.execute("DELETE FROM people")
        connection.execute("UPDATE cases SET principal = '', steps = '{}'")
        connection.close()
        assert search_cases(store, "ana") == []
        with store.write() as tx:
            assert rebuild_index(tx, lambda _, document: index_of(document)) == 2
        assert [row.id for row in search_cases(store, "ana")] == ids[:1]
        assert {row.principal for row in list_cases(store)} == {"Ana", "Eva"}
        assert check_store(store).whole


class TestPeople:
    def test_the_same_number_elsewhere_is_found_without_being_kept(self, store: Store) -> None:
        one, other = add_case(store, passport="AB123"), add_case(store, passport="AB123")
        add_case(store, passport="AB124")
        with store.read() as tx:
            assert cases_with_identifier(tx, "passport", "AB123") == sorted(
                [(one, "applicant"), (other, "applicant")]
            )
            assert cases_with_identifier(tx, "phone", "AB123") == []
            kept = tx.run("SELECT digest FROM identifiers").scalars().all()
        assert not any("AB123" in digest for digest in kept)

    def test_the_same_name_and_birth_are_found(self, store: Store) -> None:
        case_id = add_case(store, name="José Núñez")
        with store.read() as tx:
            assert [row.case_id for row in people_named(tx, "JOSE NUNEZ")] == [case_id]
            assert [row.case_id for row in people_born(tx, "1990-06-01", "1990-06-01")] == [case_id]
            assert people_born(tx, "1991-01-01", "1991-06-01") == []


def test_many_threads_write_and_read_without_losing_anything(store: Store) -> None:
    errors: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                add_case(store)
        except BaseException as error:
            errors.append(error)

    def read() -> None:
        try:
            for _ in range(30):
                count_cases(store)
                with store.read() as tx:
                    list(documents_of(tx, [one.pk for one in iter_shown(tx, "any")]))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=job) for job in (write, write, write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert count_cases(store) == 15
    assert check_store(store).whole


def test_a_transaction_within_another_is_a_mistake(store: Store) -> None:
    with store.write():
        with pytest.raises(RuntimeError, match="already writing"), store.write():
            pass
        with pytest.raises(RuntimeError, match="already writing"):
            check_store(store)
