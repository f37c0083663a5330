"""The whole wiki as one zip: out, in again, looked at first, and refused when it is something else."""

import io
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entries.archive import MOST_OF_ONE, ArchiveRefused, pack, unpacked
from glossary.models import Term
from tests.admin_forms import editor_client, everything
from tests.factories import make_question, make_term

pytestmark = pytest.mark.django_db


def zipped(**files: str) -> io.BytesIO:
    """Return a zip of files; two underscores stand for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    out.seek(0)
    return out


@pytest.fixture
def administrator() -> Client:
    """A browser in which an administrator is signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def send(client: Client, content: bytes, **more: str):
    """Upload an archive."""
    return client.post("/admin/whole-wiki/", {"archive": SimpleUploadedFile("wiki.zip", content), **more})


def test_what_goes_out_comes_in_again_unchanged(administrator: Client) -> None:
    make_term("ORM", aliases=["mapper"])
    make_question("Slow page")
    packed = administrator.get("/admin/whole-wiki/?download=1").content
    assert packed == pack()
    everything()
    send(administrator, packed, for_good="on")
    page = send(administrator, packed).content.decode()
    assert "this is what would happen" in page
    Term.objects.all().delete()
    send(administrator, packed, for_good="on")
    assert list(Term.objects.get(slug="orm").aliases.values_list("name", flat=True)) == ["mapper"]


def test_a_look_changes_nothing(administrator: Client) -> None:
    term = make_term("ORM")
    packed = pack()
    Term.objects.filter(pk=term.pk).delete()
    before = everything()
    page = send(administrator, packed).content.decode()
    assert "terms: 1 created" in page
    assert everything() == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped(**{"terms__a_dot_exe": "x"}).getvalue(),
        zipped(**{"..__..__etc__passwd": "x"}).getvalue(),
        zipped(**{"__terms__a_dot_yaml": "x"}).getvalue(),
        zipped(**{"users__a_dot_yaml": "x"}).getvalue(),
        zipped(**{"terms__big_dot_yaml": "x" * (MOST_OF_ONE + 1)}).getvalue(),
        zipped(**{"terms__a_dot_yaml": "name: ["}).getvalue(),
        zipped(**{"terms__a_dot_yaml": "name: A"}).getvalue()[:-30],
    ],
    ids=["empty", "text", "ending", "outside", "absolute", "folder", "large", "broken", "cut"],
)
def test_something_else_is_refused_with_a_sentence(administrator: Client, content: bytes) -> None:
    before = everything()
    answer = send(administrator, content, for_good="on")
    assert "errorlist" in answer.content.decode()
    assert everything() == before


def test_a_zip_that_lies_about_its_size_is_stopped() -> None:
    bomb = zipped(**{f"terms__a{n}_dot_yaml": "x" * MOST_OF_ONE for n in range(70)})
    with pytest.raises(ArchiveRefused, match="more text"), unpacked(bomb):
        pass


def test_only_administrators_get_here() -> None:
    assert editor_client("Reviewers").get("/admin/whole-wiki/").status_code == 403
    assert editor_client().get("/admin/whole-wiki/?download=1").status_code == 403
    assert Client().get("/admin/whole-wiki/").status_code == 302
