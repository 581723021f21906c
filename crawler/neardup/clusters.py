"""What links hold together."""

from collections.abc import Collection, Iterable, Mapping


def groups(members: Iterable[int], links: Mapping[int, Collection[int]]) -> list[list[int]]:
    """The members in groups that links hold together, directly or through others; links stand on both sides."""
    found: list[list[int]] = []
    seen: set[int] = set()
    for member in members:
        if member in seen:
            continue
        seen.add(member)
        group = [member]
        for one in group:  # grows while it is walked
            fresh = [other for other in links.get(one, ()) if other not in seen]
            seen.update(fresh)
            group.extend(fresh)
        found.append(group)
    return found
