"""The Kazakh order: the alphabet as it is taught, then what sets names apart, then what must always hold."""

import random
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.text import ALPHABET, foreign_letters, sort_key

AS_TAUGHT = "А Ә Б В Г Ғ Д Е Ё Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я".replace(" ", "")

# The 17 regions, in the order in which the constituencies 8 to 29 of 2023 are numbered: in Kazakh alphabetical order.
# Six of the numbers were not published where we looked, and are inferred from this very order.
REGIONS = [
    "Абай", "Ақмола", "Ақтөбе", "Алматы", "Атырау", "Батыс Қазақстан", "Жамбыл", "Жетісу", "Қарағанды", "Қостанай",
    "Қызылорда", "Маңғыстау", "Павлодар", "Солтүстік Қазақстан", "Түркістан", "Ұлытау", "Шығыс Қазақстан",
]  # fmt: skip


def ordered(*names: str) -> bool:
    """Whether the names stand in this order, and in no other."""
    keys = [sort_key(name) for name in names]
    return all(one < other for one, other in pairwise(keys))


def test_the_alphabet_has_its_42_letters():
    assert ALPHABET.upper() == AS_TAUGHT
    assert len(set(ALPHABET)) == 42


def test_letters_stand_in_the_order_of_the_alphabet_small_and_capital_alike():
    assert ordered(*AS_TAUGHT)
    assert ordered(*ALPHABET)
    assert ordered(*(letter for pair in zip(ALPHABET, AS_TAUGHT, strict=True) for letter in pair))


def test_the_regions_stand_as_the_central_commission_numbered_them():
    assert sorted(REGIONS, key=sort_key) == REGIONS


def test_code_points_would_put_the_nine_kazakh_letters_elsewhere():
    assert sorted(["Ядро", "Әлем", "Бала"]) == ["Бала", "Ядро", "Әлем"]
    assert ordered("Әлем", "Бала", "Ядро")


def test_a_short_first_word_comes_first_whatever_follows():
    assert ordered("Әлі Яхия", "Әлібек Айдар")


def test_a_hyphen_stands_before_letters():
    assert ordered("Нұр", "Нұр Яхия", "Нұр-Яхия", "Нұрай")


def test_letters_come_before_case_and_small_before_capital():
    assert ordered("абай", "Абай", "АБАЙ", "абайа")
    assert sort_key("АБАЙ").letters == sort_key("Абай").letters


def test_other_letters_come_after_the_kazakh_ones():
    assert ordered("Яхия", "Ђорђе")
    assert ordered("Яхия", "Amanat")


def test_composed_and_decomposed_letters_are_the_same():
    assert sort_key("Йод Ёлка") == sort_key(normalize("NFD", "Йод Ёлка"))


def test_more_space_changes_nothing_in_the_letters():
    assert sort_key(" Абай  Айдар ").letters == sort_key("Абай Айдар").letters


words = st.text(alphabet=ALPHABET + ALPHABET.upper(), min_size=1, max_size=6)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
anything = st.text(max_size=20)


@given(st.text(ALPHABET, max_size=8), st.text(ALPHABET, max_size=8))
def test_words_compare_as_their_places_in_the_alphabet_do(one, other):
    places = [[ALPHABET.index(letter) for letter in word] for word in (one, other)]
    assert (sort_key(one) < sort_key(other)) == (places[0] < places[1])


@given(names, names)
def test_case_never_outweighs_a_letter(one, other):
    if sort_key(one.lower()).letters < sort_key(other.lower()).letters:
        assert sort_key(one) < sort_key(other)


@given(anything, anything)
def test_any_two_names_have_an_order_and_only_the_same_text_is_equal(one, other):
    first, second = sort_key(one), sort_key(other)
    assert (first < second) + (first == second) + (first > second) == 1
    assert (first == second) == (normalize("NFC", one) == normalize("NFC", other))


@given(st.lists(anything, max_size=8), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_names_came(names, chance: random.Random):
    shuffled = list(names)
    chance.shuffle(shuffled)
    as_sorted = [sort_key(name) for name in sorted(names, key=sort_key)]
    assert [sort_key(name) for name in sorted(shuffled, key=sort_key)] == as_sorted


# ---- look-alikes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Iлияс", ((1, "I", "І"),)),
        ("Абаевa Айгүл", ((6, "a", "а"),)),
        ("Жаh", ((3, "h", "һ"),)),
        ("əлем", ((1, "ə", "ә"),)),
        ("Yлкен", ((1, "Y", "У or Ү"),)),
        ("Бек-Cұлтан", ((5, "C", "С"),)),
        ("Серiк Kәрiм", ((4, "i", "і"), (7, "K", "К"), (10, "i", "і"))),
        ("Нuр", ((2, "u", None),)),
    ],
)
def test_a_latin_letter_in_a_cyrillic_word_is_found(name, found):
    assert foreign_letters(name) == found


@pytest.mark.parametrize("name", ["", "Amanat", "Ілияс", "Amanat партиясы", "Respublica-Астана", "IV сайлау", "2023 жыл"])
def test_words_of_one_alphabet_are_left_in_peace(name):
    assert foreign_letters(name) == ()


def test_positions_count_letters_as_they_are_seen():
    assert foreign_letters(normalize("NFD", "Йoлка")) == ((2, "o", "о"),)
    assert foreign_letters("а\u0301a") == ((3, "a", "а"),)  # an accent that has no character of its own with а


@given(anything)
def test_every_letter_found_stands_where_it_is_said_to(name):
    text = normalize("NFC", name)
    for position, letter, _ in foreign_letters(name):
        assert text[position - 1] == letter


@given(names)
def test_writing_what_it_should_be_heals_the_name(name):
    latin = name.replace("о", "o").replace("С", "C").replace("і", "i")
    healed = list(latin)
    for position, _, should_be in foreign_letters(latin):
        healed[position - 1] = should_be
    assert foreign_letters("".join(healed)) == ()
