"""A folder that is made anew is the old one or the new one, whole, whatever happens and whoever else makes it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bundles
from tools.cache import made
from tools.environment import ROOT
from tools.lock import alone
from tools.problem import CannotWrite, Problem
from tools.replacing import replacing, replacing_file

# a process beside this one: it makes the folder dist where it is, says when it has begun and goes on when it is told to
MAKES = """
import sys
from pathlib import Path
from tools.ending import ended_by_a_sentence
from tools.lock import alone
from tools.replacing import replacing, replacing_file

def work():
    with alone(Path("build.lock"), "building"), replacing(Path("dist")) as new:
        (new / "first").write_text(sys.argv[1])
        print("begun", flush=True)
        sys.stdin.readline()
        (new / "second").write_text(sys.argv[1])
    return 0

sys.exit(ended_by_a_sentence(work))
"""


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A folder as it was made before."""
    folder = tmp_path / "dist"
    folder.mkdir()
    for name in ("first", "second"):
        (folder / name).write_text("old")
    return folder


def beside(folder: Path, script: str = MAKES, *arguments: str) -> subprocess.Popen[str]:
    """Another process, which works where the folder is."""
    pipe = subprocess.PIPE
    command, environment = [sys.executable, "-c", script, *arguments], {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder.parent, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {"build.lock"}


def test_of_several_that_make_a_folder_at_once_each_waits_for_the_one_before(dist: Path) -> None:
    first = beside(dist, MAKES, "a")
    assert heard(first) == "begun\n"
    second = beside(dist, MAKES, "b")
    assert heard(second) == f"build.py: waiting for process {first.pid}, which is building too\n"
    first.communicate("go on\n", timeout=20)
    assert heard(second) == "begun\n"
    assert files(dist) == {"first": "a", "second": "a"}
    second.communicate("go on\n", timeout=20)
    assert (first.returncode, second.returncode) == (0, 0)
    assert files(dist) == {"first": "b", "second": "b"}
    assert there(dist) == {"dist"}


def test_while_a_folder_is_made_the_old_one_is_there_whole(dist: Path) -> None:
    with replacing(dist) as new:
        (new / "first").write_text("new")
        assert files(dist) == {"first": "old", "second": "old"}
    assert files(dist) == {"first": "new"}
    assert there(dist) == {"dist"}


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_whoever_is_asked_to_end_leaves_the_old_folder_and_nothing_else(dist: Path, name: str) -> None:
    process = beside(dist, MAKES, "new")
    assert heard(process) == "begun\n"
    process.send_signal(getattr(signal, name))
    _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (128 + getattr(signal, name), "")
    assert files(dist) == {"first": "old", "second": "old"}
    assert there(dist) == {"dist"}


def test_what_a_killed_one_left_is_no_hindrance_and_taken_away(dist: Path) -> None:
    process = beside(dist, MAKES, "new")
    assert heard(process) == "begun\n"
    process.kill()
    process.wait(10)
    assert there(dist) == {"dist", "dist.new"}
    with alone(dist.with_name("build.lock"), "building"), replacing(dist) as new:
        assert files(new) == {}
    assert there(dist) == {"dist"}


def test_an_old_folder_that_a_killed_one_had_taken_away_is_put_back(dist: Path) -> None:
    dist.rename(dist.with_name("dist.old"))
    with pytest.raises(ZeroDivisionError), replacing(dist):
        raise ZeroDivisionError
    assert files(dist) == {"first": "old", "second": "old"}
    assert there(dist) == {"dist"}


def no_room(path: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def test_a_full_disk_is_a_sentence_and_costs_nothing(dist: Path) -> None:
    with pytest.raises(CannotWrite) as problem, replacing(dist) as new:
        no_room(new / "first")
    assert str(problem.value) == (
        f"wanted to make {dist}, but {dist}.new/first: No space left on device; what was there before is as it was"
    )
    assert files(dist) == {"first": "old", "second": "old"}
    assert there(dist) == {"dist"}


def test_a_folder_that_cannot_be_put_in_its_place_leaves_the_old_one_there(
    dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if self.name == "dist.new":
            no_room(self)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", renamed)
    with pytest.raises(CannotWrite), replacing(dist):
        pass
    assert files(dist) == {"first": "old", "second": "old"}


def test_a_program_of_the_build_that_finds_the_disk_full_is_no_other_problem(tmp_path: Path) -> None:
    says = "import sys; sys.exit('[ERROR] write /x/lab.js: no space left on device')"
    with pytest.raises(CannotWrite, match="No space left on device"), replacing(tmp_path / "dist"):
        bundles.run([sys.executable, "-c", says])


def test_a_file_that_is_missing_is_told_as_what_it_is(dist: Path) -> None:
    with pytest.raises(Problem, match="no-such-file: No such file or directory") as problem, replacing(dist):
        Path("no-such-file").read_bytes()
    assert not isinstance(problem.value, CannotWrite)


def test_a_file_in_the_folders_place_is_nobodys_to_remove(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("mine")
    with (
        pytest.raises(Problem, match=r"wanted to make the folder .*dist, but there is a file"),
        replacing(tmp_path / "dist"),
    ):
        pass
    assert (tmp_path / "dist").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="links are a privilege there")
def test_a_link_goes_on_pointing_at_the_folder(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(dist)
    with replacing(tmp_path / "link") as new:
        (new / "first").write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert files(dist) == {"first": "new"}


def test_where_no_lock_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(CannotWrite, match=r"wanted to write .*file/build\.lock for building, but:"),
        alone(tmp_path / "file" / "build.lock", "building"),
    ):
        pass


# what is kept in .cache


CACHES = """
import sys
from pathlib import Path
from tools.cache import made

def make(folder):
    print("made", flush=True)
    sys.stdin.readline()
    (folder / "content").touch()

made(Path("cache/recorded"), [Path(__import__("tools").__file__)], make)
"""


def test_a_cache_that_two_want_at_once_is_made_once(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = beside(cache, CACHES)
    assert heard(first) == "made\n"
    second = beside(cache, CACHES)
    assert heard(second) == f"build.py: waiting for process {first.pid}, which is making recorded too\n"
    first.communicate("go on\n", timeout=20)
    said, complaints = second.communicate(timeout=20)
    assert (first.returncode, second.returncode, said, complaints) == (0, 0, "", "")
    assert {path.name for path in cache.iterdir()} == {"recorded", "recorded.lock"}


def test_a_cache_is_made_once_and_again_when_a_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    count: list[Path] = []
    for text, times in (("a", 1), ("a", 1), ("b", 2)):
        source.write_text(text)
        made(tmp_path / "cache", [source], count.append)
        assert len(count) == times


# a file alone


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file as it was made before."""
    file = tmp_path / "page.html"
    file.write_text("old")
    return file


def test_a_file_is_the_old_one_until_the_new_one_is_whole(old: Path) -> None:
    with replacing_file(old) as new:
        new.write_text("new")
        assert old.read_text() == "old"
    assert old.read_text() == "new"
    assert os.listdir(old.parent) == ["page.html"]


@pytest.mark.parametrize("error", [Problem("of somebody else's"), KeyboardInterrupt(), SystemExit(143)])
def test_a_file_that_could_not_be_made_leaves_the_old_one_alone(old: Path, error: BaseException) -> None:
    def make() -> None:
        with replacing_file(old) as new:
            new.write_text("ne")
            raise error

    with pytest.raises(type(error)):
        make()
    assert old.read_text() == "old"
    assert os.listdir(old.parent) == ["page.html"]


def test_there_is_a_sentence_on_a_file_that_has_no_room(old: Path) -> None:
    said = r"wanted to make .*page\.html, but .*\.new: No space left on device; what was there before is as it was"
    with pytest.raises(CannotWrite, match=said), replacing_file(old) as new:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(new))
    assert old.read_text() == "old"


def test_a_file_does_not_take_the_place_of_a_folder_or_of_a_device(dist: Path) -> None:
    with pytest.raises(Problem, match="but there is a folder of that name"), replacing_file(dist):
        pass
    assert (dist / "first").read_text() == "old"
    if os.path.exists(os.devnull):
        with pytest.raises(Problem, match="but there is something else of that name"), replacing_file(Path(os.devnull)):
            pass
        assert not Path(os.devnull).is_file()


def test_a_file_is_made_where_a_link_points(old: Path) -> None:
    link = old.with_name("link.html")
    link.symlink_to(old)
    with replacing_file(link) as new:
        new.write_text("new")
    assert link.is_symlink()
    assert old.read_text() == "new"
