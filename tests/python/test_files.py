"""Files: old or new for whoever looks, links and permissions as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microgpt.files import write_atomically


def file_with(folder: Path, content: bytes) -> Path:
    """A file in a folder."""
    path = folder / "file"
    path.write_bytes(content)
    return path


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_with(tmp_path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for function in ("fsync", "chmod", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, function, fail)
            with pytest.raises(OSError, match="No space left"):
                write_atomically(path, b"new")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.needs("umask")
def test_a_written_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    path, other = tmp_path / "written", file_with(tmp_path, b"")
    write_atomically(path, b"")
    assert path.stat().st_mode == other.stat().st_mode


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = file_with(tmp_path, b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = file_with(tmp_path / "far", b"old"), tmp_path / "link"
    link.symlink_to("far/file")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert sorted(tmp_path.rglob("*")) == sorted([tmp_path / "far", target, link])


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
