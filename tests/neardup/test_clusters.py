from crawler.neardup.clusters import groups


def test_links_hold_together_through_others() -> None:
    links = {1: [2], 2: [1, 3], 3: [2], 5: [6], 6: [5]}
    assert [sorted(group) for group in groups([1, 2, 3, 4, 5, 6], links)] == [[1, 2, 3], [4], [5, 6]]


def test_a_long_chain_is_one_group() -> None:
    links = {number: [number + 1, number - 1] for number in range(1, 10_000)} | {0: [1]}
    assert len(groups(range(10_000), links)) == 1
