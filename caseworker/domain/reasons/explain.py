# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a finding is what it is: the criterion's own tests with what the run saw, read when asked for.

Nothing is evaluated again: the values are those that the assessment kept in its view. What the run
did not need to look at says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..rules.assess import ApplicantAssessment
from ..rules.facts import UNKNOWN
from ..rules.finding import Finding
from ..rules.programme import Answer, FactTest, Not, Some, Test, ValueName
from ..rules.truth import OPERATORS, Resolve, Truth, fact_key, resolver


@dataclass(frozen=True, slots=True)
class Node:
    """One test, or several joined: `kind` is `all`, `any`, `not` or `test`.

    `truth` is None for what is not known, and for what was not looked at, where `seen` is false. A
    `test` has the fact with its parameters, operator and operand (dated values in place, their names in
    `named`), and the fact's value with the paths and the evidence it came from.
    """

    kind: str
    truth: Truth
    seen: bool
    parts: tuple[Node, ...] = ()
    fact: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    operator: str = ""
    operand: Any = None
    named: tuple[str, ...] = ()
    value: Any = UNKNOWN
    paths: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer that was tried; without a tree it is what holds when nothing else does."""

    answer: Answer
    tree: Node | None
    truth: Truth


@dataclass(frozen=True, slots=True)
class Why:
    """The tests behind a finding, in the order of the rules; `tried` ends with the one that decided,
    or with the one that could not be answered."""

    finding: Finding
    applies: Node | None
    tried: tuple[Tried, ...]

    def leaves(self) -> Iterator[Node]:
        """Every test on a fact, in order."""
        for tree in (self.applies, *(one.tree for one in self.tried)):
            if tree is not None:
                yield from leaves(tree)


def why(one: ApplicantAssessment, finding: Finding) -> Why:
    """The tests behind one of the findings of `one`."""
    programme, on = one.rules.programme, one.view.on
    resolve = resolver(lambda name: programme.value_on(name, on))
    criterion = finding.criterion
    applies = _node(criterion.applies, finding, resolve, asked=True) if criterion.applies else None
    tried: list[Tried] = []
    if applies is None or applies.truth is True:
        for answer in criterion.answers:
            tree = _node(answer.when, finding, resolve, asked=True) if answer.when else None
            truth = True if tree is None else tree.truth
            tried.append(Tried(answer, tree, truth))
            if truth is not False:
                break
    return Why(finding, applies, tuple(tried))


def place_of(why: Why) -> str:
    """The document path of the field or paper (`evidence/ID`) that decided, or that is waited for.

    Empty where nothing in the case did, such as the status of the programme.
    """
    trees = [tree for tree in (why.applies, *(one.tree for one in why.tried)) if tree is not None]
    # The last tree decided; a last answer without one holds because those before it do not.
    for tree in reversed(trees):
        seen = [node for node in leaves(tree) if node.seen]
        waited = [node for node in seen if node.truth is None and node.paths]
        papers = [node for node in seen if node.evidence]
        if waited:
            return waited[0].paths[0]
        if papers:
            return f"evidence/{papers[0].evidence[0]}"
        if read := [node for node in seen if node.paths]:
            return read[0].paths[0]
    return ""


def leaves(node: Node) -> Iterator[Node]:
    """The tests on facts in a tree, in order."""
    if node.kind == "test":
        yield node
    for part in node.parts:
        yield from leaves(part)


def value_names(tests: Iterable[FactTest]) -> tuple[str, ...]:
    """The names of the dated values that these tests use, each once."""
    return tuple(dict.fromkeys(name for test in tests for name in _named(test)))


def _node(test: Test, finding: Finding, resolve: Resolve, *, asked: bool) -> Node:
    if isinstance(test, FactTest):
        return _leaf(test, finding, resolve, asked=asked)
    if isinstance(test, Not):
        part = _node(test.test, finding, resolve, asked=asked)
        return Node("not", None if part.truth is None else not part.truth, part.seen, (part,))
    ending = isinstance(test, Some)
    parts: list[Node] = []
    truth: Truth = not ending
    for one in test.tests:
        # The run stops at the first part that decides; so does what is shown as looked at.
        part = _node(one, finding, resolve, asked=asked and truth is not ending)
        parts.append(part)
        if truth is not ending and part.truth is not (not ending):
            truth = part.truth
    kind = "any" if ending else "all"
    return Node(kind, truth if asked else None, asked, tuple(parts))


def _leaf(test: FactTest, finding: Finding, resolve: Resolve, *, asked: bool) -> Node:
    key, params = fact_key(test, resolve)
    fact = finding.view.facts.get(key) if asked else None
    operand = resolve(test.operand)
    shape = {
        "fact": test.fact,
        "params": tuple(sorted(params.items())),
        "operator": test.operator,
        "operand": operand,
        "named": tuple(_named(test)),
    }
    if fact is None:
        return Node("test", None, seen=False, **shape)
    truth = None if fact.value is UNKNOWN else OPERATORS[test.operator](fact.value, operand)
    return Node("test", truth, seen=True, value=fact.value, paths=fact.paths, evidence=fact.evidence, **shape)


def _named(test: FactTest) -> Iterator[str]:
    for value in (test.operand, *(value for _, value in test.params)):
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, ValueName):
                yield one.name
