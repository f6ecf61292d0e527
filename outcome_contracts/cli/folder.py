"""Files that appear whole or not at all: written beside their place, then moved into it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outcome_contracts.notices import Notice, UsageError


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A folder to write in; on success its files move to `folder`, on any failure nothing is left.

    Raises UsageError (OC-M006) where `folder` cannot be written to.
    """
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    except OSError:
        _remove(made)
        raise UsageError([Notice("OC-M006", facts=(("folder", folder.name),))]) from None
    try:
        yield part
        files = sorted(part.iterdir())
        if any((folder / file.name).is_dir() for file in files):
            raise UsageError([Notice("OC-M006", facts=(("folder", folder.name),))])
        for file in files:
            file.replace(folder / file.name)
        made.clear()
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _remove(made)


def _remove(folders: list[Path]) -> None:
    """Remove folders that were made for nothing, as far as they are empty."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
