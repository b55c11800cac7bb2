"""Data: any text file works, or is refused in a sentence that names the file and the line."""

from __future__ import annotations

import codecs
import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import assert_sentence

from microgpt import data, lists
from microgpt.data import Data, DataError, documents, load

EMOJI, CJK, COMBINING = (
    "\N{PARTY POPPER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "\u6f22\u5b57",
    "zoe\N{COMBINING DIAERESIS}",
)


def file_with(folder: Path, content: bytes) -> Path:
    """A file in this folder."""
    path = folder / "input.txt"
    path.write_bytes(content)
    return path


def refusal(name: str | Path) -> str:
    """The sentence with which this data is refused."""
    with pytest.raises(DataError) as error:
        load(str(name))
    assert_sentence(str(error.value))
    return str(error.value)


READABLE = {
    "plain": (b"emma\nava\n", ["emma", "ava"]),
    "no final newline": (b"emma\nava", ["emma", "ava"]),
    "one line, no newline": (b"emma", ["emma"]),
    "blank lines": (b"\n\nemma\n\n \t \nava\n\n", ["emma", "ava"]),
    "spaces around": (b"  emma \n\tava\t\n", ["emma", "ava"]),
    "spaces inside": (b"emma  rose\n", ["emma  rose"]),
    "Windows line ends": (b"emma\r\nava\r\n\r\n", ["emma", "ava"]),
    "old Mac line ends": (b"emma\rava\r\r", ["emma", "ava"]),
    "mixed line ends": (b"emma\r\nava\rmia\nal", ["emma", "ava", "mia", "al"]),
    "BOM": (codecs.BOM_UTF8 + b"emma\nava\n", ["emma", "ava"]),
    "BOM and Windows line ends": (codecs.BOM_UTF8 + b"emma\r\nava\r\n", ["emma", "ava"]),
    "the same line twice": (b"emma\nemma\n", ["emma", "emma"]),
    "emoji": (f"{EMOJI}\n".encode(), [EMOJI]),
    "CJK": (f"{CJK}\n\u3000{CJK}\u3000\n".encode(), [CJK, CJK]),
    "combining characters": (f"{COMBINING}\n".encode(), [COMBINING]),
    "separators that are no line ends": ("a\u2028b\n".encode(), ["a\u2028b"]),
    "one character": (b"a", ["a"]),
}


@pytest.mark.parametrize("kind", READABLE)
def test_documents_are_the_stripped_lines_that_are_not_empty(kind: str, tmp_path: Path) -> None:
    content, docs = READABLE[kind]
    path = file_with(tmp_path, content)
    assert load(str(path)) == Data(str(path), tuple(docs))


def test_a_line_of_a_hundred_kilobytes_is_one_document(tmp_path: Path) -> None:
    path = file_with(tmp_path, b"ab" * 50_000 + b"\nc\n")
    read = load(str(path))
    assert [len(doc) for doc in read.docs] == [100_000, 1]
    assert read.characters == ["a", "b", "c"]


