"""Numbers in words: lists checked by hand, and for Kazakh a second way of writing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.text.number_words import in_words

WRITTEN = {
    0: ("нөл", "ноль", "zero"),
    1: ("бір", "один", "one"),
    2: ("екі", "два", "two"),
    7: ("жеті", "семь", "seven"),
    10: ("он", "десять", "ten"),
    11: ("он бір", "одиннадцать", "eleven"),
    14: ("он төрт", "четырнадцать", "fourteen"),
    19: ("он тоғыз", "девятнадцать", "nineteen"),
    20: ("жиырма", "двадцать", "twenty"),
    21: ("жиырма бір", "двадцать один", "twenty-one"),
    33: ("отыз үш", "тридцать три", "thirty-three"),
    40: ("қырық", "сорок", "forty"),
    58: ("елу сегіз", "пятьдесят восемь", "fifty-eight"),
    69: ("алпыс тоғыз", "шестьдесят девять", "sixty-nine"),
    90: ("тоқсан", "девяносто", "ninety"),
    99: ("тоқсан тоғыз", "девяносто девять", "ninety-nine"),
    100: ("жүз", "сто", "one hundred"),
    101: ("жүз бір", "сто один", "one hundred and one"),
    212: ("екі жүз он екі", "двести двенадцать", "two hundred and twelve"),
    300: ("үш жүз", "триста", "three hundred"),
    540: ("бес жүз қырық", "пятьсот сорок", "five hundred and forty"),
    999: ("тоғыз жүз тоқсан тоғыз", "девятьсот девяносто девять", "nine hundred and ninety-nine"),
    1_000: ("бір мың", "одна тысяча", "one thousand"),
    1_001: ("бір мың бір", "одна тысяча один", "one thousand and one"),
    2_000: ("екі мың", "две тысячи", "two thousand"),
    2_861: (
        "екі мың сегіз жүз алпыс бір",
        "две тысячи восемьсот шестьдесят один",
        "two thousand, eight hundred and sixty-one",
    ),
    5_000: ("бес мың", "пять тысяч", "five thousand"),
    11_000: ("он бір мың", "одиннадцать тысяч", "eleven thousand"),
    22_002: ("жиырма екі мың екі", "двадцать две тысячи два", "twenty-two thousand and two"),
    100_000: ("жүз мың", "сто тысяч", "one hundred thousand"),
    121_000: ("жүз жиырма бір мың", "сто двадцать одна тысяча", "one hundred and twenty-one thousand"),
    999_999: (
        "тоғыз жүз тоқсан тоғыз мың тоғыз жүз тоқсан тоғыз",
        "девятьсот девяносто девять тысяч девятьсот девяносто девять",
        "nine hundred and ninety-nine thousand, nine hundred and ninety-nine",
    ),
}


@pytest.mark.parametrize("number", WRITTEN)
def test_numbers_checked_by_hand(number):
    assert tuple(in_words(number, language) for language in ("kk", "ru", "en")) == WRITTEN[number]


ONES = ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"]
TENS = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"]


def kazakh(number):
    """By the grammar: hundreds without ``бір``, thousands with it, words side by side."""
    if number >= 1_000:
        thousands, rest = divmod(number, 1_000)
        return f"{kazakh(thousands)} мың {kazakh(rest)}".strip()
    hundreds, rest = divmod(number, 100)
    hundred = "" if hundreds == 0 else "жүз" if hundreds == 1 else f"{ONES[hundreds]} жүз"
    return " ".join(part for part in (hundred, TENS[rest // 10], ONES[rest % 10]) if part)


@given(st.integers(1, 999_999))
def test_kazakh_follows_its_grammar(number):
    assert in_words(number, "kk") == kazakh(number)


@given(st.integers(0, 999_999), st.integers(0, 999_999), st.sampled_from(["kk", "ru", "en"]))
def test_two_numbers_are_never_written_alike(one, other, language):
    assert (in_words(one, language) == in_words(other, language)) == (one == other)


def test_a_number_below_zero_is_refused():
    with pytest.raises(ValueError, match="-1"):
        in_words(-1, "ru")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1_000_000, ("бір миллион", "один миллион", "one million")),
        (2_000_001, ("екі миллион бір", "два миллиона один", "two million and one")),
        (
            12_035_578,
            (
                "он екі миллион отыз бес мың бес жүз жетпіс сегіз",
                "двенадцать миллионов тридцать пять тысяч пятьсот семьдесят восемь",
                "twelve million, thirty-five thousand, five hundred and seventy-eight",
            ),
        ),
    ],
)
def test_a_nation_of_voters(number, written):
    assert tuple(in_words(number, language) for language in ("kk", "ru", "en")) == written
