"""Kazakhstan, 19 March 2023, as a rehearsal that is invented: places, bodies, commissions, stations, options.

Real are the regions, the parties and their order on the ballot, and the sums that were published. Everything else is
invented and says so in each language; codes of stations are such as no station has, and every candidate is fictional.
"""

import datetime
from collections.abc import Iterable, Iterator
from itertools import chain

from dauys.demo.places import STATION_58, STATIONS, VOTERS, Part, Plan, Rayon, Region, Site, drawn, plan
from dauys.election import load_election
from dauys.election.event import ABROAD, Body, Commission, Constituency, Event, Listed, PartyList, Station, list_contest
from dauys.law import AGAINST_ALL, Option, Party, Place
from dauys.law.words import Names
from dauys.text import ALPHABET, BadInput, Fault, phrase

COUNTRY = "kz"
MAZHILIS = "mazhilis"
CONSTITUENCY_ABROAD = "02"
"""Voters abroad belong where the Foreign Ministry sits (Election Law, Art. 23); that this is 02 is inferred."""

LAWS = {
    MAZHILIS: "kz/mazhilis/2023",
    "region": "kz/maslikhat-region/2023",
    "lower": "kz/maslikhat-district/2023",
}
PRECINCT = {
    "kk": ("сайлау учаскесі", "учаскелік сайлау комиссиясы"),
    "ru": ("избирательный участок", "участковая избирательная комиссия"),
    "en": ("station", "precinct commission"),
}
"""A station's name, and how its commission's differs."""

FEWEST, SMALLEST, LARGEST = 80, 2, 12
"""Stations of the smallest rehearsal, in which each constituency of the Mazhilis has two; candidates of a ballot."""

LISTED, MARKED_IN_10, MORE = 90, 4, 4
"""Persons of a list of the Mazhilis, as many as the law lets be (Art. 89(4)); of ten so many are marked for the quota of its
mandates; and so many more count that nobody is told of."""

NOTES = (
    "INVENTED rehearsal. No figure of it is a result of 19 March 2023.",
    "Real: the regions, the seven parties in their order on the ballot of 2023, the 29 constituencies of the Mazhilis by "
    "number and region, and the published sums of voters, stations and seats, as far as they were found.",
    "INVENTED: every rayon, station, address, commission and candidate, the borders of all constituencies, the voters of "
    "regions where none were found, and most sizes of maslikhats, chosen so that the national sums are kept.",
    "INVENTED: every person on the lists of the Mazhilis, and who of them counts for the quota of its mandates. The lists of "
    "the maslikhats are not told: by their law no quota holds for the mandates.",
    "Station 58 in Astana has 2,861 voters in every rehearsal, in the Al-Farabi Palace of Schoolchildren; "
    "its code, its commission and its votes are INVENTED.",
)


def invent_definition(stations: int, seed: int) -> Event:
    """The rehearsal with so many stations, 10,223 being all of them: the same seed gives the same event.

    Raises BadInput where the stations are too few, or more than there were.
    """
    if not FEWEST <= stations <= STATIONS:
        cause = f"a rehearsal has {FEWEST} to {STATIONS:,} stations"
        raise BadInput((Fault("--stations", None, None, stations, cause, "give a number between the two, such as 300"),))
    return _Inventing(plan(stations, seed), seed).event()


def invented(kk: str, ru: str, en: str) -> Names:
    """A name that says in its language that what it names is invented."""
    return Names(kk=f"ОЙДАН ШЫҒАРЫЛҒАН {kk}", ru=f"ВЫМЫШЛЕНО: {ru}", en=f"INVENTED {en}")


def station_code(region: str, number: int) -> str:
    """X-AST-0058: real stations have numbers alone."""
    return f"X-{region}-{number:04}"


def mazhilis_constituency(number: str) -> str:
    """The id of a constituency of the Mazhilis: mazhilis.07."""
    return f"{MAZHILIS}.{number}"


