# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which passphrases are refused, and that no honest one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseworker.domain.passphrases import LONGEST, TRAINING, weakness

OFFICE = ("Casa del Camino A.C.", "TIJ", "María-José Núñez")

WEAK = {
    "": "passphrase_length",
    "short one": "passphrase_length",
    "fourteen chars": "passphrase_length",
    # One sign that becomes eighteen letters.
    "\ufdfa": "passphrase_length",
    "maple river stone lamp " * 50: "passphrase_too_long",
    " " * 20: "passphrase_blank",
    "a" + " " * 20: "passphrase_blank",
    "\u200b" * 16: "passphrase_blank",
    "a  b  c  d  e  f  g": "passphrase_blank",
    "x" * 20: "passphrase_repeats",
    "X" * 10 + "x" * 10: "passphrase_repeats",
    "aáàâäaáàâäaáàâä": "passphrase_repeats",
    "!!!!!!!!!!!!!!!!": "passphrase_repeats",
    "aaaaaaaaaaaaaaaa1!": "passphrase_repeats",
    "aaaaabbbbbcccccddddd": "passphrase_repeats",
    "abababababababab": "passphrase_repeats",
    "hola hola hola hola": "passphrase_repeats",
    "Hola-hola-HOLA-hola": "passphrase_repeats",
    "horse lamp horse lamp": "passphrase_repeats",
    "houndhoundhoundhound2024!": "passphrase_repeats",
    "123456789012345": "passphrase_sequence",
    "098765432109876": "passphrase_sequence",
    "abcdefghijklmno": "passphrase_sequence",
    "zyxwvutsrqponml": "passphrase_sequence",
    "абвгдежзийклмноп": "passphrase_sequence",
    "qwertyuiopasdfgh": "passphrase_sequence",
    "asdfghjklñ zxcvbnm": "passphrase_sequence",
    "qwerty123456 abcdef": "passphrase_sequence",
    "casadelcaminoac": "passphrase_name",
    "CASA del CAMINO 2024": "passphrase_name",
    "Casa del Camino!!! TIJ": "passphrase_name",
    "TIJ casa del camino 20241012": "passphrase_name",
    "maria jose nunez 1987": "passphrase_name",
    "Núñez María José 77": "passphrase_name",
    "caseworker caseworker 12": "passphrase_repeats",
    "12 caseworker TIJ 12": "passphrase_name",
    "CaseWorker-2024-2025": "passphrase_name",
    "Password-Casa-del-Camino": "passphrase_name",
    "contraseña clave 2024": "passphrase_name",
    TRAINING: "passphrase_training",
    "Caseworker training store no real people 1": "passphrase_training",
}


@pytest.mark.parametrize(("passphrase", "why"), WEAK.items(), ids=lambda text: text.strip()[:24] or "blank")
def test_a_weak_passphrase_is_refused_with_its_reason(passphrase: str, why: str) -> None:
    assert weakness(passphrase, OFFICE) == why


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse battery staple",
        "la cebra come tuercas verdes",
        "gato azul piano nube",
        # Names of the office may be among other words.
        "camino de lechuza y violines",
        "k7#Qz9!mB2w&Xp4",
        "7294 1183 6650 2947",
        "свеча молоко дорога гусь",
        "馬正電池釘書針水曜日本酒飛行機",
        "property liberty poverty",
    ],
)
def test_a_good_one_is_taken(passphrase: str) -> None:
    assert weakness(passphrase, OFFICE) == ""


# As people draw them with dice, of the alphabet's and the keyboard's neighbours too.
# fmt: off
DICE = [
    "abaco", "abrazo", "acero", "aguja", "album", "alfombra", "ancla", "arroz", "avena", "avispa",
    "barco", "basalto", "bigote", "botella", "brujula", "caballo", "cactus", "camello", "canela", "cebra",
    "cereza", "ciruela", "cobre", "coral", "cuchara", "dados", "delfin", "duende", "espejo", "estufa",
    "faro", "flauta", "fresa", "gallo", "gancho", "granate", "hilo", "hongo", "hueso", "iglu", "jarra",
    "jirafa", "ladrillo", "lagarto", "lechuza", "limon", "lluvia", "maleta", "manzana", "martillo",
    "nube", "nutria", "olivo", "oruga", "pais", "panda", "papel", "pato", "pera", "piano", "pulpo",
    "queso", "rana", "reloj", "roca", "sal", "sandia", "sapo", "silla", "sopa", "tambor", "tigre", "tren",
    "trigo", "tuerca", "uva", "vaca", "vela", "viento", "violin", "yate", "yoyo", "zapato", "zorro",
    "able", "acid", "aged", "apple", "arch", "barn", "bead", "bolt", "bread", "cabin", "cedar", "chalk",
    "clam", "cliff", "crow", "dune", "eagle", "eel", "elf", "fern", "fig", "flint", "fog", "frost", "gem",
    "glove", "goat", "gull", "hazel", "hinge", "icicle", "ivory", "jade", "jelly", "kite", "knob", "lamp",
    "lava", "lens", "lime", "lobby", "maple", "moth", "needle", "noon", "oak", "oar", "onion", "opal",
    "otter", "oven", "owl", "pear", "pepper", "pine", "plum", "pond", "poverty", "property", "quail",
    "quartz", "raft", "reef", "rust", "sleet", "slope", "spoon", "stork", "swan", "tent", "thorn", "tidy",
    "toast", "tulip", "vest", "vine", "wasp", "were", "wheat", "wren", "yarn", "zebra",
]
# fmt: on

honest = st.builds(
    lambda chosen, between, loud: between.join(word.title() if loud else word for word in chosen),
    st.lists(st.sampled_from(DICE), min_size=4, max_size=8, unique=True),
    st.sampled_from((" ", "-", ".", "_", "", "  ")),
    st.booleans(),
).filter(lambda text: len(text) >= 15)


@given(
    honest, st.tuples(st.sampled_from((*DICE, "Casa del Camino")), st.text(max_size=5), st.text(max_size=30))
)
def test_no_honest_phrase_of_four_words_is_refused(phrase: str, names: tuple[str, ...]) -> None:
    assert weakness(phrase, names) == ""


@given(st.text(max_size=40), st.integers(min_value=2, max_value=30))
def test_whatever_is_short_stays_weak_when_it_is_repeated(pattern: str, times: int) -> None:
    if len(pattern) < 15:
        assert weakness(pattern * times)


@given(st.text(min_size=0, max_size=LONGEST + 5), st.lists(st.text(max_size=20), max_size=4))
def test_every_text_has_an_answer(text: str, names: list[str]) -> None:
    assert weakness(text, names) == "" or weakness(text, names).startswith("passphrase_")
