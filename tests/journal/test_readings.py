"""Readings: one answer to each question while a page is made, a new one for the next page."""

from yihaotong.journal.readings import asked_once, each_asked_once, reading


class Catalogue:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.names = {1: "住建局", 2: "城管局"}
        self.asked: list[object] = []
        self.one = asked_once(self._one)
        self.many = each_asked_once(self._many)

    def _one(self, number: int) -> str:
        self.asked.append(number)
        return self.names[number]

    def _many(self, numbers: frozenset[int]) -> dict[int, str]:
        self.asked.append(set(numbers))
        return {number: name for number, name in self.names.items() if number in numbers}


def test_within_a_reading_a_question_is_asked_once() -> None:
    catalogue = Catalogue()
    with reading():
        assert [catalogue.one(1), catalogue.one(1), catalogue.one(2)] == ["住建局", "住建局", "城管局"]
    assert catalogue.asked == [1, 2]


def test_of_many_only_the_new_ones_are_asked_about_and_what_is_not_there_stays_away() -> None:
    catalogue = Catalogue()
    with reading():
        assert catalogue.many([1, 7]) == {1: "住建局"}
        assert catalogue.many([1, 2, 7]) == {1: "住建局", 2: "城管局"}
        assert catalogue.many([7]) == {}
    assert catalogue.asked == [{1, 7}, {2}]


def test_the_next_reading_and_whatever_is_none_asks_again() -> None:
    catalogue = Catalogue()
    for name in ("住房和城乡建设局", "住建局"):
        catalogue.names[1] = name
        with reading():
            assert catalogue.one(1) == catalogue.many([1])[1] == name
    catalogue.names[1] = "住房城乡建设局"
    assert catalogue.one(1) == catalogue.many([1])[1] == catalogue.one(1) == "住房城乡建设局"
