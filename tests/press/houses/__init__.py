"""The five papers, unlike each other in markup, in how their news is found, and in how bytes are sent."""

from tests.press.houses.bencu import BenCu
from tests.press.houses.dongbang import DongBang
from tests.press.houses.house import House
from tests.press.houses.nhipcho import NhipCho
from tests.press.houses.songlam import SongLam
from tests.press.houses.vungcao import VungCao

HOUSES: tuple[House, ...] = (DongBang(), SongLam(), BenCu(), NhipCho(), VungCao())

__all__ = ["HOUSES", "House"]
