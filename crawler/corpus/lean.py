"""What a process that only exports can do without."""

import sys
from importlib.abc import MetaPathFinder


def do_without_pandas() -> None:
    """Let pandas be missing in this process from now on, unless it is loaded.

    pyarrow loads it, where it is installed, only to see that a list is no series of it: 40 MB and a third of a second.
    Afterwards pyarrow makes no data frames here: this is for commands and workers, not for programs that call us.
    """
    sys.meta_path.insert(0, _NoPandas())


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, *_where: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