class _Inventing:
    """One definition in the making, from a plan that already has all numbers in it. Thrown away when done."""

    def __init__(self, numbers: Plan, seed: int) -> None:
        self.plan, self.seed = numbers, seed
        real = load_election("kz-mazhilis-2023").votes
        self.parties: dict[str, Party] = dict(real.parties)
        self.names = {region.id: real.places[region.id].names for region in numbers.regions}

    def event(self) -> Event:
        places, bodies, areas = _by_id(self._places()), _by_id(self._bodies()), _by_id(self._constituencies())
        stations = _by_id(chain(self._stations_at_home(), self._stations_abroad()))
        smaller = (
            f"Made smaller: {self.plan.stations:,} of {STATIONS:,} stations, voters in proportion ({self.plan.voters:,} of "
            f"{VOTERS:,}), fewer rayons, and maslikhats with fewer seats.",
        )
        return Event(
            invented(
                "жаттығу: Қазақстан, 2023 жылғы 19 наурыз",
                "репетиция: Казахстан, 19 марта 2023 года",
                "rehearsal: Kazakhstan, 19 March 2023",
            ),
            datetime.date(2023, 3, 19),
            COUNTRY,
            True,
            "dauys.example/kz-2023-rehearsal",
            (*NOTES, *(smaller if self.plan.stations < STATIONS else ())),
            bodies,
            places,
            self.parties,
            areas,
            _by_id(self._commissions(stations.values())),
            stations,
            dict(self._options(bodies, areas)),
            lists={(list_contest(MAZHILIS), party): self._list(number, party) for number, party in enumerate(self.parties, 1)},
        )

    # ---- places and bodies -------------------------------------------------------------------------------------------

    def _places(self) -> Iterator[Place]:
        yield Place(COUNTRY, "country", None, Names(kk="Қазақстан", ru="Казахстан", en="Kazakhstan"))
        for region in self.plan.regions:
            yield Place(region.id, region.kind, COUNTRY, self.names[region.id])
            for rayon in self.plan.rayons[region.id]:
                yield Place(_rayon_id(region, rayon), rayon.kind, region.id, self._rayon(region, rayon))
        yield Place(ABROAD, ABROAD, COUNTRY, Names(kk="Шетел", ru="За рубежом", en="Abroad"))

    def _rayon(self, region: Region, rayon: Rayon, kk: str = "", ru: str = "", en: str = "") -> Names:
        """The name of a rayon, or of something that belongs to it."""
        town, number, of = rayon.kind == "town", rayon.number, self.names[region.id]
        return invented(
            f"{kk}№ {number} {'қала' if town else 'аудан'}, {of.kk}",
            f"{ru}{'город' if town else 'район'} № {number}, {of.ru}",
            f"{en}{'town' if town else 'rayon'} {number}, {of.en}",
        )

    def _bodies(self) -> Iterator[Body]:
        yield Body(MAZHILIS, LAWS[MAZHILIS], invented("Мәжіліс", "Мажилис", "Mazhilis"), COUNTRY)
        for region in self.plan.regions:
            of = self.names[region.id]
            names = invented(f"мәслихат, {of.kk}", f"маслихат, {of.ru}", f"maslikhat, {of.en}")
            seats = {"the council": self.plan.councils[region.id]}
            yield Body(_maslikhat(region.id), LAWS["region"], names, region.id, seats)
        for region in self.plan.regions:
            for rayon in self.plan.rayons[region.id]:
                names = self._rayon(region, rayon, "мәслихат, ", "маслихат, ", "maslikhat, ")
                place = _rayon_id(region, rayon)
                yield Body(_maslikhat(place), LAWS["lower"], names, place, {"constituency": rayon.seats})

    def _constituencies(self) -> Iterator[Constituency]:
        for part in self.plan.parts:
            of = self.names[part.region]
            names = invented(
                f"№ {part.number} сайлау округі, {of.kk}",
                f"избирательный округ № {part.number}, {of.ru}",
                f"constituency {part.number}, {of.en}",
            )
            yield Constituency(mazhilis_constituency(part.number), MAZHILIS, part.number, names)
        for region in self.plan.regions:
            of = self.names[region.id]
            last = max(site.regional for site in self.plan.sites[region.id])
            for number in range(1, last + 1):
                names = invented(
                    f"№ {number} округ, мәслихат, {of.kk}",
                    f"округ № {number}, маслихат, {of.ru}",
                    f"constituency {number}, maslikhat, {of.en}",
                )
                yield Constituency(_area(region.id, number), _maslikhat(region.id), f"{number:02}", names)
        for region in self.plan.regions:
            for rayon in self.plan.rayons[region.id]:
                for number in range(1, rayon.seats + 1):
                    names = self._rayon(
                        region, rayon, f"№ {number} округ, мәслихат, ", f"округ № {number}, маслихат, ",
                        f"constituency {number}, maslikhat, ",
                    )  # fmt: skip
                    place = _rayon_id(region, rayon)
                    yield Constituency(_area(place, number), _maslikhat(place), f"{number:02}", names)

    # ---- commissions and stations ------------------------------------------------------------------------------------

    def _commissions(self, stations: Iterable[Station]) -> Iterator[Commission]:
        yield Commission(
            "central", "central", COUNTRY, None, None,
            invented("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"),
        )  # fmt: skip
        parts: dict[str, list[Part]] = {region.id: [] for region in self.plan.regions}
        for part in self.plan.parts:
            parts[part.region].append(part)
        for region in self.plan.regions:
            # Where a constituency is a whole region, its territorial commission does the work (Art. 10(3)).
            alone = "okrug" if len(parts[region.id]) == 1 else None
            of = self.names[region.id]
            names = invented(
                f"аумақтық сайлау комиссиясы, {of.kk}",
                f"территориальная избирательная комиссия, {of.ru}",
                f"territorial commission, {of.en}",
            )
            yield Commission(f"territorial-{region.id}", "territorial", region.id, "central", alone, names)
            for rayon in self.plan.rayons[region.id]:
                place = _rayon_id(region, rayon)
                names = self._rayon(
                    region, rayon, "аумақтық сайлау комиссиясы, ", "территориальная избирательная комиссия, ",
                    "territorial commission, ",
                )  # fmt: skip
                yield Commission(f"territorial-{place}", "territorial", place, f"territorial-{region.id}", None, names)
            for part in parts[region.id] if alone is None else ():
                names = invented(
                    f"№ {part.number} округтік сайлау комиссиясы, {of.kk}",
                    f"окружная избирательная комиссия № {part.number}, {of.ru}",
                    f"okrug commission {part.number}, {of.en}",
                )
                constituency = mazhilis_constituency(part.number)
                yield Commission(f"okrug-{part.number}", "okrug", constituency, "central", None, names)
        for station in stations:
            above = f"okrug-{CONSTITUENCY_ABROAD}" if station.place == ABROAD else f"territorial-{station.place}"
            names = Names(**{language: name.replace(*PRECINCT[language]) for language, name in station.names if name})
            yield Commission(station.commission, "precinct", station.place, above, None, names)

    def _stations_at_home(self) -> Iterator[Station]:
        for region in self.plan.regions:
            rayons = {rayon.number: rayon for rayon in self.plan.rayons[region.id]}
            of = self.names[region.id]
            for site in self.plan.sites[region.id]:
                place = region.id if site.rayon is None else _rayon_id(region, rayons[site.rayon])
                areas = [mazhilis_constituency(site.mazhilis), _area(region.id, site.regional)]
                if site.lower is not None:
                    areas.append(_area(place, site.lower))
                code = station_code(region.code, site.number)
                yield Station(
                    code, place, site.voters, f"precinct-{code}", tuple(areas), _address(region, site),
                    invented(
                        f"№ {site.number} сайлау учаскесі, {of.kk}",
                        f"избирательный участок № {site.number}, {of.ru}",
                        f"station {site.number}, {of.en}",
                    ),
                )  # fmt: skip

    def _stations_abroad(self) -> Iterator[Station]:
        for number, voters in enumerate(self.plan.abroad, 1):
            code = station_code("ABR", number)
            yield Station(
                code, ABROAD, voters, f"precinct-{code}", (mazhilis_constituency(CONSTITUENCY_ABROAD),),
                invented(f"№ {number} өкілдік", f"представительство № {number}", f"mission {number}"),
                invented(
                    f"№ {number} сайлау учаскесі, шетел",
                    f"избирательный участок № {number}, за рубежом",
                    f"station {number}, abroad",
                ),
            )  # fmt: skip

    # ---- ballots -----------------------------------------------------------------------------------------------------

    def _options(self, bodies: dict[str, Body], areas: dict[str, Constituency]) -> Iterator[tuple[str, tuple[Option, ...]]]:
        against = Option(
            AGAINST_ALL, "against_all", None, Names(**{lang: phrase("against_all", lang) for lang in ("kk", "ru", "en")})
        )
        stood = {_maslikhat(region.id): region.lists or tuple(self.parties) for region in self.plan.regions}
        stood[MAZHILIS] = tuple(self.parties)
        fields = {mazhilis_constituency(part.number): part.candidates for part in self.plan.parts}
        here: dict[str, list[Constituency]] = {body: [] for body in bodies}
        for area in areas.values():
            here[area.body].append(area)
        for number, body in enumerate(bodies):
            if body in stood:
                lists = (
                    Option(party, "list", party, self.parties[party].names) for party in self.parties if party in stood[body]
                )
                yield list_contest(body), (*lists, against)
            for area in here[body]:
                of_body = "" if body == MAZHILIS else f"{number}-"  # maslikhats are told apart by number: 118-05-3
                yield area.id, (*self._candidates(area, of_body, fields.get(area.id)), against)

    def _list(self, number: int, party: str) -> PartyList:
        """The list of a party, longer than the seats, with persons of the groups of the quota on it.

        Names end in two Kazakh letters, so that the alphabet has an order to make of them.
        """
        first, persons = drawn(len(ALPHABET), self.seed, "list", party), []
        for place in range(1, LISTED + 1):
            # 37 has no divisor in common with the letters, 42: no two letters come twice on a list
            high, low = divmod(first + 37 * place, len(ALPHABET))
            letters = f"{ALPHABET[low]}{ALPHABET[high % len(ALPHABET)]}".capitalize()
            names = invented(f"{letters}, тізімдегі адам", f"{letters}, лицо из списка", f"person {number}-{place} of a list")
            marked = drawn(10, self.seed, "marked", party, place) < MARKED_IN_10
            persons.append(Listed(f"{number}-{place}", names, marked))
        return PartyList(tuple(persons), MORE)

    def _candidates(self, area: Constituency, of_body: str, known: int | None) -> Iterator[Option]:
        """2 to 12, of different parties or self-nominated; somebody is always self-nominated.

        known: how many stood in 2023, where it was found.
        """
        chance = (self.seed, area.id)
        fewer = min(drawn(LARGEST - SMALLEST + 1, *chance, "field", i) for i in range(2))  # long ballots are rare
        field = known or SMALLEST + fewer
        with_party = 1 + drawn(min(field - 1, len(self.parties)), *chance, "parties")
        first, *others = self.parties  # the largest stood everywhere
        nominating = [first, *sorted(others, key=lambda party: drawn(2**32, *chance, party))][:with_party]
        seats = sorted(range(1, field + 1), key=lambda candidate: drawn(2**32, *chance, candidate))
        party_of = dict(zip(seats, nominating, strict=False))
        for candidate in range(1, field + 1):
            name = f"{of_body}{area.number}-{candidate}"
            yield Option(
                f"{area.number}-{candidate}", "candidate", party_of.get(candidate),
                invented(f"үміткер {name}", f"кандидат {name}", f"candidate {name}"),
            )  # fmt: skip


def _by_id[Thing: (Place, Body, Constituency, Commission, Station)](things: Iterator[Thing]) -> dict[str, Thing]:
    return {thing.id: thing for thing in things}


def _rayon_id(region: Region, rayon: Rayon) -> str:
    return f"{region.id}-{rayon.number:02}"


def _maslikhat(place: str) -> str:
    return f"maslikhat-{place}"


def _area(place: str, number: int) -> str:
    return f"{_maslikhat(place)}.{number:02}"


def _address(region: Region, site: Site) -> Names:
    if (region.id, site.number) == STATION_58[:2]:
        return Names(
            kk="Әл-Фараби атындағы оқушылар сарайы",
            ru="Дворец школьников имени аль-Фараби",
            en="Al-Farabi Palace of Schoolchildren",
        )
    return invented(f"мекенжай {site.number}", f"адрес {site.number}", f"address {site.number}")
