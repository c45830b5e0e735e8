"""Numbers in words, as Art. 43(8) of Kazakhstan's Election Law asks for them on a protocol: in Kazakh, Russian, English.

Up to 999,999,999,999. A table for each language, and three rules of grammar; no library that is kept up knows all three.
"""

from collections.abc import Mapping

_ONES: Mapping[str, tuple[str, ...]] = {
    "kk": ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"),
    "ru": ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
           "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать",
           "девятнадцать"),
    "en": ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
           "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
}  # fmt: skip
_TENS: Mapping[str, tuple[str, ...]] = {
    "kk": ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"),
    "ru": ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
    "en": ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
}
_RUSSIAN_HUNDREDS = ("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
_RUSSIAN_FEMININE = {1: "одна", 2: "две"}  # a thousand is feminine: две тысячи
_ZERO = {"kk": "нөл", "ru": "ноль", "en": "zero"}
_GROUPS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # by thousands: in Russian for one, two to four, and more
    "kk": (("мың",), ("миллион",), ("миллиард",)),
    "ru": (("тысяча", "тысячи", "тысяч"), ("миллион", "миллиона", "миллионов"), ("миллиард", "миллиарда", "миллиардов")),
    "en": (("thousand",), ("million",), ("billion",)),
}


def in_words(number: int, language: str) -> str:
    """``2861`` is ``екі мың сегіз жүз алпыс бір``, ``две тысячи восемьсот шестьдесят один``. Raises ValueError below zero."""
    if not 0 <= number < 10**12:
        raise ValueError(f"no protocol has {number} on it")
    if number == 0:
        return _ZERO[language]
    groups = [number // 1000**power % 1000 for power in range(4)]
    parts = [
        f"{_below_a_thousand(group, language, feminine=power == 1)} {_named(group, power, language)}".rstrip()
        for power, group in reversed(list(enumerate(groups)))
        if group
    ]
    if language != "en":
        return " ".join(parts)
    last = " and " if 0 < groups[0] < 100 and len(parts) > 1 else ", "  # two thousand and five; two thousand, one hundred
    return last.join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _below_a_thousand(number: int, language: str, feminine: bool) -> str:
    hundreds, rest = divmod(number, 100)
    ones = _ONES[language]
    tens, one = (0, rest) if rest < len(ones) else divmod(rest, 10)
    below = [_TENS[language][tens], _RUSSIAN_FEMININE.get(one, ones[one]) if feminine and language == "ru" else ones[one]]
    words = ("-" if language == "en" else " ").join(word for word in below if word)
    match language:
        case "kk":
            hundred = "" if not hundreds else "жүз" if hundreds == 1 else f"{ones[hundreds]} жүз"
        case "ru":
            hundred = _RUSSIAN_HUNDREDS[hundreds]
        case _:
            hundred = f"{ones[hundreds]} hundred" + (" and" if rest else "") if hundreds else ""
    return f"{hundred} {words}".strip()


def _named(group: int, power: int, language: str) -> str:
    """The name of a group of three digits: nothing for the last."""
    if power == 0:
        return ""
    names = _GROUPS[language][power - 1]
    if language != "ru":
        return names[0]
    tens, one = divmod(group % 100, 10)
    return names[2 if tens == 1 or one == 0 or one > 4 else 0 if one == 1 else 1]