REFUSED = {
    "empty": (b"", ["at least one line of text"]),
    "only a BOM": (codecs.BOM_UTF8, ["at least one line of text"]),
    "only blank lines": (b"\n \r\n\t\n", ["at least one line of text"]),
    "Latin-1": ("emma\nzo\xeb\n".encode("latin-1"), ["line 2", "UTF-8", "0xeb"]),
    "Latin-1 after Windows line ends": ("emma\r\nava\r\nzo\xeb".encode("latin-1"), ["line 3", "UTF-8", "0xeb"]),
    "Latin-1 after old Mac line ends": ("emma\rava\rzo\xeb".encode("latin-1"), ["line 3", "UTF-8", "0xeb"]),
    "Latin-1 after a BOM": (codecs.BOM_UTF8 + "emma\nzo\xeb".encode("latin-1"), ["line 2", "UTF-8", "0xeb"]),
    "Latin-1 just after a BOM": (codecs.BOM_UTF8 + b"\xeb\nemma", ["line 1", "UTF-8", "0xeb"]),
    "a character cut off": ("emma\n\u6f22".encode()[:-1], ["line 2", "UTF-8", "0xe6"]),
    "UTF-16": ("emma\n".encode("utf-16"), ["line 1", "UTF-8"]),
    "NUL": (b"emma\nava\nmi\0a\n", ["line 3", "NUL"]),
    "a surrogate encoded by force": (b"emma\n\xed\xa0\x80\n", ["line 2", "UTF-8", "0xed"]),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_learned_from_is_refused_by_name_and_line(kind: str, tmp_path: Path) -> None:
    content, parts = REFUSED[kind]
    path = file_with(tmp_path, content)
    assert_sentence(refusal(path), str(path), *parts)


def test_half_of_a_surrogate_pair_is_refused_by_line() -> None:
    """No UTF-8 file can hold one, but a text pasted into a page can."""
    with pytest.raises(DataError) as error:
        documents("emma\r\nav\ud83da\n", "pasted text")
    assert_sentence(str(error.value), "pasted text", "line 2", "surrogate")


def test_a_missing_file_is_refused_with_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "missing.txt"
    assert_sentence(refusal(path), repr(str(path)), "census, elements, capitals", "makemore or the path of a text file")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert_sentence(refusal(tmp_path), str(tmp_path), "cannot be read")


@pytest.mark.parametrize("name", ["", "no\0name", "x" * 5000])
def test_a_name_that_cannot_be_a_path_is_refused(name: str) -> None:
    with pytest.raises(DataError):
        load(name)


def test_a_file_that_vanishes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gone.txt"
    with pytest.raises(DataError) as error:
        data.read(path)
    assert_sentence(str(error.value), str(path), "cannot be read")


@given(st.text())
def test_any_text_gives_documents_or_a_sentence(text: str) -> None:
    try:
        docs = documents(text, "text").docs
    except DataError as error:
        assert_sentence(str(error), "text")
    else:
        assert docs
        assert all(doc and doc == doc.strip() and "\n" not in doc for doc in docs)


@settings(max_examples=2000)
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_documents_or_a_sentence(content: bytes) -> None:
    try:
        assert documents(data.decode(content, "bytes"), "bytes").docs
    except DataError as error:
        assert_sentence(str(error), "bytes")


def test_the_digest_is_of_the_documents_not_of_the_bytes() -> None:
    unix = documents("emma\nava\n", "one")
    assert unix.digest == documents("\ufeffemma\r\n\r\n ava", "other").digest
    assert unix.digest != documents("ava\nemma\n", "one").digest
    assert unix.digest != documents("emmaava", "one").digest


def test_the_census_names_come_with_the_package() -> None:
    census = load("census")
    assert census.name == "census"
    assert len(census.docs) == 5163
    assert census.characters == list("abcdefghijklmnopqrstuvwxyz")
    assert list(census.docs) == sorted(census.docs)
    assert {"mary", "james", "zulma"} <= set(census.docs)


@dataclass
class Server:
    """A web server on this machine that sends one file."""

    url: str
    content: bytes = b"emma\nolivia\n"
    promised: int | None = None  # the length it announces, when that is not the truth
    status: int = 200
    requests: int = 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    """Where makemore's names come from in these tests; the cache is in a folder of their own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.requests += 1
            self.send_response(sent.status)
            self.send_header("Content-Length", str(sent.promised or len(sent.content)))
            self.end_headers()
            self.wfile.write(sent.content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as listener:
        sent = Server(f"http://127.0.0.1:{listener.server_port}/names.txt")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(data, "MAKEMORE_URL", sent.url)
        monkeypatch.setattr(data, "MAKEMORE_SHA256", hashlib.sha256(sent.content).hexdigest())
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield sent
        listener.shutdown()
        thread.join()


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """Where the downloaded names are kept."""
    return tmp_path / "cache" / "microgpt" / "names.txt"


@pytest.mark.needs("threads")
def test_makemore_is_downloaded_once_and_then_kept(server: Server, cached: Path) -> None:
    first, second = load("makemore"), load("makemore")
    assert first == second == Data("makemore", ("emma", "olivia"))
    assert server.requests == 1
    assert cached.read_bytes() == server.content
    assert [path.name for path in cached.parent.iterdir()] == ["names.txt"]


@pytest.mark.needs("threads")
def test_a_damaged_copy_is_downloaded_again(server: Server, cached: Path) -> None:
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"emma\noliv")
    assert load("makemore").docs == ("emma", "olivia")
    assert server.requests == 1
    assert cached.read_bytes() == server.content


@pytest.mark.needs("threads")
def test_a_good_copy_needs_no_network(server: Server, cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.parent.mkdir(parents=True)
    cached.write_bytes(server.content)
    monkeypatch.setattr(data, "MAKEMORE_URL", "http://127.0.0.1:1/names.txt")
    assert load("makemore").docs == ("emma", "olivia")


@pytest.mark.needs("threads")
def test_a_download_that_is_not_the_file_it_should_be_is_refused_and_not_kept(server: Server, cached: Path) -> None:
    server.content = b"<html>captive portal</html>"
    wanted, came = vars(data)["MAKEMORE_SHA256"], hashlib.sha256(server.content).hexdigest()
    assert_sentence(refusal("makemore"), "makemore", "SHA-256", wanted, came)
    assert not cached.exists()


@pytest.mark.needs("threads")
def test_a_wrong_download_leaves_the_old_copy(server: Server, cached: Path) -> None:
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"old")
    server.content = b"wrong"
    refusal("makemore")
    assert cached.read_bytes() == b"old"


@pytest.mark.needs("threads")
def test_a_download_that_breaks_off_is_refused(server: Server, cached: Path) -> None:
    server.promised = 1000
    assert_sentence(refusal("makemore"), "makemore", server.url, "cannot be downloaded", str(cached), "--data census")


@pytest.mark.needs("threads")
def test_a_server_that_has_no_such_file_is_refused(server: Server, cached: Path) -> None:
    server.status = 404
    assert_sentence(refusal("makemore"), "makemore", server.url, "404", str(cached), "--data census")


@pytest.mark.needs("threads")
def test_no_network_is_said_with_what_to_do(server: Server, cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "http://127.0.0.1:1/names.txt"
    monkeypatch.setattr(data, "MAKEMORE_URL", nobody)
    assert_sentence(refusal("makemore"), nobody, "cannot be downloaded", str(cached), "--data census")


def test_the_names_of_the_published_program_are_pinned() -> None:
    assert lists.MAKEMORE_URL == "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt"
    assert lists.MAKEMORE_SHA256 == "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"


def test_without_a_home_folder_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user whom the machine does not know, in a container."""

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert_sentence(refusal("makemore"), "makemore", "no home folder", "XDG_CACHE_HOME", "--data census")


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=4))
@settings(max_examples=300)
def test_bytes_that_come_in_pieces_are_read_as_if_they_came_at_once(content: bytes, cuts: list[int]) -> None:
    def read(at: list[int]) -> Data | str:
        gathering = data.Gathering("mine")
        try:
            for begin, end in zip([0, *at], at):
                gathering.take(content[begin:end])
            gathering.take(content[at[-1] if at else 0 :], is_last=True)
            return gathering.whole()
        except DataError as error:
            return str(error)

    def at_once() -> Data | str:
        try:
            return documents(data.decode(content, "mine"), "mine")
        except DataError as error:
            return str(error)

    came, whole = read(sorted(cuts)), at_once()
    if isinstance(came, str) and isinstance(whole, str):
        assert came.startswith("mine")  # the first of several faults; the decoder's own comes first in each piece
    else:
        assert came == whole


