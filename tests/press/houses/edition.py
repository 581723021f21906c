"""One paper's articles at one address."""

from dataclasses import dataclass

from tests.press.truth import NotArticle, PressArticle


@dataclass(frozen=True, slots=True)
class Edition:
    """What a paper prints: `base` is `http://host:port`, articles newest first, `others` its pages that are no news."""

    name: str
    base: str
    articles: tuple[PressArticle, ...]
    others: tuple[NotArticle, ...] = ()

    def besides(self, article: PressArticle) -> tuple[PressArticle, ...]:
        """The other articles, for boxes; one with the same headline is left out, as an editor would."""
        return tuple(other for other in self.articles if other.title != article.title)
