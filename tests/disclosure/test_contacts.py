"""Contact details are found as people write them, and other numbers are left alone."""

from __future__ import annotations

import pytest

from synthesis.disclosure.contacts import contacts_in


def kinds(text):
    return [kind for kind, _, _ in contacts_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "write to ana.silva@example.org.",
        "A.Silva+work@mail.example.co.uk",
        "ana (at) example.org",
        "mailto:o'neil@example.com",
    ],
)
def test_addresses_are_found(text):
    assert kinds(text) == ["an e-mail address"]


# Numbers that Ofcom keeps free for fiction, and forms in which people write them.
@pytest.mark.parametrize(
    "text",
    [
        "0118 496 0000",
        "(0118) 496 0000",
        "call 01184960000 now",
        "020 7946 0018",
        "07700 900123",
        "+44 7700 900 123",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "+1 202-555-0143",
        "tel. 028-9649-6000",
        "0118 496 0000 9 to 5",
    ],
)
def test_telephone_numbers_are_found(text):
    assert kinds(text) == ["a telephone number"]


# 943 476 5919 is the number that the NHS uses in examples.
@pytest.mark.parametrize(
    "text", ["943 476 5919", "943-476-5919", "NHS number 9434765919.", "no 943 476 5919 on 3 May"]
)
def test_nhs_numbers_are_found(text):
    assert kinds(text) == ["an NHS number"]


def test_ten_digits_that_do_not_check_are_no_nhs_number():
    assert kinds("943 476 5918") == []


@pytest.mark.parametrize("text", ["SW1A 1AA", "at M1 1AE,", "EC1A1BB", "sw1a 1aa", "B33 8TH."])
def test_postcodes_are_found(text):
    assert kinds(text) == ["a postcode"]


@pytest.mark.parametrize(
    "text",
    [
        "10.1186/s12913-021-06630-2",
        "https://doi.org/10.1177/0141076820930666",
        "SHA-256 9434765919943476591994347659199434765919943476591994347659190000",
        "2026-01-31T12:00:00+00:00",
        "2026-01-31 12:00 UTC",
        "Health Services Research 21:602",
        "1 2 3 404 505 6066 7 8 9",
        "955 956 1123 1124 1125",
        "0.1184960000",
        "1,234,567,890",
        "M 10.5 20.25 L 30.75 40.5 z",
        "ISSN 0277-9536",
        "ISBN 978-0-415-12345-6",
        "n = 1502; e0001; c0338; study-02",
        "p12, E1, G03, L15, ME, NW",
        "python 3.11.2, pandas 3.0.0",
        "@media (min-width: 20rem)",
    ],
)
def test_what_is_nobodys_is_left_alone(text):
    assert kinds(text) == []