PIECES = {
    "a character cut in two": ("zo\xeb\n\u6f22".encode(), ["zo\xeb", "\u6f22"]),
    "a BOM cut in two": (codecs.BOM_UTF8 + b"emma\nava", ["emma", "ava"]),
    "Windows line ends": (b"emma\r\n\r\nava\r\n", ["emma", "ava"]),
    "old Mac line ends": (b"emma\rava\r\r", ["emma", "ava"]),
    "spaces around": (b"  emma  \n ava", ["emma", "ava"]),
}


@pytest.mark.parametrize("kind", PIECES)
def test_pieces_may_be_cut_off_anywhere(kind: str) -> None:
    content, docs = PIECES[kind]
    gathering = data.Gathering("mine")
    for at in range(len(content)):
        gathering.take(content[at : at + 1])
    gathering.take(b"", is_last=True)
    assert gathering.whole() == Data("mine", tuple(docs))


def test_a_fault_in_a_later_piece_is_told_by_its_line() -> None:
    gathering = data.Gathering("mine")
    gathering.take(b"emma\r")
    gathering.take(b"\nava\nmi")
    with pytest.raises(DataError, match="mine, line 3: wanted UTF-8 text, but there is the byte 0xeb"):
        gathering.take(b"a\xeb\n")
    with pytest.raises(DataError, match="mine, line 3: wanted text, but there is a NUL"):
        gathering.take(b"a\0b\n")
