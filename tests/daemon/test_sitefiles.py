from pathlib import Path

import pytest

from crawler.daemon.sitefiles import SiteFiles
from crawler.errors import BadInput

SITE = 'id = "{id}"\ndomains = ["{id}.vn"]\nfeeds = ["https://{id}.vn/{feed}"]\n'


def write(folder: Path, name: str, feed: str = "rss", site: str = "") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(SITE.format(id=site or name, feed=feed), encoding="utf-8")
    return path


def test_an_edit_counts_at_the_next_look_and_a_deleted_file_ends_its_site(tmp_path: Path) -> None:
    path = write(tmp_path, "bao")
    write(tmp_path, "tin")
    files = SiteFiles(tmp_path)
    assert not files.refresh()
    write(tmp_path, "bao", feed="rss/moi")
    assert files.refresh()
    assert files.sites["bao"].feeds == ("https://bao.vn/rss/moi",)
    path.unlink()
    assert files.refresh()
    assert files.sites.keys() == {"tin"}


def test_a_mistake_is_told_once_and_the_site_goes_on_as_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, "bao")
    files = SiteFiles(tmp_path)
    path.write_text('id = "bao"\ndomain = "bao.vn"\n', encoding="utf-8")
    assert files.refresh()
    assert not files.refresh()
    assert files.sites["bao"].domains == ("bao.vn",)
    (told,) = caplog.messages
    assert "bao.toml" in told
    assert told.endswith("the site goes on as before")


def test_a_site_is_named_by_its_file_when_that_is_called_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path, "to-bao", site="bao")
    write(tmp_path, "tin")
    files = SiteFiles(tmp_path)
    assert (files.argument("bao"), files.argument("tin")) == (str(path), "tin")


def test_a_folder_without_any_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no site file"):
        SiteFiles(tmp_path)
