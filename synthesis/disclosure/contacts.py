"""Contact details and numbers of people: e-mail addresses, telephone and NHS numbers, postcodes.

They are looked for by form, in the readings of a file in which what stands in different cells of a
table does not run together. Geometry, digests, identifiers of publications and times are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["contacts_in"]

# Set aside before numbers are looked for: what is long and numeric and nobody's.
ASIDE = re.compile(
    r"\b10\.\d{4,9}/[^\s\"'<>]+"  # DOI
    r"|\b[0-9a-fA-F]{32,}\b"  # digest
    r"|sha(?:256|384|512)-[A-Za-z0-9+/=]+"
    r"|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"  # date, time
    r"|\b(?:ISBN(?:-1[03])?:?|ISSN:?)\s?[\dX -]{8,17}"
)

EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}(?:@|\s?[\[(]at[\])]\s?)(?:[\w-]+\.)+[A-Za-z]{2,24}(?![\w-])")

PHONE = re.compile(
    r"(?<![\w.,+/=-])(?:"
    # International: a plus, then 9 to 14 digits in groups; or two noughts, then groups of two or more.
    r"\+[1-9]\d{0,2}[ .()-]{0,3}(?:\(0\)[ ]?)?(?:\d[ .()-]{0,2}){7,11}\d"
    r"|00[ ]?[1-9]\d{0,2}(?:[ .-]?\d{2,5}){3,5}"
    # In the United Kingdom: a nought, then 9 or 10 digits, as one or in two or three groups.
    r"|0[1-9]\d{8,9}"
    r"|\(?0[1-9]\d{1,4}\)?[ .-]{1,2}(?:\d{5,8}|\d{3,4}[ .-]\d{3,4})"
    r")(?![\w/]|[.,-]\d)"
)

# Not one of a row of numbers either.
NHS = re.compile(r"(?<![\w.,+/=-])(?<!\d )(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\w/]|[.,-]\d|(?: \d+){2})")

AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|"
    "EN|EX|FK|FY|G|GL|GU|GX|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|"
    "ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|"
    "SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)

# In capitals, or with the blank that people leave between the two halves.
POSTCODE = re.compile(
    rf"(?<![\w.#&=/-])(?:(?:{AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}"
    rf"|(?:{AREAS.lower()})\d[a-z\d]? \d[abd-hjlnp-uw-z]{{2}})(?![\w-]|\.\d)"
)


def contacts_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Find contact details in a text.

    Parameters
    ----------
    text
        A reading in lines.

    Yields
    ------
    What it is, and where it begins and ends.
    """
    text = ASIDE.sub(lambda found: "\x00" * len(found[0]), text)
    if "@" in text or "at]" in text or "at)" in text:
        for found in EMAIL.finditer(text):
            yield "an e-mail address", found.start(), found.end()
    numbers = []
    for found in NHS.finditer(text):
        if _is_nhs_number(found[1] + found[3] + found[4]):
            numbers.append(found.span())
            yield "an NHS number", found.start(), found.end()
    for found in PHONE.finditer(text):
        if not any(start <= found.start() < end for start, end in numbers):
            yield "a telephone number", found.start(), found.end()
    for found in POSTCODE.finditer(text):
        yield "a postcode", found.start(), found.end()


def _is_nhs_number(digits: str) -> bool:
    """Return whether the last of ten digits checks the others (modulus 11), as the NHS defines it."""
    if len(set(digits)) == 1:
        return False
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return check % 11 == int(digits[9]) and check != 10
