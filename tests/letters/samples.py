# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to draw and to seal; the people in them are made up."""

import io
from dataclasses import replace
from datetime import date

import base45
import cbor2
import pikepdf
from PIL import Image, ImageDraw

from caseworker.letters.content import (
    Bullets,
    CriteriaTable,
    CriterionRow,
    FooterWords,
    KeyValue,
    LetterContent,
    Letterhead,
    Notice,
    Pair,
    Paragraph,
    ResultCode,
    Section,
    Signature,
    Signatures,
)
from caseworker.letters.render import render
from caseworker.letters.sealing.cose import sign
from caseworker.letters.sealing.keys import public_key_of
from caseworker.letters.sealing.payload import SealPayload
from caseworker.letters.sealing.seal import seal, text_hash
from caseworker.letters.sealing.verify import attach_seal

OUR_KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
OUR_PUBLIC = public_key_of(OUR_KEY)
OTHER_PUBLIC = public_key_of(OTHER_KEY)


def logo() -> bytes:
    picture = Image.new("RGBA", (320, 160), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 10, 300, 150), fill=(20, 90, 120, 255))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def row(criterion: str, result: str, code: ResultCode, reason: str = "", *evidence: str) -> CriterionRow:
    return CriterionRow(criterion, result, code, reason, evidence)


ROWS = (
    row(
        "Nacionalidad venezolana",
        "Se cumple",
        "met",
        "El pasaporte muestra la nacionalidad venezolana.",
        "Prueba: pasaporte de Venezuela, expedido el 3 de mayo de 2019",
    ),
    row(
        "Entrada a México a más tardar el día de la regla",
        "No se sabe",
        "not_known",
        "Las pruebas permiten una entrada entre el 7 y el 14 de octubre de 2022; la fecha límite cae dentro "
        "de ese intervalo. Hace falta una prueba más.",
        "Prueba: boleto de autobús, 9 de octubre de 2022; registro de albergue, 14 de octubre de 2022",
    ),
    row("Patrocinador con ingresos suficientes", "Hay que revisar", "needs_review", "Faltan dos talones."),
    row("Sin residencia en otro país", "No se cumple", "not_met", "Tiene residencia permanente en Chile."),
    row("Viaje con uno de los padres", "No corresponde", "not_applicable", "La persona es mayor de edad."),
)

SPANISH = LetterContent(
    language="es",
    paper="A4",
    state="issued",
    training=False,
    letterhead=Letterhead(
        "Casa de la Frontera A. C.",
        ("Calle Primera 1234, Zona Centro", "22000 Tijuana, Baja California, México"),
        "+52 664 555 01 00 · casos@casafrontera.example",
        logo(),
    ),
    title="Resultado de nuestra evaluación",
    number="TIJ-2022-000042-C1",
    case_number="TIJ-2022-000042",
    issued_on="11 de octubre de 2022",
    addressee=("María José Núñez de la Cruz",),
    facts=(
        Pair("Caso", "TIJ-2022-000042"),
        Pair("Carta", "TIJ-2022-000042-C1"),
        Pair("Programa", "Proceso para personas venezolanas"),
        Pair(
            "Reglas", "Aviso del 19 de octubre de 2022 (87 FR 63507), vigente desde el 19 de octubre de 2022"
        ),
        Pair("Día de referencia", "25 de octubre de 2022"),
        Pair("Responsable", "A. M. R."),
    ),
    statement="Esta carta es la evaluación de nuestra organización. No es una decisión de ningún gobierno, "
    "no es una visa ni un permiso de viaje. Es gratuita.",
    result="Todavía no podemos decir si usted cumple las condiciones: falta una prueba.",
    result_kind="more_evidence_needed",
    sections=(
        Section("Condiciones", (CriteriaTable(("Condición", "Resultado", "Razón y pruebas"), ROWS),)),
        Section(
            "Lo que falta",
            (
                Bullets(
                    (
                        "Un documento mexicano con fecha de entrada, por ejemplo la FMM o un sello.",
                        "Dos talones de pago del patrocinador.",
                    )
                ),
                KeyValue((Pair("Entregar en", "Oficina de Tijuana"), Pair("Antes del", "10 de noviembre"))),
            ),
        ),
        Section(
            "Revisión",
            (
                Paragraph(
                    "Usted puede pedir que otra persona de nuestra organización revise este resultado. Es "
                    "gratis. Le sugerimos hacerlo en los 30 días siguientes. Puede traer pruebas nuevas."
                ),
            ),
        ),
        Section(
            "Su seguridad",
            (
                Notice(
                    "Todo es gratuito. Nunca pague a un patrocinador. No entregue su pasaporte a nadie. "
                    "No cruce la frontera de manera irregular por causa de esta carta."
                ),
                Paragraph("Esta carta no es asesoría legal."),
            ),
        ),
        Section(
            "Firmas",
            (
                Signatures(
                    (
                        Signature("Evaluó", "Ana Morales Ruiz", "25 de octubre de 2022"),
                        Signature("Aprobó", "Jorge Salas", "26 de octubre de 2022"),
                    )
                ),
            ),
        ),
    ),
    footer=FooterWords(
        page="Página {page} de {pages}",
        draft="BORRADOR",
        training="CAPACITACIÓN",
        rules_checked="Reglas revisadas por última vez el 1 de octubre de 2022",
        verify="Para comprobar esta carta sin internet: lea el código con Caseworker, o pida a una "
        "organización que lo use que lo haga. Compare las iniciales, el año de nacimiento y el número.",
    ),
    short_header="TIJ-2022-000042 · Carta TIJ-2022-000042-C1",
)


def payload_of(content: LetterContent) -> SealPayload:
    return SealPayload(
        number=content.number,
        kind="decision",
        issuer=content.letterhead.name,
        issued_on="2022-10-26",
        initials="MN",
        birth_year=1990,
        text_hash=text_hash(content),
        outcome="more_evidence_needed",
        reference_day="2022-10-25",
        programme="venezuela",
        programme_status="open",
        state=content.state,
        training=content.training,
    )


def older_code(payload: SealPayload, key: bytes = OUR_KEY) -> str:
    """The code of a letter that was issued before the seal said what was found, with its case number."""
    day = (date.fromisoformat(payload.issued_on) - date(1970, 1, 1)).days
    about = [payload.number, payload.kind, payload.issuer, day, payload.initials, payload.birth_year]
    state = ("draft", "issued").index(payload.state)
    said = [1, *about, payload.case_number, payload.text_hash, state, payload.training]
    signed = sign(cbor2.dumps(said, canonical=True), key, b"caseworker-letter-1")
    return base45.b45encode(signed).decode("ascii")


def sealed(content: LetterContent = SPANISH, key: bytes = OUR_KEY) -> bytes:
    """An issued letter as it would be stored."""
    text = seal(payload_of(content), key)
    return attach_seal(render(replace(content, seal=text)), key, text)


def saved_again(pdf: bytes) -> bytes:
    """As another program saves it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def many_rows(count: int) -> LetterContent:
    """A letter with a long table."""
    rows = tuple(
        replace(ROWS[at % len(ROWS)], criterion=f"{at + 1}. {ROWS[at % len(ROWS)].criterion}")
        for at in range(count)
    )
    table = CriteriaTable(("Condición", "Resultado", "Razón y pruebas"), rows)
    return replace(SPANISH, sections=(Section("Condiciones", (table,)), *SPANISH.sections[1:]))
