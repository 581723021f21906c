from crawler.neardup.verdict import Choice, Neighbour, choose

NOON = (12, 0)


def near(text: int, hour: int, similarity: float = 0.9) -> Neighbour:
    return Neighbour(text, "near", similarity, (hour, 0), 100)


def holding(text: int, hour: int, similarity: float, size: int = 500) -> Neighbour:
    return Neighbour(text, "contained", similarity, (hour, 0), size)


def test_a_near_copy_is_one_of_the_earliest_before_it() -> None:
    assert choose(NOON, 100, [near(1, 11, 0.99), near(2, 9, 0.71), near(3, 13)]) == Choice(2, "near", 0.71)


def test_what_was_published_first_is_a_copy_of_nothing() -> None:
    assert choose(NOON, 100, [near(1, 13)]) is None
    assert choose(NOON, 100, []) is None


def test_at_one_time_the_number_of_arrival_decides() -> None:
    twin = Neighbour(1, "near", 0.9, (12, 1), 100)
    assert choose((12, 2), 100, [twin]) == Choice(1, "near", 0.9)
    assert choose((12, 0), 100, [twin]) is None


def test_the_shorter_is_contained_in_the_longest_whenever_that_came() -> None:
    assert choose(NOON, 100, [holding(1, 9, 1.0), holding(2, 15, 0.8, 600)]) == Choice(2, "contained", 0.8)
    assert choose(NOON, 100, [holding(2, 15, 0.9), holding(1, 9, 0.8)]) == Choice(1, "contained", 0.8)


def test_the_longer_is_contained_in_nothing() -> None:
    assert choose(NOON, 600, [holding(1, 9, 0.9)]) is None


def test_of_two_as_long_the_later_is_contained() -> None:
    assert choose(NOON, 500, [holding(1, 9, 0.81)]) == Choice(1, "contained", 0.81)
    assert choose(NOON, 500, [holding(1, 13, 0.81)]) is None


def test_containment_is_told_for_a_near_link_shows_in_the_cluster() -> None:
    assert choose(NOON, 100, [holding(1, 9, 0.8), near(2, 11, 0.9)]) == Choice(1, "contained", 0.8)
    assert choose(NOON, 600, [holding(1, 9, 0.8), near(2, 11, 0.9)]) == Choice(2, "near", 0.9)


def test_a_template_is_told_when_nothing_stronger_is() -> None:
    form = Neighbour(1, "template", 0.9, (9, 0), 100)
    assert choose(NOON, 100, [form]) == Choice(1, "template", 0.9)
    assert choose(NOON, 100, [form, near(2, 11, 0.7)]) == Choice(2, "near", 0.7)
    assert choose((8, 0), 100, [form]) is None
