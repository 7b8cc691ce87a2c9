# SPDX-License-Identifier: AGPL-3.0-or-later
"""The criteria as OpenFisca variables, run and timed inside OpenFisca's own interpreter.

`python -m tests.bench.openfisca_child FILE`, with the file that `by_openfisca` writes; prints JSON.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .hand_written import verdicts
from .rounds import rounds

MANY, AGAIN = 1000, 20


def system(work: dict[str, Any]) -> Any:
    """A tax and benefit system: a variable for every input and one for every criterion."""
    import numpy
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="A person", is_person=True)
    made = TaxBenefitSystem([person])
    common = {"entity": person, "definition_period": DateUnit.MONTH, "label": ""}

    def truth(tree: list[Any], who: Any, period: Any) -> Any:
        if tree[0] == "not":
            return 1 - truth(tree[1], who, period)
        if tree[0] in ("all", "any"):
            parts = [truth(one, who, period) for one in tree[1:]]
            return (numpy.minimum if tree[0] == "all" else numpy.maximum).reduce(parts)
        if tree[0] == "given":
            return who(tree[1], period)
        operator, first, last, operand = tree
        if operator == "is":
            value = who(first, period)
            return numpy.where(value == work["unknown"], 0.5, value == operand)
        if operator == "one_of":
            value = who(first, period)
            return numpy.where(value == work["unknown"], 0.5, numpy.isin(value, operand))
        low, high = who(first, period), who(last, period)
        surely, never = low >= operand, high < operand
        if operator != "at_least":
            surely, never = never, surely
        return numpy.where(low == work["unknown"], 0.5, numpy.where(surely, 1, numpy.where(never, 0, 0.5)))

    def formula_of(one: dict[str, Any]) -> Callable[..., Any]:
        def formula(person: Any, period: Any) -> Any:
            result, tests, places = None, [], []
            for place, when in enumerate(one["answers"]):
                if when is None:
                    tests.append(numpy.ones(person.count, dtype=bool))
                    places.append(place)
                    break
                held = truth(when, person, period)
                tests += [held == 1, held == 0.5]
                places += [place, -1]
            result = numpy.select(tests, places, -1)
            if one["applies"] is None:
                return result
            held = truth(one["applies"], person, period)
            return numpy.where(held == 1, result, numpy.where(held == 0, -3, -2))

        return formula

    for name, kind in work["inputs"].items():
        of = {"value_type": float if kind == "truth" else int, **common}
        made.add_variable(type(name, (Variable,), of))
    for at, one in enumerate(work["criteria"]):
        of = {"value_type": int, "formula": formula_of(one), **common}
        made.add_variable(type(f"criterion_{at}", (Variable,), of))
    return made


def main(file: str) -> None:
    """Reads the work, checks, measures, prints."""
    import numpy
    from openfisca_core.periods import period
    from openfisca_core.simulations import SimulationBuilder

    month = period("2022-10")
    work = pickle.loads(Path(file).read_bytes())  # noqa: S301 - our parent wrote it
    made, count = system(work), len(work["criteria"])
    columns = {
        name: numpy.array([row[name] for row in work["people"]], dtype=float if kind == "truth" else int)
        for name, kind in work["inputs"].items()
    }

    def built(values: dict[str, Any], size: int) -> Any:
        simulation = SimulationBuilder().build_default_simulation(made, size)
        for name, column in values.items():
            simulation.set_input(name, month, column)
        return simulation

    def calculated(simulation: Any) -> list[Any]:
        return [simulation.calculate(f"criterion_{at}", month) for at in range(count)]

    found = numpy.array(calculated(built(columns, len(work["people"])))).T.tolist()
    singles = [
        {name: column[at : at + 1] for name, column in columns.items()} for at in range(work["measured"])
    ]
    places = numpy.arange(MANY) % work["measured"]
    thousand = {name: column[places] for name, column in columns.items()}

    def each(values: list[dict[str, Any]], size: int, *, building: bool) -> Callable[[], float]:
        def act() -> float:
            spent = 0.0
            for one in values:
                begun = time.process_time()
                simulation = built(one, size)
                if not building:
                    begun = time.process_time()
                calculated(simulation)
                spent += time.process_time() - begun
            return spent / len(values) / size

        return act

    def by_hand() -> float:
        begun = time.process_time()
        for values in work["values"] * AGAIN:
            verdicts(values)
        return (time.process_time() - begun) / len(work["values"]) / AGAIN

    ways: dict[str, Callable[[], float]] = {
        "hand-written, in OpenFisca's interpreter": by_hand,
        "openfisca-core, 1 person": each(singles, 1, building=True),
        "openfisca-core, 1 person, simulation built before": each(singles, 1, building=False),
        "openfisca-core, 1,000 people": each([thousand], MANY, building=True),
        "openfisca-core, 1,000 people, simulation built before": each([thousand], MANY, building=False),
    }
    print(json.dumps({"verdicts": found, "seconds": rounds(ways, work["rounds"], told=True)}))


if __name__ == "__main__":
    main(sys.argv[1])
