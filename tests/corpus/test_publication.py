"""What a release says of its papers and of whom to ask."""

from crawler.corpus.publication import Paper, Publication, publication
from crawler.sites import Site

SITES = [Site("baogoc", ("baogoc.example",), "Báo Gốc", license="CC-BY-4.0"), Site("baochep", ("baochep.example",))]


def test_site_files_and_settings_are_what_it_says() -> None:
    said = publication("https://khobao.example/lien-he", SITES)
    assert said == Publication(
        "https://khobao.example/lien-he", {"baochep": Paper(), "baogoc": Paper("Báo Gốc", "CC-BY-4.0")}
    )
    assert list(said.papers) == ["baochep", "baogoc"]
    assert said.of({"baogoc", "khong-co"}).papers == {"baogoc": Paper("Báo Gốc", "CC-BY-4.0")}


def test_the_placeholder_of_the_settings_is_no_contact() -> None:
    assert publication("https://example.org/khobao", []).contact == ""
